import { referenceBackend } from "@ntkit/backend-reference";
import { fromNested, type NDArray, random } from "@ntkit/core";
import { describe, expect, test } from "vitest";
import { blocksOfRoot, kernelWithSpectrum, mse, nested, ok, randomMatrix, relativeError } from "../../test/fixtures.ts";
import { add, type Matrix, multiply, transpose } from "../../test/matrices.ts";
import { prepare } from "../prepare.ts";
import type { Problem } from "../problem.ts";
import type { Prediction, Solver } from "../solver.ts";
import { solvers } from "./index.ts";

const on = referenceBackend();
const n = 8;

/** Features [points, 8] of 8 training points and 3 test points, about orthonormal. */
const features = randomMatrix(random(1), n + 3, n).map((row) => row.map((x) => x / Math.sqrt(n)));
const targets = fromNested(randomMatrix(random(2), n, 2));
const problemOf = (root: Matrix): Problem => {
  const blocks = blocksOfRoot(root, n);
  return { loss: mse, kernels: { ntk: blocks, nngp: blocks }, targets };
};
/** A training kernel alone. */
const kernelOf = (train: Matrix): Problem => {
  const block = { train: fromNested(train) };
  return { loss: mse, kernels: { ntk: block, nngp: block }, targets };
};
const withSpectrum = (eigenvalues: readonly number[]): Matrix => {
  const root = kernelWithSpectrum(random(3), eigenvalues.map(Math.abs));
  const signed = root.map((row) => row.map((x, j) => x * Math.sign(eigenvalues[j])));
  return symmetric(multiply(root, transpose(signed)));
};
const symmetric = (a: Matrix): Matrix => a.map((row, i) => row.map((x, j) => (i < j ? x : a[j][i])));
/** The same in both triangles, but off in its last digits. */
const rounded = (a: Matrix): Matrix => {
  const source = random(4);
  const noise = a.map((row) => row.map(() => 4e-15 * source.normal()));
  return add(a, symmetric(noise));
};

const bad: readonly (readonly [string, Problem])[] = [
  ["duplicate rows", problemOf(features.map((row, i) => (i === 5 ? features[2] : row)))],
  ["duplicate rows, many", problemOf(features.map((_, i) => features[i % 3]))],
  ["a row of zeros", problemOf(features.map((row, i) => (i === 4 ? row.map(() => 0) : row)))],
  ["fewer features than points", problemOf(features.map((row) => row.slice(0, 3)))],
  ["one feature", problemOf(features.map((row) => row.slice(0, 1)))],
  ["nearly singular: 1e-13", kernelOf(withSpectrum([3, 2, 1.5, 1, 0.7, 0.5, 0.3, 1e-13]))],
  ["nearly singular: all scales from 1 to 1e-15", kernelOf(withSpectrum([1, 1e-2, 1e-4, 1e-6, 1e-8, 1e-10, 1e-12, 1e-15]))],
  ["indefinite by rounding", kernelOf(rounded(withSpectrum([3, 2, 1, 1, 0, 0, 0, 0])))],
  ["indefinite by rounding: −1e-11", kernelOf(withSpectrum([3, 2, 1.5, 1, 0.7, 0.5, 0.3, -1e-11]))],
];

/** Options that let a solver go on where it may: only Cholesky needs to be let. */
const allowing = (solver: Solver): Record<string, unknown> => {
  const asked = { ...solver.example, jitter: {} };
  return solver.schema.safeParse(asked).success ? asked : { ...solver.example };
};
const allNumbers = ({ train, test: testing, loss }: Prediction): number[] =>
  [train, testing]
    .flatMap((moments) => [moments?.mean, moments?.variance, moments?.covariance].flatMap((array?: NDArray) => [...(array?.data ?? [])]))
    .concat(loss ? Object.values(loss) : []);

describe.each(Object.entries(solvers) as [string, Solver][])("the solver %s", (_, solver) => {
  const timeless = solver.kind === "gp" || solver.kind === "conjugate-gradient";
  const times = timeless ? [Infinity] : [0, 3, 1e3, Infinity];

  test.each(bad)("%s: finite numbers, the condition number and what was added", async (_, problem) => {
    const prepared = ok(await prepare(on, allowing(solver), problem));
    const predictions = await prepared.at(times, timeless ? {} : { loss: true });
    prepared.release();
    expect(predictions.length).toBe(times.length);
    for (const prediction of predictions) {
      const numbers = allNumbers(prediction);
      expect(numbers.length).toBeGreaterThan(0);
      expect(numbers.every(Number.isFinite)).toBe(true);
      expect(prediction.report?.conditionNumber).toBeGreaterThan(1e8);
      expect(prediction.conventions.jitter).toBeGreaterThanOrEqual(0);
      expect(Math.max(...numbers.map(Math.abs))).toBeLessThan(1e3);
    }
    expect(on.liveTensors()).toBe(0);
  });

  test("an eigenvalue clearly below zero is refused, and named", async () => {
    for (const lowest of [-1e-3, -0.4, -2]) {
      const result = await prepare(on, solver.example, kernelOf(withSpectrum([3, 2, 1.5, 1, 0.7, 0.5, 0.3, lowest])));
      expect(result).toMatchObject({ status: "indefinite" });
      if (result.status !== "indefinite") return;
      expect(result.smallestEigenvalue).toBeCloseTo(lowest, 10);
      expect(result.remedy).toContain(`add a ridge above ${(-lowest).toPrecision(2)}`);
      expect(on.liveTensors()).toBe(0);
    }
  });

  test("a kernel of zeros: nothing is learnt, or that is said", async () => {
    const zero = problemOf(features.map((row) => row.map(() => 0)));
    const prepared = await prepare(on, allowing(solver), zero);
    if (solver.kind === "gp") {
      // Jitter is counted in means of the diagonal, which is 0.
      expect(prepared).toMatchObject({ status: "not-positive-definite", remedy: expect.stringContaining("ridge") });
      return;
    }
    const predictions = await ok(prepared).at(times);
    ok(prepared).release();
    for (const prediction of predictions) expect(Math.max(...allNumbers(prediction).map(Math.abs))).toBeLessThan(1e-14);
  });

  // The integrator asks for a kernel before its ridge.
  if (solver.kind === "ode") return;
  test("a ridge above it makes it a kernel", async () => {
    const problem = kernelOf(withSpectrum([3, 2, 1.5, 1, 0.7, 0.5, 0.3, -0.1]));
    const ridge = { kind: "absolute", value: 0.3 };
    const [end] = await on.scope(async () => ok(await prepare(on, { ...solver.example, ridge }, problem)).at([Infinity]));
    const [expected] = await on.scope(async () => ok(await prepare(on, { kind: "eigen", ridge }, problem)).at([Infinity]));
    expect(relativeError(nested(end.train?.mean), nested(expected.train?.mean))).toBeLessThan(1e-6);
  });
});
