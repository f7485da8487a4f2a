import type { HostStep, KernelStep, Place, Plan } from "@ntkit/backend";

/** A run of kernels that one shader computes: what it reads from memory and what it leaves there. */
export interface KernelSegment {
  readonly kind: "kernels";
  readonly kernels: readonly KernelStep[];
  readonly loads: readonly Place[];
  readonly stores: readonly Place[];
  /** Results that are copies of a place. */
  readonly copies: readonly { readonly from: Place; readonly result: number }[];
}

export type Segment = KernelSegment | HostStep;

/** A place as a name: an identifier of WGSL for registers and results. */
export const nameOf = (place: Place): string => ("name" in place ? `${place.kind}:${place.name}` : `${place.kind}${place.index}`);

/** Kernels in one shader. Beyond, compiling takes longer than a detour through memory, and deep networks have equal segments. */
const longest = 16;

/**
 * Cuts a plan at its host stages, and long runs of kernels into shorter ones. Registers live inside a shader; one that a
 * later segment reads is stored, as is every result. Results that are copies belong to the last segment, which is made of
 * kernels if there are any.
 */
export function segmentsOf({ steps, copies }: Plan): Segment[] {
  const runs: (KernelStep[] | HostStep)[] = [];
  for (const step of steps) {
    const last = runs.at(-1);
    if (step.kind === "host") runs.push(step);
    else if (Array.isArray(last) && last.length < longest) last.push(step);
    else runs.push([step]);
  }
  if (copies.length > 0 && !Array.isArray(runs.at(-1))) runs.push([]);

  // Backwards: `wanted` are the registers and results that later segments read before anyone writes them again.
  const wanted = new Set<string>();
  const segments: Segment[] = [];
  runs.toReversed().forEach((run, at) => {
    const segment = Array.isArray(run) ? kernelSegment(run, at === 0 ? copies : [], wanted) : run;
    const [reads, writes] = segment.kind === "host" ? [segment.inputs, segment.outputs] : [segment.loads, segment.stores];
    for (const place of writes) wanted.delete(nameOf(place));
    for (const place of reads) wanted.add(nameOf(place));
    segments.push(segment);
  });
  return segments.reverse();
}

function kernelSegment(kernels: readonly KernelStep[], copies: Plan["copies"], wanted: ReadonlySet<string>): KernelSegment {
  const loads = new Map<string, Place>();
  const written = new Map<string, Place>();
  const read = (place: Place): void => {
    if (!written.has(nameOf(place))) loads.set(nameOf(place), place);
  };
  for (const { arrays, scalars, outputs } of kernels) {
    for (const place of [...arrays, ...scalars]) read(place);
    for (const place of outputs) written.set(nameOf(place), place);
  }
  for (const { from } of copies) read(from);
  const stores = [...written.values()].filter((place) => place.kind === "result" || wanted.has(nameOf(place)));
  const copied = copies.map(({ result }): Place => ({ kind: "result", index: result }));
  return { kind: "kernels", kernels, loads: [...loads.values()], stores: [...stores, ...copied], copies };
}
