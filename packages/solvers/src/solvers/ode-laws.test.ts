import { referenceBackend } from "@ntkit/backend-reference";
import { fromNested, type Random, random } from "@ntkit/core";
import { formula } from "@ntkit/formula";
import { type ChosenLoss, chooseLoss, entrywise, losses } from "@ntkit/losses";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { blocksOfRoot, nested, ok, randomMatrix, randomProblem, relativeError } from "../../test/fixtures.ts";
import type { Matrix } from "../../test/matrices.ts";
import { explicitRungeKutta } from "../ode/explicit.ts";
import { methods } from "../ode/methods/index.ts";
import { prepare } from "../prepare.ts";
import type { Problem } from "../problem.ts";
import type { Prediction } from "../solver.ts";
import { solvers } from "./index.ts";
import { odeSolver } from "./ode.ts";

const on = referenceBackend();
const predict = (spec: Record<string, unknown>, problem: Problem, times: readonly number[]): Promise<Prediction[]> =>
  on.scope(async () => ok(await prepare(on, spec, problem)).at(times, { loss: true }));

function targetsFor({ targets }: ChosenLoss, draw: Random, n: number, outputs: number): Matrix {
  if (targets === "any") return randomMatrix(draw, n, outputs);
  if (targets === "signs") return randomMatrix(draw, n, outputs).map((row) => row.map((x) => (x < 0 ? -1 : 1)));
  return Array.from({ length: n }, () => {
    const row = Array.from({ length: outputs }, () => draw.uniform() ** 4);
    return row.map((x) => x / row.reduce((a, b) => a + b));
  });
}

const specs = [...Object.values(losses).map(({ example }) => example), { kind: "hinge", smoothing: 0.1 }, { kind: "huber", delta: 0.3 }];
const smooth = specs.filter((spec) => !chooseLoss(spec).kinked);
const integrators = ["auto", ...Object.values(methods).flatMap(({ kind, errorOrder }) => (errorOrder === null ? [] : [kind]))];

describe("laws of the flow, over random kernels, losses, starts, weights and methods", () => {
  const setting = fc.record({
    seed: fc.integer(),
    n: fc.integer({ min: 1, max: 6 }),
    outputs: fc.integer({ min: 2, max: 3 }),
    features: fc.integer({ min: 1, max: 10 }),
    spec: fc.constantFrom(...smooth),
    method: fc.constantFrom(...integrators),
    ridge: fc.constantFrom(0, 0.1),
  });

  test("the loss never rises, and falls as −⟨d|Φ|d⟩ ≤ 0", () =>
    fc.assert(
      fc.asyncProperty(setting, async ({ seed, n, outputs, features, spec, method, ridge }) => {
        const draw = random(seed);
        const loss = chooseLoss(spec);
        const problem: Problem = {
          ...randomProblem(draw, { train: n, test: 1, outputs, features }),
          loss,
          targets: fromNested(targetsFor(loss, draw, n, outputs)),
          weights: fromNested(Array.from({ length: n }, () => draw.uniform())),
          initial: { train: fromNested(randomMatrix(draw, n, outputs)), test: fromNested(randomMatrix(draw, 1, outputs)) },
        };
        const times = [0, 0.3, 1, 4, 5, 30];
        const predictions = await predict(
          { kind: "ode", method, normaliser: "sum", rtol: 1e-5, atol: 1e-6, ridge: { kind: "relative", value: ridge } },
          problem,
          times,
        );
        let last = Infinity;
        for (const { loss: told, report, train } of predictions) {
          expect(report?.status).toBe("ok");
          expect(train?.mean.data.every(Number.isFinite)).toBe(true);
          const { value, penalty, slope, identity } = told ?? { value: NaN, penalty: NaN, slope: NaN, identity: NaN };
          // dᵀΘd of what Θ does not see is rounding: ε λmax |d|², with |d|² below 100.
          const rounding = 1e-13;
          expect(identity).toBeLessThanOrEqual(rounding);
          expect(Math.abs(slope - identity)).toBeLessThanOrEqual(1e-9 * Math.abs(identity) + rounding);
          // Values are known to as much as the function values are, times the slopes of the loss, which are about 2 at most.
          const uncertainty = 2 * n * outputs * (report?.errorEstimate ?? NaN);
          expect(value + penalty).toBeLessThanOrEqual(last + uncertainty);
          last = value + penalty;
        }
      }),
      { numRuns: 40, seed: 7 },
    ));
});

describe("kernels that do not see everything", () => {
  const draw = random(3);
  const root = randomMatrix(draw, 8, 12).map((row) => row.map((x) => x / 3));
  const y = randomMatrix(draw, 6, 2).map((row) => row.map((x) => (x < 0 ? -1 : 1)));
  const make = (rows: Matrix, targets: Matrix, kind: string): Problem => ({
    loss: chooseLoss({ kind }),
    kernels: { ntk: blocksOfRoot(rows, targets.length) },
    targets: fromNested(targets),
  });

  test.each(["mse", "logistic"])("a duplicate row is one row that counts twice: %s", async (kind) => {
    const doubled = make([...root.slice(0, 6), root[2], ...root.slice(6)], [...y, y[2]], kind);
    const merged = { ...make(root, y, kind), weights: fromNested([1, 1, 2, 1, 1, 1]) };
    for (const method of ["auto", "rkc", "exponential-rosenbrock"]) {
      const times = [0.5, 20, 400];
      const spec = { kind: "ode", method, normaliser: "sum", rtol: 1e-7, atol: 1e-8 };
      const [actual, expected] = [await predict(spec, doubled, times), await predict(spec, merged, times)];
      actual.forEach(({ test: testing, report }, index) => {
        expect(relativeError(nested(testing?.mean), nested(expected[index].test?.mean))).toBeLessThan(1e-5);
        expect(report).toMatchObject({ status: "ok", conditionNumber: Infinity });
        expect(expected[index].report?.conditionNumber).toBeLessThan(1e4);
      });
    }
  });

  test("fewer features than points, a kernel of zeros, a nearly singular one: finite, and the condition number is told", async () => {
    const times = [0, 1, 100, Infinity];
    for (const [rows, conditionNumber] of [
      [root.map((row) => row.slice(0, 3)), Infinity],
      [root.map((row) => row.map(() => 0)), Infinity],
      [[...root.slice(0, 5), root[4].map((x, j) => x + (j === 0 ? 1e-6 : 0)), ...root.slice(6)], 1e13],
    ] as const) {
      for (const method of ["auto", "rkc", "exponential", "exponential-rosenbrock"]) {
        const predictions = await predict({ kind: "ode", method, horizon: 1e5 }, make(rows, y, "logistic"), times);
        for (const { train, test: testing, loss, report } of predictions) {
          for (const array of [train?.mean, testing?.mean]) expect(array?.data.every(Number.isFinite)).toBe(true);
          expect(loss?.value).toBeGreaterThanOrEqual(0);
          if (conditionNumber === Infinity) expect(report?.conditionNumber).toBe(Infinity);
          else expect(Math.abs(Math.log10((report?.conditionNumber ?? NaN) / conditionNumber))).toBeLessThan(2);
        }
      }
    }
  });

  test("an indefinite kernel is refused with its smallest eigenvalue, whatever the method", async () => {
    const train = fromNested([
      [1, 2],
      [2, 1],
    ]);
    const problem: Problem = { loss: chooseLoss({ kind: "logistic" }), kernels: { ntk: { train } }, targets: fromNested([[1], [-1]]) };
    for (const method of ["auto", "exponential", "exponential-rosenbrock", "euler"]) {
      const result = await prepare(on, { kind: "ode", method }, problem);
      expect(result.status).toBe("indefinite");
      if (result.status === "indefinite") expect(result.smallestEigenvalue).toBeCloseTo(-1, 12);
      expect(on.liveTensors()).toBe(0);
    }
    const ridged = await predict({ kind: "ode", ridge: { kind: "absolute", value: 1.5 } }, problem, [1]);
    expect(ridged[0].report?.status).toBe("ok");
  });
});

describe("plugins from outside", () => {
  const problem = randomProblem(random(1));

  test("a method of integration: one file with a tableau, one line", async () => {
    const heun = explicitRungeKutta({
      kind: "heun",
      order: 2,
      denseOrder: 2,
      a: [[1], [1 / 2, 1 / 2]],
      error: { weights: [1 / 2, -1 / 2, 0], order: 1 },
      dense: [
        [1, -1 / 2],
        [0, 1 / 2],
        [0, 0],
      ],
      references: ["Heun 1900"],
    });
    await expect(prepare(on, { kind: "ode", method: "heun" }, problem)).rejects.toThrow("method");
    const ode = odeSolver({ ...methods, heun });
    const times = [0.1, 3];
    await on.scope(async () => {
      const actual = await ok(await prepare(on, { kind: "ode", method: "heun", rtol: 1e-5 }, problem, { ...solvers, ode })).at(times);
      const expected = await ok(await prepare(on, { kind: "eigen" }, problem)).at(times);
      actual.forEach(({ test: testing, report }, index) => {
        expect(report?.method.name).toBe("heun");
        expect(relativeError(nested(testing?.mean), nested(expected[index].test?.mean))).toBeLessThan(1e-3);
      });
    });
  });

  test("a loss: one file, one line, and it is integrated, knowing its gradient alone", async () => {
    const schema = z.strictObject({ kind: z.literal("log-cosh") });
    const logCosh = entrywise<z.infer<typeof schema>>({
      kind: "log-cosh",
      schema,
      example: { kind: "log-cosh" },
      quadratic: false,
      references: [],
      entry: () => formula`4 * log(cosh(f - y))`,
      entryGradient: () => formula`4 * tanh(f - y)`,
    });
    const loss = chooseLoss({ kind: "log-cosh" }, { ...losses, "log-cosh": logCosh });
    for (const method of integrators) {
      const [prediction] = await predict({ kind: "ode", method, rtol: 1e-5, atol: 1e-6 }, { ...problem, loss }, [Infinity]);
      expect(prediction.report?.status).toBe("stationary");
      expect(relativeError(nested(prediction.train?.mean), nested(problem.targets))).toBeLessThan(1e-3);
    }
  });
});
