import {
  type ElementwiseProgram,
  type HostStep,
  type KernelStep,
  type Operands,
  operandExtent,
  type Place,
  type Plan,
  planProgram,
  type Tensor,
} from "@ntkit/backend";
import type { CompiledKernel, KernelSignature } from "@ntkit/formula";

/** A plan with what its steps do, kernels compiled. */
interface PreparedProgram {
  readonly plan: Plan;
  readonly steps: readonly ((memory: Memory) => Run)[];
}

/** How a program runs over operands of these names. */
export type Prepare = (program: ElementwiseProgram, operands: Operands) => PreparedProgram;

/** Plans and compiles a program once for as long as it lives (the object, not what it says) and each set of operand names. */
export function programCache(kernel: (signature: KernelSignature) => CompiledKernel): Prepare {
  const known = new WeakMap<ElementwiseProgram, Map<string, PreparedProgram>>();
  return (program, operands) => {
    const prepared = known.get(program) ?? new Map<string, PreparedProgram>();
    known.set(program, prepared);
    const names = JSON.stringify([operands.entries, operands.rows, operands.columns].map((tensors) => Object.keys(tensors ?? {})));
    let found = prepared.get(names);
    if (found === undefined) {
      const plan = planProgram(program, operands);
      const steps = plan.steps.map((step) => {
        if (step.kind === "host") return (memory: Memory) => hostRun(step, memory);
        const compiled = kernel(step.signature);
        return (memory: Memory) => kernelRun(compiled, step, memory);
      });
      found = { plan, steps };
      prepared.set(names, found);
    }
    return found;
  };
}

/** What the elementwise engine asks of its backend. */
export interface FusedContext {
  readonly prepare: Prepare;
  readonly numbers: (tensor: Tensor) => Float64Array;
  /** Entries evaluated at a time: few enough that all registers stay in the first-level cache. */
  readonly chunk: number;
}

/** What changes from chunk to chunk: its row, its first column, and the place of its first entry in row-major order. */
interface Chunk {
  row: number;
  column: number;
  entry: number;
  count: number;
}

type Run = (chunk: Readonly<Chunk>) => void;

/**
 * Runs an elementwise program row by row, chunk by chunk, all stages over one chunk before the next chunk is touched:
 * besides the results there is nothing of their size. Returns their shape and numbers.
 */
export function runFused(
  { prepare, numbers, chunk }: FusedContext,
  program: ElementwiseProgram,
  operands: Operands,
): { shape: readonly number[]; results: Float64Array[] } {
  for (const tensors of [operands.entries, operands.rows, operands.columns]) Object.values(tensors ?? {}).forEach(numbers);
  const { shape, rows, columns } = operandExtent(operands);
  const { plan, steps } = prepare(program, operands);
  const results = program.outputs.map(() => new Float64Array(rows * columns));
  const registers = Array.from({ length: plan.registers }, () => new Float64Array(chunk));
  const memory: Memory = {
    array: (place) => {
      if (place.kind === "register") return registers[place.index];
      return place.kind === "result" ? results[place.index] : numbers((operands[place.kind] as Readonly<Record<string, Tensor>>)[place.name]);
    },
    chunk,
  };

  const runs = [...steps.map((run) => run(memory)), ...plan.copies.map(({ from, result }) => copyRun(from, results[result], memory))];
  const at: Chunk = { row: 0, column: 0, entry: 0, count: 0 };
  for (at.row = 0; at.row < rows; at.row++) {
    for (at.column = 0; at.column < columns; at.column += chunk) {
      at.entry = at.row * columns + at.column;
      at.count = Math.min(chunk, columns - at.column);
      for (const run of runs) run(at);
    }
  }
  return { shape, results };
}

interface Memory {
  readonly array: (place: Place) => Float64Array;
  readonly chunk: number;
}

/** Where the chunk begins in the array of a place. */
function offset({ kind }: Place, { column, entry }: Readonly<Chunk>): number {
  if (kind === "register") return 0;
  return kind === "columns" ? column : entry;
}

function kernelRun(kernel: CompiledKernel, { arrays, scalars, outputs }: KernelStep, { array }: Memory): Run {
  const [inputs, rowValues, targets] = [arrays.map(array), scalars.map(array), outputs.map(array)];
  const [offsets, values, targetOffsets] = [arrays.map(() => 0), scalars.map(() => 0), outputs.map(() => 0)];
  return (at) => {
    for (let k = 0; k < offsets.length; k++) offsets[k] = offset(arrays[k], at);
    for (let k = 0; k < values.length; k++) values[k] = rowValues[k][at.row];
    for (let k = 0; k < targetOffsets.length; k++) targetOffsets[k] = offset(outputs[k], at);
    kernel(at.count, inputs, offsets, values, targets, targetOffsets);
  };
}

function hostRun({ stage, inputs, outputs }: HostStep, memory: Memory): Run {
  const views = inputs.map((place) => viewOf(place, memory));
  const targets = outputs.map((place) => viewOf(place, memory));
  return (at) => {
    stage.evaluate(
      views.map((view) => view(at)),
      targets.map((view) => view(at)),
      at.count,
    );
  };
}

function copyRun(from: Place, result: Float64Array, memory: Memory): Run {
  const view = viewOf(from, memory);
  return (at) => result.set(view(at), at.entry);
}

/** The numbers of a place in a chunk, as an array of the length of the chunk; the value of a row is repeated. */
function viewOf(place: Place, { array, chunk }: Memory): (at: Readonly<Chunk>) => Float64Array {
  const source = array(place);
  if (place.kind === "rows") {
    const repeated = new Float64Array(chunk);
    return ({ row, count }) => repeated.subarray(0, count).fill(source[row]);
  }
  return (at) => {
    const from = offset(place, at);
    return source.subarray(from, from + at.count);
  };
}
