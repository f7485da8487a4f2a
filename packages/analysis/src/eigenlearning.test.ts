import { referenceBackend } from "@ntkit/backend-reference";
import { fromNested, random } from "@ntkit/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomKernel, randomMatrix, solve } from "../test/matrices.ts";
import { eigenlearning, eigenlearningLimits, learningCurve, learningProblem } from "./eigenlearning.ts";
import { spectrum } from "./spectrum.ts";
import { targetModes } from "./target-modes.ts";

const problem = { eigenvalues: [1, 0.3, 0.1, 0.02], multiplicities: [1, 4, 6, 4], weights: [0.5, 1, 0.3, 0.2], ridge: 0.7, noise: 0.05 };

describe("eigenlearning", () => {
  it("equals the equations solved by scipy.optimize.brentq", () => {
    const { kappa, learnabilities, overfitting, testError, trainError, limits } = eigenlearning(problem, 9);
    expect(kappa).toBeCloseTo(0.20313615876917265, 14);
    [0.831161122298091, 0.596260067521073, 0.32988476335529, 0.089631371761174].forEach((value, i) => expect(learnabilities[i]).toBeCloseTo(value, 13));
    expect(overfitting).toBeCloseTo(1.451147589820695, 13);
    expect(testError).toBeCloseTo(0.7658137596667988, 13);
    expect(trainError).toBeCloseTo(0.11226897424085353, 13);
    expect(limits).toBe(eigenlearningLimits);
  });

  it("κ solves its equation, learnabilities are conserved, errors fall with n (any spectrum)", () => {
    const size = fc.double({ min: 1e-9, max: 1e3, noNaN: true });
    const spectra = fc.array(fc.record({ value: size, count: fc.integer({ min: 1, max: 50 }), weight: fc.double({ min: 0, max: 5, noNaN: true }) }), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(spectra, fc.constantFrom(0, 1e-6, 0.3), fc.double({ min: 0.05, max: 0.95, noNaN: true }), (modes, ridge, part) => {
        const total = modes.reduce((sum, { count }) => sum + count, 0);
        const n = part * total;
        const list = { eigenvalues: modes.map((m) => m.value), multiplicities: modes.map((m) => m.count), weights: modes.map((m) => m.weight), ridge };
        const { kappa, learnabilities, testError } = eigenlearning(list, n);
        const used = modes.reduce((sum, { count }, i) => sum + count * learnabilities[i], 0);
        expect(Math.abs(used + ridge / kappa - n)).toBeLessThan(1e-9 * total);
        expect(testError).toBeGreaterThanOrEqual(0);
        expect(eigenlearning(list, 0.9 * n).kappa).toBeGreaterThan(kappa);
      }),
      { numRuns: 300 },
    );
  });

  it("learns all modes from as many points, and tells what it can never learn", () => {
    const all = { eigenvalues: [1, 0.5, 0], weights: [1, 1, 0.25] };
    expect(eigenlearning({ ...all, weights: [1, 1, 0] }, 2)).toMatchObject({ kappa: 0, testError: 0, overfitting: Infinity });
    expect(eigenlearning(all, 2).testError).toBe(Infinity);
    expect(eigenlearning(all, 8)).toMatchObject({ kappa: 0, overfitting: 8 / 6, testError: 0.25 * (8 / 6) });
    expect([...eigenlearning(all, 8).learnabilities]).toEqual([1, 1, 0]);
  });

  it("predicts kernel regression with Gaussian features, which is what it assumes", async () => {
    // Four strong and forty weak modes; 16 points, 400 draws: the mean error is known to about 3 %.
    const draws = random(5);
    const scales = Array.from({ length: 44 }, (_, i) => (i < 4 ? 1 : 0.02));
    const target = scales.map((_, i) => (i < 4 ? 0.5 : 0.05));
    const ridge = 0.1;
    let measured = 0;
    for (let draw = 0; draw < 400; draw++) {
      const features = randomMatrix(draws, 16, 44);
      const y = features.map((row) => row.reduce((sum, x, i) => sum + x * target[i], 0));
      const learnt = regression(features, y, scales, ridge);
      measured += learnt.reduce((sum, w, i) => sum + (w - target[i]) ** 2, 0) / 400;
    }
    const { testError } = eigenlearning({ eigenvalues: scales, weights: target.map((v) => v * v), ridge }, 16);
    expect(Math.abs(measured / testError - 1)).toBeLessThan(0.06);
  });

  it("reads the modes of a Gram matrix of all points, and gives a curve", async () => {
    const on = referenceBackend();
    const modes = await spectrum(on, randomKernel(random(6), 20, 30));
    if (modes.status !== "ok") throw new Error(modes.problem);
    const targets = fromNested(randomMatrix(random(7), 20, 2));
    const read = learningProblem(modes, await targetModes(on, modes, targets));
    const power = targets.data.reduce((sum, y) => sum + y * y, 0) / 20;
    expect(read.weights.reduce((sum, w) => sum + w, 0)).toBeCloseTo(power, 12);
    expect(read.eigenvalues[0]).toBe(modes.eigenvalues.data[0] / 20);
    const curve = learningCurve(read, [2, 8, 20]);
    expect(curve.map(({ samples }) => samples)).toEqual([2, 8, 20]);
    expect(curve[2].testError).toBe(0);
  });

  it("refuses lists that do not fit and numbers out of range", () => {
    expect(() => eigenlearning({ ...problem, weights: [1] }, 3)).toThrow("weights: expected one number for each of the 4 eigenvalues, found 1");
    expect(() => eigenlearning({ eigenvalues: [-1], weights: [1] }, 3)).toThrow("eigenvalues[0]");
    expect(() => eigenlearning(problem, 0)).toThrow("samples: expected a positive number");
  });
});

/** Weights of the features learnt by ridge regression with the kernel Σ λ_i x_i x_i'. */
function regression(features: readonly (readonly number[])[], y: readonly number[], scales: readonly number[], ridge: number): number[] {
  const kernel = features.map((a, i) => features.map((b, j) => a.reduce((sum, x, k) => sum + scales[k] * x * b[k], i === j ? ridge : 0)));
  const dual = solve(
    kernel,
    y.map((value) => [value]),
  );
  return scales.map((scale, k) => features.reduce((sum, row, i) => sum + scale * row[k] * dual[i][0], 0));
}
