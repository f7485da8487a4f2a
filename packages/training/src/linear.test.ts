import { referenceBackend } from "@ntkit/backend-reference";
import { type NDArray, ndArray } from "@ntkit/core";
import { evaluateEmpirical } from "@ntkit/kernels";
import { describe, expect, test } from "vitest";
import { data, largestGap, network, start } from "../test/fixtures.ts";
import { train } from "./index.ts";

const on = referenceBackend();
const { x, y, testX } = data;
const [n, outputs] = y.shape;

/** Θ [(n + m)·O, n·O] of train and test samples against the training samples. */
async function kernel(): Promise<Float64Array[]> {
  const both = ndArray(Float64Array.of(...x.data, ...testX.data), [7, 2]);
  const { ntk } = await evaluateEmpirical({ on, network, parameters: start, x1: both, x2: x });
  if (ntk === undefined) throw new Error("no kernel");
  return Array.from({ length: 7 * outputs }, (_, row) =>
    Float64Array.from({ length: n * outputs }, (_, column) => {
      const [i, o, j, p] = [Math.floor(row / outputs), row % outputs, Math.floor(column / outputs), column % outputs];
      return ntk.data[((i * n + j) * outputs + o) * outputs + p];
    }),
  );
}

/** Gradient descent with momentum on functions: `v ← β v − (η/Z) Θ (f − y)` at f, or at f + β v; on train and test at once. */
async function functionSpace(initial: NDArray, { eta, z, beta, nesterov, steps }: { eta: number; z: number; beta: number; nesterov: boolean; steps: number }) {
  const theta = await kernel();
  let f = [...initial.data];
  let v = f.map(() => 0);
  for (let step = 0; step < steps; step++) {
    const at = nesterov ? f.map((value, i) => value + beta * v[i]) : f;
    const residual = [...y.data].map((target, i) => at[i] - target);
    v = v.map((value, row) => beta * value - (eta / z) * theta[row].reduce((sum, k, j) => sum + k * residual[j], 0));
    f = f.map((value, i) => value + v[i]);
  }
  return ndArray(Float64Array.from(f), [7, outputs]);
}

const both = ({ records }: Awaited<ReturnType<typeof train>>, name: string, at: number) =>
  ndArray(Float64Array.of(...records.arrays[`${name}.train`].values[at].data, ...records.arrays[`${name}.test`].values[at].data), [7, outputs]);

describe("the linear twin", () => {
  test.each([
    { optimiser: { kind: "gradient-descent", learningRate: 0.4 }, beta: 0, nesterov: false },
    { optimiser: { kind: "momentum", learningRate: 0.2, momentum: 0.7 }, beta: 0.7, nesterov: false },
    { optimiser: { kind: "momentum", learningRate: 0.2, momentum: 0.6, acceleration: "nesterov" }, beta: 0.6, nesterov: true },
  ])("trained by $optimiser is what the empirical NTK at the start says, on train and test", async ({ optimiser, beta, nesterov }) => {
    const record = [{ kind: "outputs", at: { steps: [0] } }];
    const result = await train({ on, network, ...data, parameters: start, optimiser, normaliser: "entries", steps: 60, linearise: true, record });
    const expected = await functionSpace(both(result, "outputs", 0), { eta: optimiser.learningRate, z: 8, beta, nesterov, steps: 60 });
    expect(largestGap(both(result, "linear.outputs", 1), expected)).toBeLessThan(1e-12);
    expect(largestGap(both(result, "outputs", 1), expected)).toBeGreaterThan(1e-3);
    expect(on.liveTensors()).toBe(0);
  });

  test("is trained no more once it has diverged, where the network bears the learning rate", async () => {
    const result = await train({
      ...{ on, network, ...data, parameters: start, normaliser: "samples", linearise: true, steps: 400 },
      optimiser: { kind: "gradient-descent", learningRate: 2.2 },
      record: [{ kind: "loss", at: { every: 50 } }],
    });
    expect(result.status).toBe("finished");
    expect(result.warnings.map(({ problem }) => problem).join()).toMatch(/is not below .*the linear twin diverged: it is not trained from step \d+ on/);
    expect(result.records.numbers["linear.loss.train"].steps.length).toBeLessThan(result.records.numbers["loss.train"].steps.length);
    expect(Object.keys(result.checkpoint?.learners ?? {})).toEqual([""]);
    expect(on.liveTensors()).toBe(0);
  });
});
