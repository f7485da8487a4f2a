import type { Tensors } from "@ntkit/architectures";
import { type Backend, entrywise, type Tensor } from "@ntkit/backend";
import { type Shape, sizeOf, zeros } from "@ntkit/core";
import { add, variable } from "@ntkit/formula";
import type { EmpiricalJob } from "./method.ts";

/** The name of the sum where terms are not kept apart. */
export const whole = "all";

const sum = add(variable("a"), variable("b"));
export const plus = (on: Backend, a: Tensor, b: Tensor): Tensor => entrywise(on, sum, { entries: { a, b } });

/** Adds new terms of a tile to those before, which are freed if they are no longer needed. */
export function addTerms({ on, grouped }: EmpiricalJob, before: Tensors, terms: Tensors): Tensors {
  if (grouped) return { ...before, ...terms };
  let total = before[whole];
  for (const term of Object.values(terms)) {
    const next = total === undefined ? term : plus(on, total, term);
    if (total !== undefined && next !== total) on.dispose(total, term);
    total = next;
  }
  return total === undefined ? before : { [whole]: total };
}

/**
 * A tile's terms from those of each output with itself, [n, m] by name: one below the other for `diagonal`, else their sum.
 * A block's temporaries are freed before the next one is made.
 */
export async function overOutputs({ on, axes, network }: EmpiricalJob, block: (output: number) => Tensors): Promise<Tensors> {
  const blocks: Record<string, Tensor[]> = {};
  for (let o = 0; o < sizeOf(network.output); o++) {
    for (const [name, term] of Object.entries(await on.scope(() => block(o)))) {
      const before = blocks[name];
      if (before === undefined) blocks[name] = [term];
      else if (axes === "diagonal") before.push(term);
      else {
        const sum = plus(on, before[0], term);
        on.dispose(before[0], term);
        before[0] = sum;
      }
    }
  }
  return Object.fromEntries(Object.entries(blocks).map(([name, all]) => [name, all.length === 1 ? all[0] : joined(on, all)]));
}

/** Joins tensors along the first axis, and frees them. */
export function joined(on: Backend, parts: readonly Tensor[]): Tensor {
  const whole = on.concat(parts);
  on.dispose(...parts);
  return whole;
}

/** Cotangents that pick each output in turn, for all of n samples: [O·n, ...output]. */
export function unitCotangents(on: Backend, samples: number, output: Shape): Tensor {
  const outputs = sizeOf(output);
  const identity = zeros([outputs, outputs]);
  for (let o = 0; o < outputs; o++) identity.data[o * (outputs + 1)] = 1;
  const rows = on.gather(
    on.tensor(identity),
    Int32Array.from({ length: outputs * samples }, (_, row) => Math.floor(row / samples)),
  );
  return on.reshape(rows, [outputs * samples, ...output]);
}
