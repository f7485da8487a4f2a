import { referenceBackend } from "@ntkit/backend-reference";
import { fromNested, random } from "@ntkit/core";
import { describe, expect, test } from "vitest";
import { nested, ok, randomMatrix, randomProblem } from "../../test/fixtures.ts";
import { multiply, transpose } from "../../test/matrices.ts";
import { prepare } from "../prepare.ts";
import type { Problem } from "../problem.ts";
import type { Prediction } from "../solver.ts";

const on = referenceBackend();
const predict = (spec: Record<string, unknown>, problem: Problem, times: readonly number[]): Promise<Prediction[]> =>
  on.scope(async () => ok(await prepare(on, { learningRate: 0.7, normaliser: "entries", ...spec }, problem)).at(times, { loss: true }));
const source = random(3);
const initial = { train: fromNested(randomMatrix(source, 6, 2)), test: fromNested(randomMatrix(source, 4, 2)) };
const problem = { ...randomProblem(random(1)), initial };

describe.each([{ kind: "eigen" }, { kind: "eigen", ridge: { kind: "absolute", value: 0.4 } }])("the training loss told by $kind", (spec) => {
  test("value: ½ |f − y|²/Z of the function predicted; slope: its derivative in time; identity: −⟨d|Φ|d⟩", async () => {
    const step = 1e-4;
    for (const time of [0, 0.5, 4, 60]) {
      const [before, here, after] = await predict(spec, problem, [Math.max(0, time - step), time, time + step]);
      const misfit = here.train?.mean.data.reduce((sum, f, i) => sum + (f - problem.targets.data[i]) ** 2, 0) ?? NaN;
      expect(here.loss?.value).toBeCloseTo(misfit / 2 / 12, 12);
      const total = ({ loss }: Prediction) => (loss ? loss.value + loss.penalty : NaN);
      if (time > 0) expect(here.loss?.slope).toBeCloseTo((total(after) - total(before)) / (2 * step), 7);
      expect(here.loss?.identity).toBeCloseTo(here.loss?.slope ?? NaN, 13);
    }
  });

  test("at the end of training nothing falls", async () => {
    const [{ loss }] = await predict(spec, problem, [Infinity]);
    expect(loss?.slope).toBeCloseTo(0, 14);
    expect(loss?.identity).toBeCloseTo(0, 14);
  });
});

test("the identity, by its own matrices: −(η/Z²) gᵀΘg", async () => {
  const [{ train, loss }] = await predict({ kind: "eigen" }, problem, [2]);
  const g = nested(train?.mean).map((row, i) => row.map((f, j) => f - nested(problem.targets)[i][j]));
  const norm = multiply(transpose(g), multiply(nested(problem.kernels.ntk?.train), g));
  expect(loss?.identity).toBeCloseTo((-0.7 / 12 ** 2) * (norm[0][0] + norm[1][1]), 13);
});

test("a posterior has no training dynamics, and says so", async () => {
  const { at, release } = ok(await prepare(on, { kind: "gp" }, problem));
  await expect(at([Infinity], { loss: true })).rejects.toThrow("a posterior has no training dynamics");
  release();
});

test("a report: how, how far, how good; the loss only where asked for", async () => {
  const [prediction] = await on.scope(async () => ok(await prepare(on, { kind: "eigen" }, problem)).at([3]));
  expect(prediction).not.toHaveProperty("loss");
  expect(prediction.report).toMatchObject({ status: "ok", reached: 3, method: { name: "eigenmodes" }, steps: 0, evaluations: 0 });
  expect(prediction.report?.errorEstimate).toBeLessThan(1e-12);
  expect(prediction.report?.conditionNumber).toBeGreaterThan(1);
});
