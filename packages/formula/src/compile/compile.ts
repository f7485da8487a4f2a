import { interpreted } from "./interpreter.ts";
import { generated } from "./javascript.ts";
import { type KernelSignature, lower } from "./tape.ts";

/**
 * Computes entries 0 … count−1: array variable k is `arrays[k][offsets[k] + e]`, scalar variable k is `scalars[k]`,
 * and output k goes to `outputs[k][outputOffsets[k] + e]`. An output may be an input's array at the same offset;
 * other overlaps are not allowed. Arrays stand in the order of the signature.
 */
export type CompiledKernel = (
  count: number,
  arrays: readonly Float64Array[],
  offsets: readonly number[],
  scalars: readonly number[],
  outputs: readonly Float64Array[],
  outputOffsets: readonly number[],
) => void;

export interface CompileOptions {
  /** "auto": generated JavaScript, or the interpreter where a content security policy forbids it. "never": the interpreter. */
  readonly codeGeneration?: "auto" | "never";
}

/**
 * A kernel for a list of formulas, equal to `evaluate` to the last bit. What depends on scalars only is computed once
 * per call, equal subexpressions once per entry.
 */
export function compile(signature: KernelSignature, { codeGeneration = "auto" }: CompileOptions = {}): CompiledKernel {
  const tape = lower(signature);
  if (codeGeneration === "never") return interpreted(tape);
  try {
    return generated(tape);
  } catch (error) {
    if (error instanceof EvalError) return interpreted(tape);
    throw error;
  }
}
