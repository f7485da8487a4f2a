import { referenceBackend } from "@ntkit/backend-reference";
import { fromNested, random } from "@ntkit/core";
import { describe, expect, test } from "vitest";
import { nested, ok, randomMatrix, randomProblem, relativeError } from "../../test/fixtures.ts";
import { add, assemble, block, diagonal, exponential, identity, multiply, rows, scale, subtract, transpose, zeros } from "../../test/matrices.ts";
import type { EigenSpec } from "../eigen/options.ts";
import { prepare } from "../prepare.ts";
import type { Problem } from "../problem.ts";
import type { Prediction } from "../solver.ts";

const on = referenceBackend();

async function predict(spec: Partial<EigenSpec>, problem: Problem, times: readonly number[]): Promise<Prediction[]> {
  return on.scope(async () => ok(await prepare(on, { kind: "eigen", ...spec }, problem)).at(times));
}

/**
 * The same dynamics with neither eigenvectors nor inverses: `d(f_X − y, f_*)/dτ = −[[Θ + r, 0], [Θ(*,X), 0]] (f_X − y, f_*)`
 * on the labels of the training points, the function on them, and the test points; its flow T moves means and covariances.
 */
function flow(problem: Problem, kernel: "ntk" | "nngp", tau: number, ridge: number) {
  const theta = problem.kernels[kernel];
  const [train, cross] = [nested(theta?.train), nested(theta?.cross)];
  const [k, kCross, kTest] = [nested(problem.kernels.nngp?.train), nested(problem.kernels.nngp?.cross), nested(problem.kernels.nngp?.test)];
  const [n, m] = [train.length, cross.length];
  const below = [...train, ...cross];
  const generator = assemble([
    [scale(add(train, scale(identity(n), ridge)), -tau), zeros(n, n + m)],
    [scale(below, -tau), zeros(n + m, n + m)],
  ]);
  const moved = exponential(generator);
  const targets = nested(problem.targets);
  const start = [...(problem.initial ? nested(problem.initial.train) : zeros(n, targets[0].length))];
  const startTest = problem.initial?.test ? nested(problem.initial.test) : zeros(m, targets[0].length);
  const end = multiply(moved, [...subtract(start, targets), ...start, ...startTest]);
  // The nngp prior of the labels has the ridge in it.
  const labels = kernel === "nngp" ? add(k, scale(identity(n), ridge)) : k;
  const prior = assemble([
    [labels, k, transpose(kCross)],
    [k, k, transpose(kCross)],
    [kCross, kCross, kTest],
  ]);
  const covariance = multiply(multiply(moved, prior), transpose(moved));
  return {
    labels: { mean: add(rows(end, 0, n), targets), covariance: block(covariance, 0, n) },
    function: { mean: rows(end, n, 2 * n), covariance: block(covariance, n, 2 * n) },
    test: { mean: rows(end, 2 * n, 2 * n + m), covariance: block(covariance, 2 * n, 2 * n + m) },
  };
}

describe("against the matrix exponential of the dynamics", () => {
  const problem = randomProblem(random(1));
  const times = [3, 0, 0.4, 40];
  const settings = [
    { ensemble: "ntk", trainOutputs: "function", ridge: 0.3 },
    { ensemble: "ntk", trainOutputs: "labels", ridge: 0.3 },
    { ensemble: "nngp", trainOutputs: "function", ridge: 0 },
    { ensemble: "nngp", trainOutputs: "function", ridge: 0.3 },
    { ensemble: "nngp", trainOutputs: "labels", ridge: 0.3 },
  ] as const;

  test.each(settings)("mean and covariance: $ensemble, $trainOutputs, ridge $ridge", async ({ ensemble, trainOutputs, ridge }) => {
    const spec = {
      ensemble,
      trainOutputs,
      ridge: { kind: "absolute", value: ridge },
      learningRate: 0.7,
      normaliser: "samples",
      uncertainty: "covariances",
    } as const;
    const predictions = await predict(spec, problem, times);
    expect(predictions.map(({ time }) => time)).toEqual(times);
    for (const { time, train, test: testing } of predictions) {
      const expected = flow(problem, ensemble, (0.7 * time) / 6, ridge);
      for (const [actual, wanted] of [
        [train, expected[trainOutputs]],
        [testing, expected.test],
      ] as const) {
        expect(relativeError(nested(actual?.mean), wanted.mean, 1)).toBeLessThan(1e-12);
        expect(relativeError(nested(actual?.covariance), wanted.covariance, 1)).toBeLessThan(1e-12);
        expect(relativeError([[...(actual?.variance?.data ?? [])]], [diagonal(wanted.covariance)], 1)).toBeLessThan(1e-12);
      }
    }
  });

  test("one network, from the function that it starts as", async () => {
    const source = random(2);
    const initial = { train: fromNested(randomMatrix(source, 6, 2)), test: fromNested(randomMatrix(source, 4, 2)) };
    for (const { time, train, test: testing } of await predict({ normaliser: 3 }, { ...problem, initial }, [0, 0.1, 9])) {
      const expected = flow({ ...problem, initial }, "ntk", time / 3, 0);
      expect(relativeError(nested(train?.mean), expected.function.mean)).toBeLessThan(1e-12);
      expect(relativeError(nested(testing?.mean), expected.test.mean)).toBeLessThan(1e-12);
    }
  });
});
