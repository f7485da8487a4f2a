import { referenceBackend } from "@ntkit/backend-reference";
import { fromNested, type Nested } from "@ntkit/core";
import { eigen, gradientDescent, type KernelBlocks, maximumLearningRate, type Prediction, type Problem, prepare, release } from "@ntkit/solvers";
import { describe, expect, test } from "vitest";
import { mse, nested, ok, relativeError } from "./fixtures.ts";
import golden from "./golden/predict.json" with { type: "json" };
import { largest, type Matrix } from "./matrices.ts";

// Kernels have condition numbers 12 (Θ) and 45 (K), so float64 holds about 14 digits.
const tolerance = 1e-12;

interface Case {
  readonly fn: string;
  readonly get?: "nngp" | "ntk" | "ntkgp";
  readonly learning_rate?: number;
  readonly diag_reg?: number;
  readonly diag_reg_absolute_scale?: boolean;
  readonly t?: readonly number[];
  readonly y_train_size?: number | null;
  readonly momentum?: number | null;
  readonly value?: number;
  readonly fx_train_0?: number | Matrix;
  readonly fx_test_0?: number | Matrix;
  readonly [result: string]: unknown;
}

const cases = golden.cases as readonly Case[];
const named = (fn: string) => cases.filter((c) => c.fn === fn).map((c, index) => [`${index}: ${title(c)}`, c] as const);
const title = (c: Case) => ["get", "learning_rate", "diag_reg", "diag_reg_absolute_scale", "momentum"].map((key) => `${key} ${String(c[key])}`).join(", ");

const { base } = golden;
const targets = fromNested(base.y_train);
const blocks = (kind: "nngp" | "ntk"): KernelBlocks => ({
  train: fromNested(base.k_dd[kind]),
  cross: fromNested(base.k_td[kind]),
  test: fromNested(base.k_tt[kind]),
});
const problem: Problem = { loss: mse, kernels: { ntk: blocks("ntk"), nngp: blocks("nngp") }, targets };
const on = referenceBackend();

const ridge = (c: Case) => ({ kind: c.diag_reg_absolute_scale === true ? "absolute" : "relative", value: c.diag_reg });

async function predict(spec: Record<string, unknown>, times: readonly number[], initial?: Problem["initial"]): Promise<Prediction[]> {
  const prepared = ok(await prepare(on, spec, { ...problem, initial }));
  const predictions = await prepared.at(times);
  prepared.release();
  return predictions;
}

/** f_0 as a case gives it: 0 stands for zeros everywhere. */
function startOf(c: Case): NonNullable<Problem["initial"]> {
  const start = (value: unknown, rows: number) =>
    fromNested(typeof value === "number" ? Array.from({ length: rows }, () => [value, value]) : (value as Nested));
  return { train: start(c.fx_train_0, 8), test: start(c.fx_test_0, 3) };
}

/** Errors are counted against the largest target and the largest prior variance: results pass through zero. */
const meanScale = largest(base.y_train);
const priorScale = largest(base.k_tt.nngp);

describe("gradient_descent_mse", () => {
  test.each(named("gradient_descent_mse"))("%s", async (_, c) => {
    const times = [...(c.t as number[]), Infinity];
    const spec = { kind: "eigen", learningRate: c.learning_rate, normaliser: "entries", ridge: ridge(c), trainOutputs: "labels" };
    const predictions = await predict(spec, times, startOf(c));
    const train = [...(c["fx_train_t"] as Matrix[]), c["fx_train_inf"] as Matrix];
    const testing = [...(c["fx_test_t"] as Matrix[]), c["fx_test_inf"] as Matrix];
    predictions.forEach((prediction, index) => {
      expect(prediction.warnings).toEqual([]);
      expect(relativeError(nested(prediction.train?.mean), train[index], meanScale)).toBeLessThan(tolerance);
      expect(relativeError(nested(prediction.test?.mean), testing[index], meanScale)).toBeLessThan(tolerance);
    });
  });
});

describe("gradient_descent_mse, without a decomposition", () => {
  test.each(named("gradient_descent_mse"))("%s", async (_, c) => {
    const times = [...(c.t as number[]), Infinity];
    const spec = { kind: "krylov", learningRate: c.learning_rate, normaliser: "entries", ridge: ridge(c), trainOutputs: "labels" };
    const predictions = await predict(spec, times, startOf(c));
    const train = [...(c["fx_train_t"] as Matrix[]), c["fx_train_inf"] as Matrix];
    const testing = [...(c["fx_test_t"] as Matrix[]), c["fx_test_inf"] as Matrix];
    predictions.forEach(({ train: onTrain, test: onTest, report, warnings }, index) => {
      expect([report?.status, warnings]).toEqual(["ok", []]);
      // 8 points need at most 8 vectors, after which the space is closed: nothing is left but rounding.
      expect(relativeError(nested(onTrain?.mean), train[index], meanScale)).toBeLessThan(tolerance);
      expect(relativeError(nested(onTest?.mean), testing[index], meanScale)).toBeLessThan(tolerance);
    });
  });
});

describe("gradient_descent_mse_ensemble", () => {
  test.each(named("gradient_descent_mse_ensemble"))("%s", async (_, c) => {
    const spec = {
      kind: "eigen",
      ensemble: c.get,
      learningRate: c.learning_rate,
      normaliser: "entries",
      ridge: ridge(c),
      trainOutputs: "labels",
      uncertainty: "covariances",
    };
    const predictions = await predict(spec, [...(c.t as number[]), Infinity]);
    const means = [...(c["mean"] as Matrix[]), c["mean_inf"] as Matrix];
    const covariances = [...(c["cov"] as Matrix[]), c["cov_inf"] as Matrix];
    predictions.forEach(({ train, test: testing, warnings, time }, index) => {
      expect(warnings).toEqual([]);
      expect(relativeError(nested(testing?.mean), means[index], meanScale)).toBeLessThan(tolerance);
      expect(relativeError(nested(testing?.covariance), covariances[index], priorScale)).toBeLessThan(tolerance);
      if (time === Infinity) return;
      expect(relativeError(nested(train?.mean), (c["train_mean"] as Matrix[])[index], meanScale)).toBeLessThan(tolerance);
      expect(relativeError(nested(train?.covariance), (c["train_cov"] as Matrix[])[index], priorScale)).toBeLessThan(tolerance);
    });
  });
});

describe.each([
  { kind: "gp" },
  // Its own tolerance is on a residual, which a condition number of 45 makes an error of.
  { kind: "conjugate-gradient", tolerance: 1e-15 },
])("gp_inference by $kind", (solver) => {
  test.each(named("gp_inference"))("%s", async (_, c) => {
    const [prediction] = await predict({ ...solver, predictor: c.get, ridge: ridge(c), uncertainty: "covariances" }, [Infinity]);
    expect(prediction.warnings).toEqual([]);
    expect(relativeError(nested(prediction.test?.mean), c["mean"] as Matrix)).toBeLessThan(tolerance);
    expect(relativeError(nested(prediction.test?.covariance), c["cov"] as Matrix)).toBeLessThan(tolerance);
  });
});

describe("max_learning_rate", () => {
  test.each(named("max_learning_rate"))("%s", async (_, c) => {
    const { spectrum, ...state } = ok(await eigen.init(on, eigen.example, problem));
    release(on, state);
    const rate = maximumLearningRate({ largestEigenvalue: spectrum.largest, normaliser: c.y_train_size ?? 8, momentum: c.momentum ?? 0 });
    expect(Math.abs(rate / (c.value as number) - 1)).toBeLessThan(tolerance);
    const descent = { kind: "gradient-descent", normaliser: c.y_train_size ?? 8, momentum: c.momentum ?? 0 };
    const stepping = ok(await gradientDescent.init(on, gradientDescent.schema.parse(descent), problem));
    release(on, stepping);
    expect(Math.abs(stepping.maximumLearningRate / (c.value as number) - 1)).toBeLessThan(tolerance);
  });
});

test("no case was left out but those of the integrator", () => {
  expect(["gradient_descent_mse", "gradient_descent_mse_ensemble", "gp_inference", "max_learning_rate"].map((fn) => named(fn).length)).toEqual([12, 8, 9, 4]);
});
