import type { OperationName } from "../operations.ts";
import { operations } from "../operations.ts";
import type { CompiledKernel } from "./compile.ts";
import type { Step, Tape } from "./tape.ts";

/**
 * JavaScript for a tape: the body of a function that takes the `evaluate` of the operations in `calls` (those without
 * a source of their own) and returns the kernel. Only positions and numbers go into it, no name of the caller.
 */
function javascriptSource(tape: Tape): { readonly calls: readonly OperationName[]; readonly body: string } {
  const calls = new Set<OperationName>();
  const hoisted: string[] = [];
  const loop: string[] = [];
  const operand = (position: number): string => {
    const step = tape.steps[position];
    return step.kind === "constant" ? (Object.is(step.value, -0) ? "-0" : String(step.value)) : `v${position}`;
  };
  const right = (step: Step): string => {
    if (step.kind === "constant") return String(step.value);
    if (step.kind === "input") return step.level === "array" ? `a${step.index}[p${step.index} + e]` : `scalars[${step.index}]`;
    const { source } = operations[step.op];
    const args = step.arguments.map(operand);
    if (source !== undefined) return source(...args);
    calls.add(step.op);
    return `${step.op}(${args.join(", ")})`;
  };
  tape.steps.forEach((step, position) => {
    if (step.kind === "constant") return;
    if (step.kind === "input" && step.level === "array") hoisted.push(`const a${step.index} = arrays[${step.index}], p${step.index} = offsets[${step.index}];`);
    (step.level === "array" ? loop : hoisted).push(`const v${position} = ${right(step)};`);
  });
  tape.outputs.forEach((position, k) => {
    hoisted.push(`const o${k} = outputs[${k}], q${k} = outputOffsets[${k}];`);
    loop.push(`o${k}[q${k} + e] = ${operand(position)};`);
  });
  const body = `"use strict";
return function kernel(count, arrays, offsets, scalars, outputs, outputOffsets) {
  ${hoisted.join("\n  ")}
  for (let e = 0; e < count; e++) {
    ${loop.join("\n    ")}
  }
};`;
  return { calls: [...calls], body };
}

/** The kernel of a tape as generated JavaScript. Throws EvalError where code generation is forbidden. */
export function generated(tape: Tape): CompiledKernel {
  const { calls, body } = javascriptSource(tape);
  const make = new Function(...calls, body) as (...helpers: readonly ((...values: number[]) => number)[]) => CompiledKernel;
  return make(...calls.map((op) => operations[op].evaluate));
}
