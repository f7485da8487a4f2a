import type { Backend, Tensor, Trouble } from "@ntkit/backend";
import type { NDArray } from "@ntkit/core";
import { z } from "zod";
import { addToDiagonal, meanDiagonal } from "./ridge.ts";

export const jitterSchema = z
  .strictObject({
    start: z.number().positive().default(1e-10).meta({ description: "First amount, times the mean of the diagonal" }),
    factor: z.number().gt(1).default(10).meta({ description: "How much more after each failure" }),
    max: z.number().positive().default(1e-2).meta({ description: "Last amount, times the mean of the diagonal" }),
  })
  .meta({ description: "What may be added to the diagonal, beyond the ridge, where the kernel cannot be factored; the amount used is reported" });

export type Jitter = z.infer<typeof jitterSchema>;

/** 0, then start, start·factor, … up to max, which is the last. */
function amounts(jitter: Jitter | undefined): number[] {
  const list = [0];
  if (jitter === undefined) return list;
  for (let amount = jitter.start; amount < jitter.max; amount *= jitter.factor) list.push(amount);
  return [...list, jitter.max];
}

/**
 * Cholesky factor of `kernel + (ridge + jitter)·1`, with the first jitter that succeeds of 0, start, start·factor, …, max
 * (times the mean of the diagonal); only 0 where no jitter is allowed. The jitter returned is what was added.
 */
export async function choleskyWithJitter(
  on: Backend,
  kernel: NDArray,
  ridge: number,
  jitter?: Jitter,
): Promise<{ readonly status: "ok"; readonly factor: Tensor; readonly jitter: number } | Trouble> {
  const steps = amounts(jitter);
  for (let step = 0; ; step++) {
    const added = steps[step] * meanDiagonal(kernel);
    const result = await on.scope(() => on.cholesky(on.tensor(addToDiagonal(kernel, ridge + added))));
    if (result.status === "ok") return { status: "ok", factor: result.factor, jitter: added };
    if (result.status === "not-finite") return result;
    if (step === steps.length - 1) return { ...result, remedy: `${result.remedy} ${advice(jitter, added)}` };
  }
}

const advice = (jitter: Jitter | undefined, added: number): string =>
  jitter === undefined
    ? "Or allow jitter in the options, or use the solver eigen, which takes singular kernels."
    : `Jitter up to ${added.toPrecision(3)} was not enough.`;
