import { type OperationName, operations } from "../operations.ts";
import type { CompiledKernel } from "./compile.ts";
import type { Step, Tape } from "./tape.ts";

/** Entries at a time: the buffers of a chunk stay in the first-level cache. */
const chunk = 512;

/**
 * The kernel of a tape without generated code: step by step over chunks of 512 entries. Inputs are read in place;
 * outputs are written when the whole chunk is computed, so that they may lie on the inputs.
 */
export function interpreted(tape: Tape): CompiledKernel {
  const { buffers, registers } = allocate(tape);
  const { steps } = tape;
  const written = new Set(tape.outputs);
  const values = steps.map((step) => (step.kind === "constant" ? step.value : 0));
  return (count, arrays, offsets, scalars, outputs, outputOffsets) => {
    const operands: Float64Array[] = registers.map((register) => buffers[register]);
    steps.forEach((step, i) => {
      if (step.level === "array") return;
      if (step.kind === "input") values[i] = scalars[step.index];
      if (step.kind === "operation") values[i] = operations[step.op].evaluate(...step.arguments.map((argument) => values[argument]));
      operands[i].fill(values[i], 0, Math.min(chunk, count));
    });
    for (let from = 0; from < count; from += chunk) {
      const length = Math.min(chunk, count - from);
      for (let i = 0; i < steps.length; i++) {
        const step = steps[i];
        if (step.level !== "array" || step.kind === "constant") continue;
        if (step.kind === "input") {
          operands[i] = read(arrays[step.index], offsets[step.index] + from, length, operands[i], written.has(i));
        } else {
          const args = step.arguments.map((argument) => operands[argument]);
          apply(step.op, args, operands[i], length);
        }
      }
      tape.outputs.forEach((position, k) => outputs[k].set(operands[position].subarray(0, length), outputOffsets[k] + from));
    }
  };
}

/** A chunk of an input: in place, or a copy of what is itself an output, lest another output be written over it. */
function read(array: Float64Array, from: number, length: number, buffer: Float64Array, copied: boolean): Float64Array {
  const view = array.subarray(from, from + length);
  if (!copied) return view;
  buffer.set(view);
  return buffer;
}

/** A buffer for every step: its own for what is constant over a call, a reused one for what is needed in a chunk only. */
function allocate({ steps, outputs }: Tape): { readonly buffers: Float64Array[]; readonly registers: number[] } {
  const lastUse = steps.map((_, i) => i);
  steps.forEach((step, i) => {
    if (step.kind === "operation") for (const argument of step.arguments) lastUse[argument] = i;
  });
  for (const output of outputs) lastUse[output] = steps.length;
  const buffers: Float64Array[] = [];
  const free: number[] = [];
  const registers: number[] = [];
  const isReused = (step: Step) => step.level === "array" && step.kind === "operation";
  steps.forEach((step, i) => {
    if (step.kind === "operation") {
      for (const argument of new Set(step.arguments)) if (lastUse[argument] === i && isReused(steps[argument])) free.push(registers[argument]);
    }
    registers[i] = (isReused(step) ? free.pop() : undefined) ?? buffers.push(new Float64Array(chunk)) - 1;
  });
  return { buffers, registers };
}

/** `out[i] = op(args[0][i], …)`; `out` may be one of the arguments. The commonest operations have loops of their own, for speed. */
function apply(op: OperationName, [a, b, c]: readonly Float64Array[], out: Float64Array, length: number): void {
  if (op === "add") {
    for (let i = 0; i < length; i++) out[i] = a[i] + b[i];
  } else if (op === "subtract") {
    for (let i = 0; i < length; i++) out[i] = a[i] - b[i];
  } else if (op === "multiply") {
    for (let i = 0; i < length; i++) out[i] = a[i] * b[i];
  } else if (op === "divide") {
    for (let i = 0; i < length; i++) out[i] = a[i] / b[i];
  } else {
    const { evaluate } = operations[op];
    if (c !== undefined) for (let i = 0; i < length; i++) out[i] = evaluate(a[i], b[i], c[i]);
    else if (b !== undefined) for (let i = 0; i < length; i++) out[i] = evaluate(a[i], b[i]);
    else for (let i = 0; i < length; i++) out[i] = evaluate(a[i]);
  }
}
