import { type NDArray, ndArray } from "@ntkit/core";
import type { Problem, Sizes } from "../problem.ts";
import type { FunctionSamples } from "./prior.ts";

/** The problem of some samples at once, their outputs side by side: each has a start of its own, and targets less its noise [count, n, O]. */
export function stackProblem(problem: Problem, starts: FunctionSamples, noise: NDArray, samples: readonly number[], { train, test, outputs }: Sizes): Problem {
  const beside = (points: number, value: (sample: number, point: number, output: number) => number) =>
    ndArray(
      Float64Array.from({ length: points * samples.length * outputs }, (_, at) => {
        const column = at % (samples.length * outputs);
        return value(samples[Math.floor(column / outputs)], Math.floor(at / (samples.length * outputs)), column % outputs);
      }),
      [points, samples.length * outputs],
    );
  const of =
    ({ data }: NDArray, points: number) =>
    (sample: number, point: number, output: number) =>
      data[(sample * points + point) * outputs + output];
  const shift = of(noise, train);
  return {
    ...problem,
    targets: beside(train, (sample, point, output) => problem.targets.data[point * outputs + output] - shift(sample, point, output)),
    initial: { train: beside(train, of(starts.train, train)), ...(test > 0 && { test: beside(test, of(starts.test, test)) }) },
  };
}

/** Means of stacks [points, samples · O], one stack after the other, as samples [count, points, O]. */
export function unstack(means: readonly NDArray[], points: number, outputs: number): NDArray {
  const bySample = means.flatMap(({ data, shape: [, columns = 0] }) =>
    Array.from({ length: columns / outputs }, (_, sample) =>
      Float64Array.from({ length: points * outputs }, (_, at) => data[Math.floor(at / outputs) * columns + sample * outputs + (at % outputs)]),
    ),
  );
  const result = new Float64Array(bySample.length * points * outputs);
  bySample.forEach((values, sample) => result.set(values, sample * points * outputs));
  return ndArray(result, [bySample.length, points, outputs]);
}
