import { referenceBackend } from "@ntkit/backend-reference";
import { fromNested, ndArray } from "@ntkit/core";
import { eigen, type KernelBlocks, maximumLearningRate, type Problem, prepare } from "@ntkit/solvers";
import { describe, expect, test } from "vitest";
import { mse, ok } from "./fixtures.ts";
import type { Matrix } from "./matrices.ts";

/** Lee et al. 2019, figure 2: erf, 2 hidden layers, weightStd 1.5, biasStd 0.05, the recursion written out. */
const x = [-2.5, -1.2, -0.3, 1.1, 2.4];
const testX = Array.from({ length: 9 }, (_, i) => -Math.PI + (i * Math.PI) / 4);
const [w, b] = [1.5 ** 2, 0.05 ** 2];

function kernel(u: number, v: number): { nngp: number; ntk: number } {
  let [uu, uv, vv] = [u * u, u * v, v * v].map((k) => w * k + b);
  let ntk = uv;
  for (let layer = 0; layer < 2; layer++) {
    const root = (1 + 2 * uu) * (1 + 2 * vv);
    const derivative = 4 / Math.PI / Math.sqrt(root - 4 * uv * uv);
    const nngp = (2 / Math.PI) * Math.asin((2 * uv) / Math.sqrt(root));
    [uu, vv] = [uu, vv].map((k) => w * (2 / Math.PI) * Math.asin((2 * k) / (1 + 2 * k)) + b);
    uv = w * nngp + b;
    ntk = uv + w * derivative * ntk;
  }
  return { nngp: uv, ntk };
}

const gram = (rows: readonly number[], columns: readonly number[], name: "nngp" | "ntk"): Matrix => rows.map((u) => columns.map((v) => kernel(u, v)[name]));
const blocks = (name: "nngp" | "ntk"): KernelBlocks => ({
  train: fromNested(gram(x, x, name)),
  cross: fromNested(gram(testX, x, name)),
  test: fromNested(testX.map((v) => kernel(v, v)[name])),
});
const problem: Problem = {
  loss: mse,
  kernels: { ntk: blocks("ntk"), nngp: blocks("nngp") },
  targets: ndArray(Float64Array.from(x, Math.sin), [5, 1]),
};
const on = referenceBackend();

const close = (actual: ArrayLike<number> | undefined, expected: readonly number[]) =>
  expected.forEach((value, i) => expect(Math.abs((actual?.[i] ?? NaN) - value)).toBeLessThan(1e-6));

describe("8: Lee et al. 2019, figure 2", () => {
  const eigenvalues = [0.018929, 0.139478, 0.400562, 1.837647, 27.157919];

  test("eigenvalues of the NTK", async () => {
    const { spectrum } = await on.scope(async () => ok(await eigen.init(on, eigen.example, problem)));
    close(spectrum.eigenvalues.data, eigenvalues);
  });

  test.each([
    {
      spec: { kind: "eigen", ensemble: "ntk" },
      mean: [-0.411185, -0.645847, -0.892209, -0.793199, -0.002351, 0.753951, 0.891121, 0.688224, 0.477207],
      sd: [0.037015, 0.007497, 0.023653, 0.053611, 0.135887, 0.047906, 0.027263, 0.002447, 0.044132],
    },
    {
      spec: { kind: "gp", predictor: "nngp" },
      mean: [-0.474301, -0.632863, -0.852606, -0.865773, -0.048406, 0.782752, 0.854556, 0.684413, 0.548409],
      sd: [0.030086, 0.00599, 0.018828, 0.04439, 0.116353, 0.038195, 0.022128, 0.00201, 0.036816],
    },
    { spec: { kind: "eigen", ensemble: "ntk" }, time: 3, mean: [-0.683229, -0.731586, -0.776469], sd: [0.102727, 0.086022, 0.082334] },
    { spec: { kind: "eigen", ensemble: "ntk" }, time: 30, mean: [-0.480571, -0.657141, -0.854731], sd: [0.044285, 0.028905, 0.046805] },
  ])("$spec at t = $time", async ({ spec, time = Infinity, mean, sd }) => {
    const [prediction] = await on.scope(async () => ok(await prepare(on, { ...spec, uncertainty: "variances" }, problem)).at([time]));
    close(prediction.test?.mean.data, mean);
    close(prediction.test?.variance?.data.map(Math.sqrt), sd);
  });
});

describe("10: the largest stable learning rate, by running gradient descent", () => {
  const theta = gram(x, x, "ntk");
  const y = x.map(Math.sin);
  const bound = async (momentum: number) => {
    const { spectrum } = await on.scope(async () => ok(await eigen.init(on, eigen.example, problem)));
    return maximumLearningRate({ largestEigenvalue: spectrum.largest, normaliser: 5, momentum });
  };

  /** `v ← β v − (η/Z) Θ (f − y)`, `f ← f + v` from f = 0: the size of what is left after so many steps. */
  function residual(learningRate: number, momentum: number, steps: number): number {
    let error = y.map((target) => -target);
    let velocity = y.map(() => 0);
    for (let step = 0; step < steps; step++) {
      velocity = theta.map((row, i) => momentum * velocity[i] - (learningRate / 5) * row.reduce((sum, k, j) => sum + k * error[j], 0));
      error = error.map((value, i) => value + velocity[i]);
    }
    return Math.hypot(...error);
  }

  test("the bound is .36822 without momentum", async () => {
    expect(Math.abs((await bound(0)) - 0.36822)).toBeLessThan(5e-6);
  });

  test.each([0, 0.5, 0.9])("momentum %s: .98 of the bound converges, 1.02 diverges", async (momentum) => {
    expect(residual(0.98 * (await bound(momentum)), momentum, 20000)).toBeLessThan(1e-6);
    expect(residual(1.02 * (await bound(momentum)), momentum, 2000)).toBeGreaterThan(1e6);
  });
});
