import { type OperationName, operations } from "../operations.ts";
import { prelude } from "../wgsl/basic.ts";
import { literal, type WgslFunction } from "../wgsl/wgsl-function.ts";
import { type KernelSignature, lower, type Step } from "./tape.ts";

/** A kernel as a WGSL function of one entry, and what it calls. */
export interface WgslKernel {
  /**
   * `fn NAME(arrays…, scalars…) -> NAME_result`, all of type f32 and in the order of the signature; the result is a
   * struct with one field `o0`, `o1`, … for each output. `result` is the name of that struct.
   */
  readonly source: string;
  readonly result: string;
  readonly uses: readonly WgslFunction[];
}

/**
 * Writes a kernel as the WGSL function `name`. Every operation rounds by itself, as IEEE 754 says, whatever stands around
 * it: so the same kernel gives the same bits in every shader, and x² − y² is 0 where x = y.
 */
export function wgslKernel(name: string, signature: KernelSignature): WgslKernel {
  const { steps, outputs } = lower(signature);
  const used = new Set<OperationName>();
  const operand = (position: number): string => {
    const step = steps[position];
    return step.kind === "constant" ? literal(step.value) : `v${position}`;
  };
  const right = (step: Extract<Step, { kind: "operation" }>): string => {
    used.add(step.op);
    const { expression, exact } = operations[step.op].wgsl;
    const value = expression(...step.arguments.map(operand));
    return exact ? value : `ntk_rounded(${value})`;
  };
  const lines = steps.flatMap((step, position) => {
    if (step.kind === "constant") return [];
    return [`  let v${position} = ${step.kind === "input" ? `${step.level === "array" ? "a" : "s"}${step.index}` : right(step)};`];
  });
  const result = `${name}_result`;
  const parameters = [...signature.arrays.map((_, k) => `a${k}: f32`), ...signature.scalars.map((_, k) => `s${k}: f32`)];
  const source = `struct ${result} { ${outputs.map((_, k) => `o${k}: f32`).join(", ")} }
fn ${name}(${parameters.join(", ")}) -> ${result} {
${lines.join("\n")}
  return ${result}(${outputs.map(operand).join(", ")});
}`;
  return { source, result, uses: [...used].flatMap((op) => operations[op].wgsl.uses) };
}

/**
 * The declarations of a module that holds these kernels: the functions that they call, each once and before its use, then
 * the kernels. The entry point, which is yours, must first set `opaque_zero` from a uniform or storage buffer that holds
 * 0: that is what keeps compilers from fusing and reordering.
 */
export function wgslModule(kernels: readonly WgslKernel[]): string {
  const ordered = new Set<WgslFunction>();
  const visit = (used: WgslFunction): void => {
    used.uses.forEach(visit);
    ordered.add(used);
  };
  for (const { uses } of kernels) uses.forEach(visit);
  return [prelude, ...[...ordered].map(({ source }) => source), ...kernels.map(({ source }) => source)].join("\n\n");
}
