import { referenceBackend } from "@ntkit/backend-reference";
import { fromNested, type NDArray, ndArray, random } from "@ntkit/core";
import { describe, expect, it } from "vitest";
import { randomKernel, randomMatrix, sample } from "../test/matrices.ts";
import { logMarginalLikelihood } from "./evidence.ts";
import { maximiseEvidence } from "./maximise-evidence.ts";
import type { Ridge } from "./regularised.ts";

const on = referenceBackend();

describe("logMarginalLikelihood", () => {
  it("equals scipy.stats.multivariate_normal.logpdf, summed over the outputs", async () => {
    const evidence = await logMarginalLikelihood(on, { kernel: sample.kernel, derivatives: {} }, sample.targets, { kind: "absolute", value: 0.1 });
    expect(evidence.status === "ok" && evidence.value).toBeCloseTo(-11.971061513700185, 12);
    expect(on.liveTensors()).toBe(0);
  });

  /** a² K1 + exp(b) K2. */
  const [k1, k2] = [randomKernel(random(11), 8, 20), randomKernel(random(12), 8, 3)];
  const targets = fromNested(randomMatrix(random(13), 8, 3));
  const combine = (a: number, b: number): NDArray =>
    ndArray(
      k1.data.map((value, at) => a * value + b * k2.data[at]),
      [8, 8],
    );
  const valueAt = async (a: number, b: number, ridge: Ridge) => {
    const derivatives = { a: combine(2 * a, 0), b: combine(0, Math.exp(b)) };
    const evidence = await logMarginalLikelihood(on, { kernel: combine(a * a, Math.exp(b)), derivatives }, targets, ridge);
    if (evidence.status !== "ok") throw new Error(evidence.problem);
    return evidence;
  };

  it.each<Ridge>([
    { kind: "absolute", value: 0.2 },
    { kind: "relative", value: 0.2 },
  ])("has the gradient that differences show, ridge $kind", async (ridge) => {
    const h = 1e-5;
    const { gradient, ridgeGradient } = await valueAt(1.1, -0.4, ridge);
    const slope = async (move: (h: number) => Promise<{ readonly value: number }>) => ((await move(h)).value - (await move(-h)).value) / (2 * h);
    expect(gradient.a / (await slope((d) => valueAt(1.1 + d, -0.4, ridge)))).toBeCloseTo(1, 7);
    expect(gradient.b / (await slope((d) => valueAt(1.1, -0.4 + d, ridge)))).toBeCloseTo(1, 7);
    expect(ridgeGradient / (await slope((d) => valueAt(1.1, -0.4, { ...ridge, value: ridge.value + d })))).toBeCloseTo(1, 7);
  });

  it("returns trouble for a kernel that cannot be factored, and refuses derivatives of other points", async () => {
    const indefinite = fromNested([
      [1, 2],
      [2, 1],
    ]);
    const two = fromNested([[1], [2]]);
    expect(await logMarginalLikelihood(on, { kernel: indefinite, derivatives: {} }, two, { kind: "absolute", value: 0 })).toMatchObject({
      status: "not-positive-definite",
    });
    await expect(logMarginalLikelihood(on, { kernel: k2, derivatives: { a: indefinite } }, targets, { kind: "absolute", value: 1 })).rejects.toThrow(
      "derivatives.a: expected the shape of the kernel, [8, 8], found [2, 2]",
    );
    expect(on.liveTensors()).toBe(0);
  });
});

describe("maximiseEvidence", () => {
  /** For K = s 1 and m = n·O numbers of mean square v, the best s + ridge is v. */
  it("finds the variance of white noise", async () => {
    const targets = fromNested(randomMatrix(random(14), 30, 4));
    const identity = (scale: number) =>
      ndArray(
        Float64Array.from({ length: 900 }, (_, at) => (at % 31 === 0 ? scale : 0)),
        [30, 30],
      );
    const steps: number[] = [];
    const best = await maximiseEvidence(on, {
      kernelAt: async ({ scale }) => ({ status: "ok", kernel: identity(scale ** 2), derivatives: { scale: identity(2 * scale) } }),
      start: { scale: 30 },
      targets,
      ridge: { kind: "absolute", value: 1e-12 },
      searchRidge: false,
      onStep: ({ logMarginalLikelihood: value }) => steps.push(value),
    });
    if (!("values" in best)) throw new Error(best.problem);
    const variance = targets.data.reduce((sum, y) => sum + y * y, 0) / 120;
    expect(best.status).toBe("converged");
    expect(best.values.scale ** 2).toBeCloseTo(variance, 5);
    expect(best.logMarginalLikelihood).toBe(Math.max(...steps));
    expect(steps.length).toBe(best.evaluations);
  });

  it("finds length and noise that made the data, up to what 60 points tell", async () => {
    const draws = random(15);
    const x = Array.from({ length: 60 }, () => 6 * draws.uniform());
    const squares = (length: number) => x.map((a) => x.map((b) => ((a - b) / length) ** 2));
    const kernel = (length: number) => fromNested(squares(length).map((row) => row.map((s) => Math.exp(-s / 2))));
    const derivative = (length: number) => fromNested(squares(length).map((row) => row.map((s) => (Math.exp(-s / 2) * s) / length)));
    const y = x.map((a) => [Math.sin(2 * a) + 0.1 * draws.normal()]);
    const best = await maximiseEvidence(on, {
      kernelAt: async ({ length }) => ({ status: "ok", kernel: kernel(length), derivatives: { length: derivative(length) } }),
      start: { length: 3 },
      targets: fromNested(y),
      ridge: { kind: "absolute", value: 0.5 },
    });
    if (!("values" in best)) throw new Error(best.problem);
    expect(best.status).toBe("converged");
    expect(Math.sqrt(best.ridge.value)).toBeGreaterThan(0.07);
    expect(Math.sqrt(best.ridge.value)).toBeLessThan(0.13);
    expect(best.values.length).toBeGreaterThan(0.5);
    expect(best.values.length).toBeLessThan(1.5);
    expect(on.liveTensors()).toBe(0);
  });

  it("returns the trouble at the start, and refuses a start that has no logarithm", async () => {
    const search = {
      kernelAt: async () => ({
        status: "ok" as const,
        kernel: fromNested([
          [1, 2],
          [2, 1],
        ]),
        derivatives: {
          a: fromNested([
            [1, 0],
            [0, 1],
          ]),
        },
      }),
      start: { a: 1 },
      targets: fromNested([[1], [2]]),
      ridge: { kind: "absolute", value: 1e-3 } as const,
    };
    expect(await maximiseEvidence(on, search)).toMatchObject({ status: "not-positive-definite" });
    await expect(maximiseEvidence(on, { ...search, start: { a: 0 } })).rejects.toThrow("start.a: expected a positive number, found 0");
  });
});
