import { referenceBackend } from "@ntkit/backend-reference";
import { fromNested, random } from "@ntkit/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { blocksOfRoot, kernelWithSpectrum, mse, nested, ok, randomMatrix, randomProblem, relativeError } from "../../test/fixtures.ts";
import { multiply } from "../../test/matrices.ts";
import { prepare } from "../prepare.ts";
import type { Problem } from "../problem.ts";
import type { Prediction } from "../solver.ts";

const on = referenceBackend();
const predict = (spec: Record<string, unknown>, problem: Problem): Promise<Prediction> =>
  on.scope(async () => (await ok(await prepare(on, { kind: "conjugate-gradient", ...spec }, problem)).at([Infinity]))[0]);

function problemWith(eigenvalues: readonly number[]): Problem {
  const n = eigenvalues.length;
  const root = kernelWithSpectrum(random(5), eigenvalues);
  const mixtures = randomMatrix(random(6), 5, n).map((row) => row.map((x) => x / Math.sqrt(n)));
  const blocks = blocksOfRoot([...root, ...multiply(mixtures, root)], n);
  return { loss: mse, kernels: { ntk: blocks, nngp: blocks }, targets: fromNested(randomMatrix(random(7), n, 2)) };
}

test("it is gp: means, variances and covariances of every predictor, with any ridge and start", () =>
  fc.assert(
    fc.asyncProperty(
      fc.integer(),
      fc.constantFrom("nngp", "ntk", "ntkgp"),
      fc.constantFrom("variances", "covariances"),
      fc.double({ min: 0.01, max: 1, noNaN: true }),
      async (seed, predictor, uncertainty, value) => {
        const problem = randomProblem(random(seed), { train: 8 });
        const spec = { predictor, uncertainty, ridge: { kind: "absolute", value } };
        const actual = await predict({ ...spec, tolerance: 1e-13 }, problem);
        const expected = await predict({ ...spec, kind: "gp" }, problem);
        expect(actual.warnings).toEqual([]);
        for (const set of ["train", "test"] as const) {
          expect(relativeError(nested(actual[set]?.mean), nested(expected[set]?.mean), 1)).toBeLessThan(1e-10);
          const spread = (prediction: Prediction) =>
            uncertainty === "covariances" ? nested(prediction[set]?.covariance) : [[...(prediction[set]?.variance?.data ?? [])]];
          expect(relativeError(spread(actual), spread(expected), 1)).toBeLessThan(1e-10);
        }
        const initial = { train: fromNested(randomMatrix(random(seed + 1), 8, 2)), test: fromNested(randomMatrix(random(seed + 2), 4, 2)) };
        const given = { predictor, ridge: spec.ridge };
        const [a, b] = [await predict(given, { ...problem, initial }), await predict({ ...given, kind: "gp" }, { ...problem, initial })];
        expect(relativeError(nested(a.test?.mean), nested(b.test?.mean), 1)).toBeLessThan(1e-8);
      },
    ),
    { numRuns: 25, seed: 8 },
  ));

describe("it is eigen at t = ∞", () => {
  test.each([1e3, 1e6])("on a kernel of condition number %s, within what it says of its error", async (condition) => {
    const problem = problemWith(Array.from({ length: 40 }, (_, i) => condition ** (-i / 39)));
    const actual = await predict({ predictor: "ntk" }, problem);
    const expected = await predict({ kind: "eigen", ensemble: "ntk" }, problem);
    expect(actual.report?.status).toBe("ok");
    const errors = (["train", "test"] as const).map((set) => relativeError(nested(actual[set]?.mean), nested(expected[set]?.mean), 1));
    expect(errors[0]).toBeLessThan(1e-8);
    expect(Math.max(...errors)).toBeLessThanOrEqual(actual.report?.errorEstimate ?? 0);
    expect((actual.report?.conditionNumber ?? NaN) / condition).toBeCloseTo(1, 2);
  });

  test("on one of condition number 1e9 it does not get there in 10 n products, says so, and by how much", async () => {
    const problem = problemWith(Array.from({ length: 40 }, (_, i) => 1e9 ** (-i / 39)));
    const actual = await predict({ predictor: "ntk" }, problem);
    const expected = await predict({ kind: "eigen", ensemble: "ntk" }, problem);
    expect(actual.report).toMatchObject({ status: "no-convergence", steps: 400 });
    for (const set of ["train", "test"] as const) {
      expect(relativeError(nested(actual[set]?.mean), nested(expected[set]?.mean), 1)).toBeLessThanOrEqual(actual.report?.errorEstimate ?? 0);
    }
  });

  test("also where the kernel is singular and the targets contradict it: the pseudo-inverse", async () => {
    const problem = problemWith([9, 4, 2, 1, 0.3, 0.1, 0, 0, 0]);
    const actual = await predict({ predictor: "ntk" }, problem);
    const expected = await predict({ kind: "eigen", ensemble: "ntk" }, problem);
    for (const set of ["train", "test"] as const) expect(relativeError(nested(actual[set]?.mean), nested(expected[set]?.mean), 1)).toBeLessThan(1e-10);
    expect(actual.report).toMatchObject({ status: "ok", conditionNumber: Infinity });
  });
});

test("clusters: 150 points, eigenvalues in 6 tight clusters, far fewer products than points", async () => {
  const source = random(9);
  const problem = problemWith(Array.from({ length: 150 }, (_, i) => [50, 20, 9, 4, 1, 0.4][i % 6] * (1 + 1e-7 * source.uniform())));
  const { report } = await predict({}, problem);
  expect(report?.status).toBe("ok");
  expect(report?.steps).toBeLessThanOrEqual(14);
  // 20 of them look at the edges of the spectrum.
  expect(report?.evaluations).toBeLessThanOrEqual(38);
});

test("stopped early: the best so far, its residual, its error, and what to do", async () => {
  const problem = problemWith(Array.from({ length: 60 }, (_, i) => 1e4 ** (-i / 59)));
  const expected = await predict({ kind: "eigen" }, problem);
  const residuals: number[] = [];
  for (const maxIterations of [3, 10, 30]) {
    const { train, report, warnings, test: testing } = await predict({ maxIterations, predictor: "ntk" }, problem);
    expect(report).toMatchObject({ status: "no-convergence", steps: maxIterations });
    expect(warnings.map(({ kind }) => kind)).toEqual(["not-converged"]);
    expect(report?.trouble?.remedy).toContain("Raise maxIterations");
    const left = [0, 1].map((output) => Math.hypot(...nested(train?.mean).map((row, i) => row[output] - nested(problem.targets)[i][output])));
    const size = [0, 1].map((output) => Math.hypot(...nested(problem.targets).map((row) => row[output])));
    const worst = Math.max(left[0] / size[0], left[1] / size[1]);
    expect(report?.trouble?.problem).toContain(`a residual of ${worst.toPrecision(2)} `);
    residuals.push(worst);
    expect(relativeError(nested(testing?.mean), nested(expected.test?.mean), 1)).toBeLessThanOrEqual(report?.errorEstimate ?? 0);
  }
  expect(residuals[0]).toBeGreaterThan(residuals[1]);
  expect(residuals[1]).toBeGreaterThan(residuals[2]);
});

test("early times and losses are refused", async () => {
  const prepared = ok(await prepare(on, { kind: "conjugate-gradient" }, randomProblem(random(13))));
  await expect(prepared.at([1])).rejects.toThrow('the solver "conjugate-gradient" knows the end of training only, not t = 1');
  await expect(prepared.at([Infinity], { loss: true })).rejects.toThrow("a posterior has no training dynamics");
  prepared.release();
});
