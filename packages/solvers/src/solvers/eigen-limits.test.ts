import { referenceBackend } from "@ntkit/backend-reference";
import { fromNested, random } from "@ntkit/core";
import { describe, expect, test } from "vitest";
import { blocksOfRoot, mse, nested, ok, randomMatrix, randomProblem, relativeError } from "../../test/fixtures.ts";
import { add, identity, type Matrix, multiply, scale, solve, subtract, transpose } from "../../test/matrices.ts";
import type { EigenSpec } from "../eigen/options.ts";
import { prepare } from "../prepare.ts";
import type { Problem } from "../problem.ts";
import type { Prediction } from "../solver.ts";
import { eigen } from "./eigen.ts";

const on = referenceBackend();

async function predict(spec: Partial<EigenSpec>, problem: Problem, times: readonly number[]): Promise<Prediction[]> {
  return on.scope(async () => ok(await prepare(on, { kind: "eigen", normaliser: "sum", ...spec }, problem)).at(times));
}

const spectrumOf = (problem: Problem) => on.scope(async () => ok(await eigen.init(on, eigen.example, problem)).spectrum);
const unwarned = (predictions: readonly Prediction[]) => expect(predictions.flatMap(({ warnings }) => warnings)).toEqual([]);

describe("the ends of training", () => {
  test("t = 0 is the initial function and its covariance", async () => {
    const problem = randomProblem(random(1));
    const [{ train, test: testing }] = await predict({ uncertainty: "covariances" }, problem, [0]);
    expect(train?.mean.data.every((x) => x === 0)).toBe(true);
    expect(testing?.mean.data.every((x) => x === 0)).toBe(true);
    expect(relativeError(nested(train?.covariance), nested(problem.kernels.nngp?.train))).toBeLessThan(1e-14);
    expect(nested(testing?.covariance)).toEqual(nested(problem.kernels.nngp?.test));
    const initial = { train: fromNested(randomMatrix(random(2), 6, 2)), test: fromNested(randomMatrix(random(3), 4, 2)) };
    const [given] = await predict({}, { ...problem, initial }, [0]);
    expect(nested(given.train?.mean)).toEqual(nested(initial.train));
    expect(nested(given.test?.mean)).toEqual(nested(initial.test));
  });

  test("t = ∞ is kernel regression, by elimination", async () => {
    const problem = randomProblem(random(4));
    const { ntk, nngp } = problem.kernels;
    const [theta, cross, k, kCross, kTest] = [ntk?.train, ntk?.cross, nngp?.train, nngp?.cross, nngp?.test].map(nested);
    const moves = transpose(solve(theta, transpose(cross)));
    const mixed = multiply(moves, transpose(kCross));
    const covariance = add(subtract(kTest, add(mixed, transpose(mixed))), multiply(multiply(moves, k), transpose(moves)));
    const [prediction] = await predict({ uncertainty: "covariances" }, problem, [Infinity]);
    expect(relativeError(nested(prediction.test?.mean), multiply(moves, nested(problem.targets)))).toBeLessThan(1e-11);
    expect(relativeError(nested(prediction.test?.covariance), covariance)).toBeLessThan(1e-11);
    expect(nested(prediction.train?.mean)).toEqual(nested(problem.targets));
    expect(Math.max(...nested(prediction.train?.covariance).flat().map(Math.abs))).toBe(0);
  });

  test("what is left of a slow mode keeps its digits: 1 − e^(−λτ) for λτ from 1e-18 to 1e-3", async () => {
    for (const small of [1e-12, 1e-6]) {
      const kernel = {
        train: fromNested([
          [1, 0],
          [0, small],
        ]),
        cross: fromNested([[0, small]]),
      };
      for (const time of [1e-6, 1e-2, 1e3]) {
        const [{ test: testing }] = await predict({}, { loss: mse, kernels: { ntk: kernel }, targets: fromNested([[0], [1]]) }, [time]);
        const x = small * time;
        expect(Math.abs((testing?.mean.data[0] ?? 0) / (x - x ** 2 / 2 + x ** 3 / 6 - x ** 4 / 24) - 1)).toBeLessThan(1e-14);
      }
    }
  });
});

describe("kernels that do not see everything", () => {
  const g = randomMatrix(random(5), 9, 12).map((row) => row.map((x) => x / 4));
  const y: Matrix = randomMatrix(random(6), 6, 2);
  const problemOf = (root: Matrix, targets: Matrix): Problem => {
    const blocks = blocksOfRoot(root, targets.length);
    // Twice the kernel and some more on the diagonal of the features: the NTK of nothing, but with the same null space.
    const theta = blocksOfRoot(
      root.map((row) => row.map((x, j) => x * Math.sqrt(2 + j / 10))),
      targets.length,
    );
    return { loss: mse, kernels: { nngp: blocks, ntk: theta }, targets: fromNested(targets) };
  };
  const times = [0.3, 20, 1e9, 1e18, Infinity];

  test.each(["ntk", "nngp"] as const)("a duplicate row counts as one row with the mean of the targets (%s)", async (ensemble) => {
    const spec = { ensemble, uncertainty: "covariances", trainOutputs: "function" } as const;
    const doubled = problemOf([...g.slice(0, 6), g[2], ...g.slice(6)], [...y, y[2].map((v) => v + 3)]);
    const merged = problemOf(
      g,
      y.map((row, i) => (i === 2 ? row.map((v) => v + 1.5) : row)),
    );
    const [last] = await predict(spec, doubled, [Infinity]);
    const [expected] = await predict(spec, merged, [Infinity]);
    unwarned([last]);
    expect(relativeError(nested(last.test?.mean), nested(expected.test?.mean))).toBeLessThan(1e-11);
    expect(relativeError(nested(last.test?.covariance), nested(expected.test?.covariance))).toBeLessThan(1e-11);
    expect(
      relativeError(
        [nested(last.train?.mean)[2], nested(last.train?.mean)[6]],
        [2, 2].map((i) => nested(expected.train?.mean)[i]),
      ),
    ).toBeLessThan(1e-11);
  });

  test("a row of zeros changes nothing, at any time", async () => {
    const zero = g[0].map(() => 0);
    const padded = problemOf([...g.slice(0, 6), zero, ...g.slice(6)], [...y, [5, -5]]);
    const spec = { uncertainty: "variances" } as const;
    const actual = await predict(spec, padded, times);
    const expected = await predict(spec, problemOf(g, y), times);
    unwarned(actual);
    actual.forEach((prediction, i) => {
      expect(relativeError(nested(prediction.test?.mean), nested(expected[i].test?.mean))).toBeLessThan(1e-12);
      expect(relativeError([[...(prediction.test?.variance?.data ?? [])]], [[...(expected[i].test?.variance?.data ?? [])]], 1)).toBeLessThan(1e-12);
      expect(nested(prediction.train?.mean)[6].map(Math.abs)).toEqual([0, 0]);
    });
  });

  test("fewer features than points: the least-squares fit of least norm, from features", async () => {
    const thin = g.map((row) => row.slice(0, 3));
    const problem = problemOf(thin, y);
    const features = thin.map((row) => row.map((x, j) => x * Math.sqrt(2 + j / 10)));
    const weights = solve(multiply(transpose(features.slice(0, 6)), features.slice(0, 6)), multiply(transpose(features.slice(0, 6)), y));
    const predictions = await predict({ uncertainty: "variances" }, problem, [1e6, 1e12, 1e18, Infinity]);
    unwarned(predictions);
    for (const { train, test: testing } of predictions) {
      expect(relativeError(nested(testing?.mean), multiply(features.slice(6), weights))).toBeLessThan(1e-12);
      expect(relativeError(nested(train?.mean), multiply(features.slice(0, 6), weights))).toBeLessThan(1e-12);
      expect(Math.max(...(testing?.variance?.data ?? [NaN]))).toBeLessThan(1e-12);
    }
    const spectrum = await spectrumOf(problem);
    expect(spectrum).toMatchObject({ rank: 3, conditionNumber: Infinity });
    expect(spectrum.clamped.count).toBeLessThanOrEqual(3);
    expect(spectrum.clamped.size).toBeLessThan(1e-14 * spectrum.largest);
  });

  test("a kernel of zeros: nothing moves, and nothing is NaN", async () => {
    const predictions = await predict(
      { uncertainty: "covariances" },
      problemOf(
        g.map((row) => row.map(() => 0)),
        y,
      ),
      [0, 1, Infinity],
    );
    unwarned(predictions);
    for (const { train, test: testing } of predictions) {
      for (const array of [train?.mean, train?.covariance, testing?.mean, testing?.covariance]) expect(array?.data.every((x) => x === 0)).toBe(true);
    }
  });

  test("blocks that contradict each other: a mode of eigenvalue zero grows as ηt/Z, and that is said", async () => {
    const kernel = {
      train: fromNested([
        [1, 0],
        [0, 0],
      ]),
      cross: fromNested([[0.5, 0.5]]),
    };
    const predictions = await predict({ learningRate: 2 }, { loss: mse, kernels: { ntk: kernel }, targets: fromNested([[1], [2]]) }, [0, 3, Infinity]);
    expect(predictions.map(({ test: testing }) => testing?.mean.data[0])).toEqual([0, 0.5 * (1 - Math.exp(-6)) + 0.5 * 6 * 2, 0.5]);
    expect(predictions.map(({ warnings }) => warnings.map(({ kind }) => kind))).toEqual([[], ["contradicting-kernels"], ["contradicting-kernels"]]);
  });

  test("a prior variance too small for its kernel: 0, and that is said", async () => {
    const { nngp } = randomProblem(random(7), { outputs: 1 }).kernels;
    const problem = { ...randomProblem(random(7), { outputs: 1 }) };
    const kernels = { nngp: { ...nngp, train: nngp?.train ?? fromNested([]), test: fromNested([1e-3, 1, 1, 1]) } };
    const [{ test: testing, warnings }] = await predict({ ensemble: "nngp", uncertainty: "variances" }, { ...problem, kernels }, [Infinity]);
    expect(testing?.variance?.data[0]).toBe(0);
    expect(warnings.map(({ kind }) => kind)).toEqual(["negative-variance"]);
  });
});

describe("kernels that are none", () => {
  const indefinite: Problem = {
    loss: mse,
    kernels: {
      ntk: {
        train: fromNested([
          [1, 2],
          [2, 1],
        ]),
      },
    },
    targets: fromNested([[1], [0]]),
  };

  test("an eigenvalue clearly below zero is refused, with the eigenvalue and the remedy", async () => {
    const result = await prepare(on, { kind: "eigen" }, indefinite);
    expect(result).toMatchObject({ status: "indefinite" });
    if (result.status !== "indefinite") return;
    expect(result.smallestEigenvalue).toBeCloseTo(-1, 14);
    expect(result.largestEigenvalue).toBeCloseTo(3, 14);
    expect(result.remedy).toBe("Check that it is a kernel of one set of points, computed in float64; or add a ridge above 1.0 (absolute).");
    expect(on.liveTensors()).toBe(0);
  });

  test("a ridge above it helps; a tolerance below it takes it for zero", async () => {
    const [{ train }] = await predict({ ridge: { kind: "absolute", value: 1.5 }, trainOutputs: "function" }, indefinite, [Infinity]);
    const ridged = add(nested(indefinite.kernels.ntk?.train), scale(identity(2), 1.5));
    expect(relativeError(nested(train?.mean), multiply(nested(indefinite.kernels.ntk?.train), solve(ridged, [[1], [0]])))).toBeLessThan(1e-13);
    const [tolerated] = await predict({ indefiniteTolerance: 0.5 }, indefinite, [Infinity]);
    expect(relativeError(nested(tolerated.train?.mean), [[0.5], [0.5]])).toBeLessThan(1e-13);
  });
});
