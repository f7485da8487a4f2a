import { operations } from "../operations.ts";
import type { CompiledKernel } from "./compile.ts";
import type { Tape } from "./tape.ts";

const chunk = 512;

/** The kernel of a tape without generated code: step by step over chunks of 512 entries. */
export function interpreted(tape: Tape): CompiledKernel {
  const buffers = tape.steps.map(() => new Float64Array(chunk));
  return (count, arrays, offsets, scalars, outputs, outputOffsets) => {
    const run = (position: number, from: number, length: number) => {
      const step = tape.steps[position];
      const out = buffers[position];
      if (step.kind === "constant") return void out.fill(step.value);
      if (step.kind === "input") {
        if (step.level === "scalar") return void out.fill(scalars[step.index]);
        const start = offsets[step.index] + from;
        return void out.set(arrays[step.index].subarray(start, start + length));
      }
      const { evaluate } = operations[step.op];
      const [a, b, c] = step.arguments.map((argument) => buffers[argument]);
      if (c !== undefined) for (let i = 0; i < length; i++) out[i] = evaluate(a[i], b[i], c[i]);
      else if (b !== undefined) for (let i = 0; i < length; i++) out[i] = evaluate(a[i], b[i]);
      else for (let i = 0; i < length; i++) out[i] = evaluate(a[i]);
    };
    for (const [position, step] of tape.steps.entries()) if (step.level !== "array") run(position, 0, chunk);
    for (let from = 0; from < count; from += chunk) {
      const length = Math.min(chunk, count - from);
      for (const [position, step] of tape.steps.entries()) if (step.level === "array") run(position, from, length);
      tape.outputs.forEach((position, k) => outputs[k].set(buffers[position].subarray(0, length), outputOffsets[k] + from));
    }
  };
}
