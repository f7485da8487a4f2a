import { logTimes } from "@ntkit/solvers";

export const classes = 10;

/** Test images: the last ones of the data set. */
export const testCount = 797;

export const preparation = [{ kind: "scale", divisor: 16 }, { kind: "center" }] as const;

export const splitOf = (count: number) => ({ order: "given", train: count, test: testCount }) as const;

/** Times at which the accuracy is told, beside 0 and ∞. */
export const span = { from: 0.1, to: 1e5, count: 31 } as const;
export const times: readonly number[] = logTimes(span.from, span.to, span.count);
