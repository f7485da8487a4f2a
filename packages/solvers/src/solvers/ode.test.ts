import { referenceBackend } from "@ntkit/backend-reference";
import { fromNested, type NDArray, random } from "@ntkit/core";
import { chooseLoss } from "@ntkit/losses";
import { describe, expect, test } from "vitest";
import { nested, ok, randomMatrix, randomProblem, relativeError } from "../../test/fixtures.ts";
import golden from "../../test/golden/predict.json" with { type: "json" };
import { type Matrix, multiply } from "../../test/matrices.ts";
import { methods } from "../ode/methods/index.ts";
import { prepare } from "../prepare.ts";
import type { Problem } from "../problem.ts";
import type { Prediction } from "../solver.ts";

const on = referenceBackend();
const predict = (spec: Record<string, unknown>, problem: Problem, times: readonly number[], loss = false): Promise<Prediction[]> =>
  on.scope(async () => ok(await prepare(on, spec, problem)).at(times, { loss }));

const { base } = golden;
const blocks = { train: fromNested(base.k_dd.ntk), cross: fromNested(base.k_td.ntk) };

interface Case {
  readonly fn: string;
  readonly loss?: string;
  readonly y_train?: Matrix;
  readonly learning_rate?: number;
  readonly momentum?: number | null;
  readonly fx_train_0?: Matrix;
  readonly fx_test_0?: Matrix;
  readonly t?: readonly number[];
  readonly fx_train_t?: readonly Matrix[];
  readonly fx_test_t?: readonly Matrix[];
}

const cases = (golden.cases as readonly Case[]).filter(({ fn }) => fn === "gradient_descent");

describe("golden gradient_descent, to 1e-6", () => {
  test("all ten cases are there", () => expect(cases.length).toBe(10));

  test.each(cases.map((c) => [`${c.loss?.split(":")[0]}, learning rate ${c.learning_rate}, momentum ${c.momentum}`, c] as const))("%s", async (_, c) => {
    const problem: Problem = {
      loss: chooseLoss({ kind: c.loss?.startsWith("mse") ? "mse" : "cross-entropy" }),
      kernels: { ntk: blocks },
      targets: fromNested(c.y_train ?? []),
      initial: { train: fromNested(c.fx_train_0 ?? []), test: fromNested(c.fx_test_0 ?? []) },
    };
    const spec = { kind: "ode", learningRate: c.learning_rate, normaliser: "entries", ...(c.momentum === null ? {} : { momentum: c.momentum }) };
    const predictions = await predict({ ...spec, rtol: 1e-7 }, problem, c.t ?? []);
    predictions.forEach(({ train, test: testing, report, warnings }, index) => {
      expect(report?.status).toBe("ok");
      expect(warnings).toEqual([]);
      expect(relativeError(nested(train?.mean), c.fx_train_t?.[index] ?? [], 1)).toBeLessThan(1e-6);
      expect(relativeError(nested(testing?.mean), c.fx_test_t?.[index] ?? [], 1)).toBeLessThan(1e-6);
    });
  });
});

describe("on a squared loss it is eigen, to 1e-8 at every golden time", () => {
  const mseCase = golden.cases.find(({ fn }) => fn === "gradient_descent_mse");
  const times = [...((mseCase?.t ?? []) as number[]), Infinity];
  const problem: Problem = { loss: chooseLoss({ kind: "mse" }), kernels: { ntk: blocks }, targets: fromNested(base.y_train) };
  const settings = Object.values(methods)
    .filter(({ errorOrder, order }) => errorOrder !== null && order >= 4)
    .map(({ kind }) => ({ method: kind, ridge: 0, trainOutputs: "function" }));

  test.each([...settings, { method: "auto", ridge: 0.1, trainOutputs: "function" }, { method: "auto", ridge: 0.1, trainOutputs: "labels" }])(
    "$method, ridge $ridge, $trainOutputs",
    async ({ method, ridge, trainOutputs }) => {
      const spec = { learningRate: 0.01, normaliser: "entries", ridge: { kind: "relative", value: ridge }, trainOutputs };
      const expected = await predict({ kind: "eigen", ...spec }, problem, times, true);
      const actual = await predict({ kind: "ode", method, rtol: 1e-10, atol: 1e-11, ...spec }, problem, times, true);
      actual.forEach(({ train, test: testing, loss, report }, index) => {
        expect(report?.status).toBe(times[index] === Infinity ? "stationary" : "ok");
        expect(relativeError(nested(train?.mean), nested(expected[index].train?.mean), 1)).toBeLessThan(1e-8);
        expect(relativeError(nested(testing?.mean), nested(expected[index].test?.mean), 1)).toBeLessThan(1e-8);
        for (const key of ["value", "penalty", "slope", "identity"] as const) expect(loss?.[key]).toBeCloseTo(expected[index].loss?.[key] ?? NaN, 8);
      });
    },
  );
});

describe("losses that are not squared", () => {
  const sizes = { train: 6, test: 3, outputs: 2 };
  const base6 = randomProblem(random(5), sizes);
  const initial = { train: fromNested(randomMatrix(random(6), 6, 2)), test: fromNested(randomMatrix(random(7), 3, 2)) };
  const signs = fromNested(randomMatrix(random(8), 6, 2).map((row) => row.map((x) => Math.sign(x))));
  const logistic: Problem = { ...base6, initial, loss: chooseLoss({ kind: "logistic" }), targets: signs };

  /** Many small steps of the classical method of order 4, on f alone: an integration written apart from the package. */
  function classical(gradient: (f: number, y: number, sample: number) => number, problem: Problem, s: number, steps: number): Matrix {
    const theta = nested(problem.kernels.ntk?.train);
    const y = nested(problem.targets);
    const rhs = (f: Matrix): Matrix =>
      multiply(
        theta,
        f.map((row, i) => row.map((value, o) => -gradient(value, y[i][o], i))),
      );
    const plus = (f: Matrix, k: Matrix, h: number): Matrix => f.map((row, i) => row.map((value, o) => value + h * k[i][o]));
    let f = nested(problem.initial?.train);
    const h = s / steps;
    for (let step = 0; step < steps; step++) {
      const k1 = rhs(f);
      const k2 = rhs(plus(f, k1, h / 2));
      const k3 = rhs(plus(f, k2, h / 2));
      const k4 = rhs(plus(f, k3, h));
      f = plus(plus(plus(plus(f, k1, h / 6), k2, h / 3), k3, h / 3), k4, h / 6);
    }
    return f;
  }
  const slopeOf = (f: number, y: number) => -y / (1 + Math.exp(y * f));

  test.each(Object.values(methods).map(({ kind }) => kind))("logistic, by %s against small steps; the errors stay within their estimate", async (method) => {
    const times = [0.5, 4];
    const tolerances = method === "euler" ? { step: 2e-3 } : { rtol: 1e-6, atol: 1e-6 };
    const predictions = await predict({ kind: "ode", method, normaliser: "sum", ...tolerances }, logistic, times);
    predictions.forEach(({ train, report }, index) => {
      const error = relativeError(nested(train?.mean), classical(slopeOf, logistic, times[index], 2000)) * Math.max(...(train?.mean.data.map(Math.abs) ?? []));
      expect(error).toBeLessThan(method === "euler" ? 4e-3 : 1e-4);
      expect(report?.method).toEqual({ name: method, reason: "asked for by name" });
      if (report?.errorEstimate != null) expect(error).toBeLessThan(3 * report.errorEstimate + 1e-9);
    });
  });

  test("weights of samples are the same as as many samples", async () => {
    const weighted = { ...logistic, weights: fromNested([1, 3, 0, 1, 0.5, 1]) };
    const [{ train }] = await predict({ kind: "ode", normaliser: "sum", rtol: 1e-9 }, weighted, [2]);
    const expected = classical((f, y, sample) => weighted.weights.data[sample] * slopeOf(f, y), logistic, 2, 500);
    expect(relativeError(nested(train?.mean), expected)).toBeLessThan(1e-7);
    await expect(prepare(on, { kind: "eigen" }, { ...base6, weights: weighted.weights })).rejects.toThrow('Take the solver {"kind": "ode"}');
  });

  test("a ridge holds a logistic loss back: at the end the dual coefficients are what is left to push, a = −∂L/∂f / r", async () => {
    const spec = { kind: "ode", ridge: { kind: "absolute", value: 0.2 }, rtol: 1e-9, atol: 1e-10 };
    const [{ train, loss, report }] = await predict(spec, logistic, [Infinity], true);
    expect(report?.status).toBe("stationary");
    const f = nested(train?.mean);
    const a = f.map((row, i) => row.map((value, o) => -slopeOf(value, nested(signs)[i][o]) / 0.2));
    const learnt = multiply(nested(base6.kernels.ntk?.train), a);
    const moved = f.map((row, i) => row.map((value, o) => value - nested(initial.train)[i][o]));
    expect(relativeError(moved, learnt)).toBeLessThan(1e-6);
    expect(Math.abs(loss?.slope ?? NaN)).toBeLessThan(1e-12);
  });

  test("separable data: the flow never ends, and that is said", async () => {
    const [last, early] = await predict({ kind: "ode", horizon: 1e4 }, logistic, [Infinity, 1]);
    expect(early.warnings).toEqual([]);
    expect(last.report).toMatchObject({ status: "limit", method: { name: "tsit5" } });
    expect(last.report?.reached).toBeGreaterThan(1e3);
    expect(last.warnings[0].kind).toBe("not-reached");
    expect(last.warnings[0].remedy).toContain("never end on separable data");
    const [stopped] = await predict({ kind: "ode", targetLoss: 0.1 }, logistic, [Infinity], true);
    expect(stopped.report?.status).toBe("limit");
    expect(stopped.loss?.value).toBeLessThanOrEqual(0.1);
  });

  test("the slope of the loss is its derivative in time, with and without momentum", async () => {
    for (const momentum of [undefined, 0.5]) {
      const spec = { kind: "ode", learningRate: 0.4, rtol: 1e-11, atol: 1e-12, ...(momentum === undefined ? {} : { momentum }) };
      const [before, here, after] = await predict(spec, logistic, [2.999, 3, 3.001], true);
      const difference = ((after.loss?.value ?? NaN) - (before.loss?.value ?? NaN)) / 0.002;
      expect(Math.abs((here.loss?.slope ?? NaN) / difference - 1)).toBeLessThan(1e-6);
      if (momentum === undefined) expect(here.loss?.identity).toBeCloseTo(here.loss?.slope ?? NaN, 14);
    }
  });

  test("times in any order, twice, in one call or in many, with other times or alone: the same numbers to the last bit", async () => {
    const numbers = (array: NDArray | undefined) => [...(array?.data ?? [])];
    await on.scope(async () => {
      const once = ok(await prepare(on, { kind: "ode" }, logistic));
      const many = ok(await prepare(on, { kind: "ode" }, logistic));
      const times = [30, 0, 1e4, 0.2, 30, 7];
      const together = await once.at(times);
      expect(together.map(({ time }) => time)).toEqual(times);
      for (const [index, time] of times.entries()) {
        const [alone] = await many.at([time]);
        expect(numbers(alone.test?.mean)).toEqual(numbers(together[index].test?.mean));
        expect(alone.report).toEqual(together[index].report);
      }
      expect(numbers(together[1].train?.mean)).toEqual(numbers(initial.train));
      expect(await once.at([])).toEqual([]);
    });
  });
});

describe("the method that auto takes", () => {
  const smoothed = fromNested(Array.from({ length: 6 }, (_, i) => (i % 2 ? [0.9, 0.1] : [0.1, 0.9])));
  const problem = { ...randomProblem(random(5)), loss: chooseLoss({ kind: "cross-entropy" }) };
  const methodsAt = async (given: Problem, spec: object, times: readonly number[]) =>
    (await predict({ kind: "ode", rtol: 1e-4, ...spec }, given, times)).map(({ report }) => report?.method.name);

  test("labels that keep their curvature: tsit5 at first, exponential-rosenbrock once stiff, and the reason", async () => {
    const soft = { ...problem, targets: smoothed };
    expect(await methodsAt(soft, {}, [1, 4e4])).toEqual(["tsit5", "exponential-rosenbrock"]);
    const [{ report, train }] = await predict({ kind: "ode", rtol: 1e-4 }, soft, [4e4]);
    expect(report?.method.reason).toContain("more than 9 steps (2 rtol^(−1/6)) while the time doubles");
    const [explicit] = await predict({ kind: "ode", method: "tsit5", rtol: 1e-6 }, soft, [4e4]);
    expect(relativeError(nested(train?.mean), nested(explicit.train?.mean))).toBeLessThan(1e-3);
    expect(report?.evaluations).toBeLessThan((explicit.report?.evaluations ?? 0) / 3);
  });

  test("one-hot labels on separable data: the curvature falls as the time grows, and tsit5 stays", async () => {
    const hard = { ...problem, targets: fromNested(nested(smoothed).map((row) => row.map(Math.round))) };
    expect(await methodsAt(hard, {}, [1, 1e4])).toEqual(["tsit5", "tsit5"]);
  });

  test("a squared loss: exponential, unless samples count differently; momentum: tsit5", async () => {
    const mse = randomProblem(random(5));
    expect(await methodsAt(mse, {}, [1])).toEqual(["exponential"]);
    expect(await methodsAt({ ...mse, weights: fromNested([2, 2, 2, 2, 2, 2]) }, {}, [1])).toEqual(["exponential"]);
    expect(await methodsAt({ ...mse, weights: fromNested([2, 1, 1, 1, 1, 1]) }, {}, [1])).toEqual(["tsit5"]);
    expect(await methodsAt(mse, { momentum: 0.9 }, [1])).toEqual(["tsit5"]);
  });
});

describe("trouble is a value, and predictions go up to it", () => {
  const problem = randomProblem(random(9), { outputs: 1 });
  const signs = { ...problem, targets: fromNested([[1], [-1], [1], [1], [-1], [-1]]) };

  test("too few steps", async () => {
    const [early, late] = await predict({ kind: "ode", method: "dopri5", maxSteps: 40 }, problem, [0.1, 1e6]);
    expect(early.report?.status).toBe("ok");
    expect(early.train).toBeDefined();
    expect(late.report?.status).toBe("step-limit");
    expect(late).not.toHaveProperty("train");
    expect(late.warnings).toMatchObject([{ kind: "not-reached", remedy: expect.stringContaining("rkc") }]);
    const [end] = await predict({ kind: "ode", method: "dopri5", maxSteps: 40 }, problem, [Infinity]);
    expect(end.report?.status).toBe("step-limit");
    expect(end.train?.mean.data.every(Number.isFinite)).toBe(true);
  });

  test("Euler's steps beyond stability overflow; within it, they are gradient descent", async () => {
    const [lost] = await predict({ kind: "ode", method: "euler", learningRate: 1e3, maxSteps: 1e6 }, problem, [1e5]);
    expect(lost.report).toMatchObject({ status: "not-finite", trouble: { remedy: expect.stringContaining("learningRate smaller") } });
    expect(lost).not.toHaveProperty("train");
    const [descent] = await predict({ kind: "ode", method: "euler", learningRate: 0.5, normaliser: "sum" }, problem, [3]);
    const theta = nested(problem.kernels.ntk?.train);
    let f = nested(problem.targets).map(() => [0]);
    for (let step = 0; step < 3; step++) {
      const moved = multiply(
        theta,
        f.map(([value], i) => [value - nested(problem.targets)[i][0]]),
      );
      f = f.map(([value], i) => [value - 0.5 * moved[i][0]]);
    }
    expect(relativeError(nested(descent.train?.mean), f)).toBeLessThan(1e-13);
  });

  test("targets that overflow the loss", async () => {
    const huge = { ...problem, targets: fromNested([[1e308], [-1e308], [1e308], [1], [1], [1]]) };
    const [prediction] = await predict({ kind: "ode", method: "tsit5" }, huge, [1]);
    expect(prediction.report?.status).toBe("not-finite");
  });

  test("a gradient that jumps is refused with what to do; rounded, it runs", async () => {
    const hinge = { ...signs, loss: chooseLoss({ kind: "hinge" }) };
    await expect(prepare(on, { kind: "ode" }, hinge)).rejects.toThrow('Round the kink ("smoothing": 0.01)');
    const [stepped] = await predict({ kind: "ode", method: "euler", step: 0.01, normaliser: "sum" }, hinge, [30]);
    expect(Math.min(...nested(stepped.train?.mean).map(([f], i) => f * nested(signs.targets)[i][0]))).toBeGreaterThan(0.9);
    const rounded = { ...signs, loss: chooseLoss({ kind: "hinge", smoothing: 0.05 }) };
    const [prediction] = await predict({ kind: "ode", normaliser: "sum" }, rounded, [30]);
    expect(prediction.report?.status).toBe("ok");
  });

  test("momentum and methods for a real spectrum do not go together", async () => {
    await expect(prepare(on, { kind: "ode", method: "rkc", momentum: 0.9 }, problem)).rejects.toThrow("with momentum the flow oscillates");
    await expect(prepare(on, { kind: "ode", method: "rk4" }, problem)).rejects.toThrow("method");
    await expect(prepare(on, { kind: "ode" }, { ...problem, loss: chooseLoss({ kind: "logistic" }) })).rejects.toThrow("targets −1 or +1");
    await expect(prepare(on, { kind: "ode" }, { ...problem, kernels: {} })).rejects.toThrow("it needs kernels.ntk");
  });

  test("every loss that is not squared makes the closed forms refuse, and they name this solver", async () => {
    for (const kind of ["cross-entropy", "logistic", "hinge", "squared-hinge", "huber"]) {
      for (const solver of ["eigen", "gp"]) {
        await expect(prepare(on, { kind: solver }, { ...signs, loss: chooseLoss({ kind }) })).rejects.toThrow(
          `the gradient of "${kind}" is not f − y. Take the solver {"kind": "ode"}`,
        );
      }
    }
  });
});
