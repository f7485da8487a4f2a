import { referenceBackend } from "@ntkit/backend-reference";
import { fromNested, random } from "@ntkit/core";
import { formula } from "@ntkit/formula";
import { chooseLoss, entrywise, losses } from "@ntkit/losses";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { nested, ok, randomProblem } from "../test/fixtures.ts";
import { prepare } from "./prepare.ts";
import { blocksOf, checkProblem } from "./problem.ts";
import type { Solver, SolverSpec, SolverState, Uncertainty } from "./solver.ts";
import { solvers } from "./solvers/index.ts";

const on = referenceBackend();
const problem = randomProblem(random(1));

/** What every solver here takes, seen by those that go through the registry. */
interface CommonSpec extends SolverSpec {
  readonly uncertainty?: Uncertainty;
}

describe.each(Object.entries(solvers))("the solver %s", (name, solver: Solver<CommonSpec>) => {
  test("is registered under its kind, with an example that its schema gives back and references", () => {
    expect(solver.kind).toBe(name);
    expect(solver.schema.parse(solver.example)).toEqual(solver.example);
    expect(solver.references.length).toBeGreaterThan(0);
  });

  test("leaves no tensor behind: after release, after a scope, after trouble", async () => {
    const prepared = ok(await prepare(on, solver.example, problem));
    const held = on.liveTensors();
    expect(held).toBe(Object.values(prepared.state.held).filter((tensor) => tensor !== undefined).length);
    await prepared.at([Infinity]);
    await prepared.at([Infinity, Infinity], { sets: ["train"], uncertainty: "none" });
    expect(on.liveTensors()).toBe(held);
    prepared.release();
    expect(on.liveTensors()).toBe(0);
    await on.scope(async () => ok(await prepare(on, solver.example, problem)).at([Infinity]));
    expect(on.liveTensors()).toBe(0);
    const indefinite = {
      ...problem,
      kernels: {
        ntk: {
          train: fromNested([
            [1, 2],
            [2, 1],
          ]),
        },
        nngp: {
          train: fromNested([
            [1, 2],
            [2, 1],
          ]),
        },
      },
      targets: fromNested([[1], [2]]),
    };
    expect(await prepare(on, solver.example, indefinite)).not.toHaveProperty("state");
    expect(on.liveTensors()).toBe(0);
  });

  test("says what it did: options, kernel, ridge, backend, loss", async () => {
    const spec = { ...solver.example, ridge: { kind: "relative", value: 0.5 } };
    const { state, release } = ok(await prepare(on, spec, problem));
    release();
    const { data } = blocksOf(problem, state.conventions.kernel).train;
    const mean = [0, 7, 14, 21, 28, 35].reduce((sum, at) => sum + data[at] / 6, 0);
    expect(state.conventions.ridge.absolute).toBeCloseTo(0.5 * mean, 14);
    expect(state.conventions).toMatchObject({ solver: spec, loss: { kind: "mse" }, jitter: 0, backend: "reference", dtype: "float64" });
    expect(JSON.parse(JSON.stringify(state.conventions))).toEqual(state.conventions);
  });

  test("what is wanted is what comes, or the reason why it cannot", async () => {
    const asked = { ...solver.example, uncertainty: "covariances" as const };
    if (!solver.schema.safeParse(asked).success || solver.supports(asked, problem) !== true) {
      await expect(prepare(on, asked, problem)).rejects.toThrow("uncertainty");
      return;
    }
    await on.scope(async () => {
      const { at } = ok(await prepare(on, { ...solver.example, uncertainty: "covariances" }, problem));
      const [all] = await at([Infinity]);
      expect([all.train?.covariance?.shape, all.test?.covariance?.shape]).toEqual([
        [6, 6],
        [4, 4],
      ]);
      const [less] = await at([Infinity], { sets: ["test"], uncertainty: "variances" });
      expect(Object.keys(less.test ?? {})).toEqual(["mean", "variance"]);
      expect(less).not.toHaveProperty("train");
      less.test?.variance?.data.forEach((variance, i) => expect(variance).toBeCloseTo(all.test?.variance?.data[i] ?? NaN, 12));
      expect(Object.keys((await at([Infinity], { uncertainty: "none" }))[0].train ?? {})).toEqual(["mean"]);
    });
  });
});

describe("plugins from outside", () => {
  // What a newcomer writes in a file of their own: the mean of the targets, whatever the input.
  interface MeanSpec {
    readonly kind: "mean";
  }
  interface MeanState extends SolverState {
    readonly mean: number;
    readonly points: number;
  }
  const mean: Solver<MeanSpec, MeanState> = {
    kind: "mean",
    schema: z.strictObject({ kind: z.literal("mean") }),
    example: { kind: "mean" },
    references: ["Galton 1907"],
    supports: () => true,
    init: async (backend, spec, given) => ({
      status: "ok",
      held: {},
      mean: given.targets.data.reduce((sum, y) => sum + y, 0) / given.targets.data.length,
      points: checkProblem(given).train,
      conventions: {
        solver: spec,
        loss: given.loss.spec,
        kernel: "ntk",
        ridge: { kind: "absolute", value: 0, absolute: 0 },
        jitter: 0,
        dynamics: null,
        backend: backend.name,
        dtype: "float64",
      },
    }),
    at: async (_, state, times) =>
      times.map((time) => ({
        time,
        train: { mean: fromNested(Array.from({ length: state.points }, () => [state.mean])) },
        report: {
          status: "ok",
          reached: time,
          method: { name: "mean", reason: "it needs no kernel" },
          steps: 0,
          rejected: 0,
          evaluations: 0,
          errorEstimate: null,
        },
        warnings: [],
        conventions: state.conventions,
      })),
  };

  test("a solver: one file, one line", async () => {
    const one = { ...problem, targets: fromNested([[1], [2], [3], [4], [5], [9]]) };
    const prepared = ok(await prepare(on, { kind: "mean" }, one, { ...solvers, mean }));
    expect(nested((await prepared.at([1]))[0].train?.mean)).toEqual([[4], [4], [4], [4], [4], [4]]);
    await expect(prepare(on, { kind: "mean" }, one)).rejects.toThrow(
      `solver.kind: unknown solver, found "mean". There are: ${Object.keys(solvers).join(", ")}.`,
    );
  });

  test("a loss: one file, one line; closed forms refuse it unless it is squared", async () => {
    const schema = z.strictObject({ kind: z.literal("log-cosh"), width: z.number().positive().default(1) });
    const logCosh = entrywise<z.infer<typeof schema>>({
      kind: "log-cosh",
      schema,
      example: schema.parse({ kind: "log-cosh" }),
      quadratic: false,
      references: [],
      entry: ({ width }) => formula`${width}^2 * log(cosh((f - y) / ${width}))`,
      entryGradient: ({ width }) => formula`${width} * tanh((f - y) / ${width})`,
    });
    const loss = chooseLoss({ kind: "log-cosh" }, { ...losses, [logCosh.kind]: logCosh });
    await expect(prepare(on, { kind: "eigen" }, { ...problem, loss })).rejects.toThrow('the gradient of "log-cosh" is not f − y');
    const squared = chooseLoss({ kind: "log-cosh" }, { ...losses, "log-cosh": { ...logCosh, quadratic: true } });
    ok(await prepare(on, { kind: "eigen" }, { ...problem, loss: squared })).release();
  });
});
