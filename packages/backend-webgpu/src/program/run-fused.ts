import { type ElementwiseProgram, type Operands, operandExtent, type Place, planProgram, type Tensor } from "@ntkit/backend";
import type { Engine } from "../engine/engine.ts";
import type { View } from "../engine/memory.ts";
import type { Product } from "../shaders/products.ts";
import { runHostStep } from "./host-step.ts";
import { type Owed, runKernels } from "./run-kernels.ts";
import { segmentKey } from "./segment-source.ts";
import { nameOf, type Segment, segmentsOf } from "./segments.ts";

/** What the elementwise engine asks of its backend. */
export interface FusedContext {
  readonly engine: Engine;
  /** Where the numbers of a tensor stand; a product that is still owed is computed. */
  readonly view: (tensor: Tensor) => View;
  /** The product that a tensor still owes and that this program may compute on its way, if there is one. */
  readonly owed: (tensor: Tensor) => Product | undefined;
}

interface CompiledSegment {
  readonly segment: Segment;
  readonly key: string;
}

/** Segments by program and by the names of its operands: a program runs over many tiles. */
export type SegmentCache = (program: ElementwiseProgram, operands: Operands) => readonly CompiledSegment[];

export function segmentCache(): SegmentCache {
  const known = new WeakMap<ElementwiseProgram, Map<string, readonly CompiledSegment[]>>();
  return (program, operands) => {
    const names = JSON.stringify([operands.entries, operands.rows, operands.columns].map((group) => Object.keys(group ?? {})));
    let byNames = known.get(program);
    if (byNames === undefined) {
      byNames = new Map();
      known.set(program, byNames);
    }
    let segments = byNames.get(names);
    if (segments === undefined) {
      segments = segmentsOf(planProgram(program, operands)).map((segment) => ({ segment, key: segment.kind === "host" ? "" : segmentKey(segment) }));
      byNames.set(names, segments);
    }
    return segments;
  };
}

/** Arrays of up to this many numbers together lie in one block, as do more than `separate` arrays: a shader binds few. */
const together = 2 ** 20;
const separate = 3;

/** Runs an elementwise program: one shader between two host stages, and the first with the Gram matrix in it if that is still owed. */
export function runFused(
  context: FusedContext,
  cache: SegmentCache,
  program: ElementwiseProgram,
  operands: Operands,
): { shape: readonly number[]; results: readonly View[] } {
  const { engine } = context;
  const extent = operandExtent(operands);
  const segments = cache(program, operands);
  const count = extent.rows * extent.columns;
  const results: View[] = [];
  const registers = new Map<string, View>();
  const owed = owedEntry(context, segments, operands);
  // Another entry may be the same tensor and pay its debt meanwhile.
  const sides = owed === undefined ? [] : [owed.product.left, owed.product.right].map(({ view }) => engine.retain(view.block));
  const views = new Map<string, View>();
  const viewOf = (place: Place): View => {
    if (place.kind === "result") return results[place.index];
    if (place.kind === "register") return registers.get(nameOf(place)) as View;
    let view = views.get(nameOf(place));
    if (view === undefined) {
      view = context.view((operands[place.kind] as Readonly<Record<string, Tensor>>)[place.name]);
      views.set(nameOf(place), view);
    }
    return view;
  };
  const run = ({ segment, key }: CompiledSegment): void => {
    const [reads, writes] = segment.kind === "host" ? [segment.inputs, segment.outputs] : [segment.loads, segment.stores];
    const names = writes.filter(({ kind }) => kind === "register").map(nameOf);
    // What is read may be written anew: the old registers are given back only when all is asked for.
    const fresh: View[] = [];
    try {
      place(engine, fresh, names.length, count);
      const targets = writes.map((to) => (to.kind === "register" ? fresh[names.indexOf(nameOf(to))] : viewOf(to)));
      if (segment.kind === "host") runHostStep(engine, segment, extent, reads.map(viewOf), targets);
      else runKernels({ engine, extent, segment, key, viewOf, targets, ...(owed === undefined ? {} : { owed }) });
      names.forEach((name, k) => {
        const old = registers.get(name);
        registers.set(name, fresh[k]);
        if (old !== undefined) engine.release(old.block);
      });
      fresh.length = 0;
    } finally {
      giveBack(engine, fresh);
    }
  };
  try {
    place(engine, results, program.outputs.length, count);
    segments.forEach(run);
    return { shape: extent.shape, results };
  } catch (error) {
    giveBack(engine, results);
    throw error;
  } finally {
    giveBack(engine, [...registers.values()]);
    sides.forEach(engine.release);
  }
}

const giveBack = (engine: Engine, views: readonly View[]): void => {
  for (const { block } of views) engine.release(block);
};

/** Adds arrays of `count` numbers to `views`, in one block if they are small or many. */
function place(engine: Engine, views: View[], arrays: number, count: number): void {
  const share = arrays > 1 && (arrays * count <= together || arrays > separate);
  const shared = share ? engine.allocate(arrays * count) : undefined;
  for (let k = 0; k < arrays; k++) {
    if (shared === undefined) views.push({ block: engine.allocate(count), offset: 0 });
    else views.push({ block: k === 0 ? shared : engine.retain(shared), offset: k * count });
  }
}

/** The first owed product that exactly one segment reads. */
function owedEntry({ owed }: FusedContext, segments: readonly CompiledSegment[], operands: Operands): Owed | undefined {
  const readers = (name: string): number =>
    segments.reduce((sum, { segment }) => {
      const reads = segment.kind === "host" ? [...segment.inputs, ...segment.inputs] : segment.loads;
      return sum + reads.filter((place) => place.kind === "entries" && place.name === name).length;
    }, 0);
  for (const [name, tensor] of Object.entries(operands.entries ?? {})) {
    const product = readers(name) === 1 ? owed(tensor) : undefined;
    if (product !== undefined) return { place: { kind: "entries", name }, product };
  }
  return undefined;
}
