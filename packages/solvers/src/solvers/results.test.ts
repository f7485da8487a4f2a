import { referenceBackend } from "@ntkit/backend-reference";
import { fromNested, random } from "@ntkit/core";
import { accuracy } from "@ntkit/losses";
import { describe, expect, test } from "vitest";
import { nested, ok, randomMatrix, randomProblem, relativeError } from "../../test/fixtures.ts";
import { multiply, transpose } from "../../test/matrices.ts";
import { prepare } from "../prepare.ts";
import type { Problem } from "../problem.ts";
import type { Prediction } from "../solver.ts";
import { solvers } from "./index.ts";

const on = referenceBackend();
const predict = (spec: Record<string, unknown>, problem: Problem, times: readonly number[]): Promise<Prediction[]> =>
  on.scope(async () => ok(await prepare(on, { learningRate: 0.7, normaliser: "entries", ...spec }, problem)).at(times, { loss: true }));
const source = random(3);
const initial = { train: fromNested(randomMatrix(source, 6, 2)), test: fromNested(randomMatrix(source, 4, 2)) };
const random6 = randomProblem(random(1));
const problem = { ...random6, initial };

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

describe("every solver answers with the same things", () => {
  const labels = { train: [0, 1, 1, 0, 0, 1], test: [1, 0, 0, 1] };
  const classes = { ...random6, targets: fromNested(labels.train.map((label) => [1 - label, label])), labels };
  const of = (kind: string) => ({ normaliser: "sum", ...(kind === "sgd" ? { batchSize: 3, learningRate: 0.01 } : { learningRate: 0.1 }) });
  const flows = Object.values(solvers).filter(({ maximumLearningRate: limit }) => limit !== undefined);
  const ends = Object.values(solvers).filter(({ maximumLearningRate: limit }) => limit === undefined);
  const eigenvalues = async () => (await on.scope(async () => on.read(values(await on.eigh(on.tensor(random6.kernels.ntk?.train ?? problem.targets)))))).data;
  const values = (found: Awaited<ReturnType<typeof on.eigh>>) => {
    if (found.status !== "ok") throw new Error(found.problem);
    return found.values;
  };

  test("which know time", () => {
    expect(flows.map(({ kind }) => kind).sort()).toEqual(["eigen", "gradient-descent", "krylov", "ode", "sgd"]);
    expect(ends.map(({ kind }) => kind).sort()).toEqual(["conjugate-gradient", "gp"]);
  });

  test.each(flows.map(({ kind }) => kind))("%s: predictions, loss and accuracy along t, slope and identity, report, conventions", async (kind) => {
    const spec = { kind, ...of(kind) };
    const predictions = await on.scope(async () => ok(await prepare(on, spec, classes)).at([0, 5, Infinity], { loss: true }));
    for (const { time, train, test: unseen, loss, accuracy: shares, report, conventions } of predictions) {
      expect(shares).toEqual({ train: accuracy(train?.mean ?? problem.targets, labels.train), test: accuracy(unseen?.mean ?? problem.targets, labels.test) });
      expect(Object.keys(loss ?? {})).toEqual(expect.arrayContaining(["value", "penalty", "slope", "identity"]));
      expect(loss?.identity).toBeLessThanOrEqual(1e-15);
      expect(report.reached).toBeGreaterThanOrEqual(time === Infinity ? 1 : time);
      expect(["ok", "stationary"]).toContain(report.status);
      expect(report.method.reason).not.toBe("");
      expect(report.steps).toBeGreaterThanOrEqual(0);
      expect(report.errorEstimate).not.toBeUndefined();
      expect(conventions).toMatchObject({ solver: spec, loss: { kind: "mse" }, kernel: "ntk", dynamics: { learningRate: spec.learningRate } });
    }
    expect(predictions[2].accuracy?.train).toBe(1);
  });

  test.each(ends.map(({ kind }) => kind))("%s: the same at the end, and no dynamics", async (kind) => {
    const [{ accuracy: shares, report, conventions }] = await on.scope(async () => ok(await prepare(on, { kind, predictor: "ntk" }, classes)).at([Infinity]));
    expect(shares?.train).toBe(1);
    expect(report).toMatchObject({ status: "ok", reached: Infinity, steps: expect.any(Number) });
    expect(conventions.dynamics).toBe(null);
  });

  test.each(flows.map(({ kind }) => kind))("%s: time constants Z/(ηλ) of the fastest and the slowest mode, and the largest learning rate", async (kind) => {
    const spectrum = await eigenvalues();
    const { learningRate, ...spec } = of(kind);
    const [limit, constants] = await on.scope(async () => {
      const prepared = ok(await prepare(on, { kind, learningRate, ...spec }, classes));
      return [await prepared.maximumLearningRate(), prepared.state.timeConstants];
    });
    // ode knows its kernel by power iterations only.
    const tolerance = kind === "ode" ? 0.06 : 1e-9;
    expect(Math.abs((constants?.fastest ?? NaN) * learningRate * spectrum[5] - 1)).toBeLessThan(tolerance);
    expect(Math.abs((constants?.slowest ?? NaN) * learningRate * spectrum[0] - 1)).toBeLessThan(tolerance);
    if (kind === "sgd") {
      expect(limit).toBeLessThan(2 / spectrum[5]);
      const unstable = await on.scope(async () => ok(await prepare(on, { kind, ...spec, learningRate: 1.01 * (limit ?? NaN) }, classes)).at([Infinity]));
      expect(unstable[0].report.status).toBe("diverging");
    } else expect(Math.abs(((limit ?? NaN) * spectrum[5]) / 2 - 1)).toBeLessThan(tolerance);
  });

  test("momentum raises the largest learning rate", async () => {
    const spectrum = await eigenvalues();
    for (const kind of ["gradient-descent", "ode"]) {
      const limit = await on.scope(async () =>
        ok(await prepare(on, { kind, momentum: 0.5, normaliser: "sum", learningRate: 0.1 }, classes)).maximumLearningRate(),
      );
      expect(Math.abs(((limit ?? NaN) * spectrum[5]) / 3 - 1)).toBeLessThan(0.01);
    }
  });
});

test("a kernel that only its ridge makes positive: ode predicts what eigen does, by every method that may", async () => {
  const kernel = nested(random6.kernels.ntk?.train).map((row, i) => row.map((x, j) => x - (i === j ? 1 : 0)));
  const lifted = { ...problem, kernels: { ntk: { train: fromNested(kernel), cross: random6.kernels.ntk?.cross } } };
  const spec = { normaliser: "sum", ridge: { kind: "absolute", value: 1.3 } };
  await expect(prepare(on, { kind: "eigen", normaliser: "sum" }, lifted)).resolves.toMatchObject({ status: "indefinite" });
  const times = [0.5, 3, 20];
  const exact = await predict({ kind: "eigen", ...spec }, lifted, times);
  for (const method of ["auto", "tsit5", "rkc", "exponential"]) {
    const found = await predict({ kind: "ode", method, rtol: 1e-7, atol: 1e-8, ...spec }, lifted, times);
    found.forEach(({ train, test: unseen }, index) => {
      expect(relativeError(nested(train?.mean), nested(exact[index].train?.mean))).toBeLessThan(1e-5);
      expect(relativeError(nested(unseen?.mean), nested(exact[index].test?.mean))).toBeLessThan(1e-5);
    });
  }
  await expect(prepare(on, { kind: "ode", method: "exponential-rosenbrock", ...spec }, lifted)).rejects.toThrow("positive only with its ridge");
});
