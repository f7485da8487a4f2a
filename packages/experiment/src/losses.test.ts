import { losses } from "@ntkit/losses";
import { describe, expect, test } from "vitest";
import { iris, network } from "../test/experiments.ts";
import { plugins, ran } from "../test/plugins.ts";
import { runExperiment } from "./run.ts";

const small = { ...iris, data: { ...iris.data, split: { order: "shuffled", train: 24, test: 12, seed: 3, stratified: true } }, times: { count: 4 } };
const quick = { kind: "ode", rtol: 1e-4, atol: 1e-5, horizon: 1e3 };

describe("left to the defaults, targets are what the loss is defined on", () => {
  const expected: Record<string, string> = { mse: "one-hot-centred", huber: "one-hot-centred", "cross-entropy": "one-hot" };

  test.each(Object.values(losses))("$kind", async ({ kind, kinked, example }) => {
    // A gradient that jumps has no flow of its own: rounded, it has.
    const loss = kinked?.(example as never) ? { kind, smoothing: 0.05 } : { kind };
    const { result } = (await ran({ ...small, loss, solver: quick })).outcome;
    expect(result.data.encoding).toBe(expected[kind] ?? "signs");
    expect(result.experiment.data.targets).toBe(result.data.encoding);
    expect(result.final.train.accuracy).toBeGreaterThan(0.9);
    expect(result.final.test.accuracy).toBeGreaterThan(0.7);
    expect(result.report.method.name).not.toBe("");
  });

  test.each([
    ["cross-entropy", "one-hot-centred", 'invalid-data: data.targets[0]: the loss "cross-entropy" wants probabilities, 0 or more and summing to 1'],
    ["cross-entropy", "signs", 'Encode the classes as "one-hot", not centred.'],
    ["logistic", "one-hot", 'the loss "logistic" wants targets −1 or +1, found 0. Encode the classes as "signs", −1 and +1.'],
  ])("%s with %s asked for is refused", async (kind, targets, message) => {
    await expect(runExperiment({ ...small, data: { ...small.data, targets }, loss: { kind } }, plugins)).rejects.toThrow(message.replace(/^[a-z-]+: /, ""));
  });

  test("a loss that is not squared is integrated, left to the defaults", async () => {
    const { result } = (await ran({ ...small, loss: { kind: "cross-entropy" }, times: { from: 1, to: 100, count: 2 } })).outcome;
    expect(result.experiment.solver).toMatchObject({ kind: "ode", method: "auto" });
    expect("estimates" in result).toBe(false);
  });
});

describe("every solver that knows time has a learning curve", () => {
  const exact = ran({ ...small, solver: { kind: "eigen" } });

  test.each([
    ["ode", { kind: "ode", rtol: 1e-8, atol: 1e-9 }],
    ["krylov", { kind: "krylov" }],
    ["gradient-descent", { kind: "gradient-descent", learningRate: 0.01 }],
    ["sgd", { kind: "sgd", batchSize: 8, learningRate: 0.01 }],
  ])("%s", async (kind, solver) => {
    const { result } = (await ran({ ...small, solver })).outcome;
    const other = (await exact).outcome.result;
    expect(result.curve.length).toBe(6);
    expect(result.reached.length).toBe(3);
    const rate = "learningRate" in solver ? solver.learningRate : 1;
    expect(Math.abs((Number(result.curve[1].time) * rate) / Number(other.curve[1].time) - 1)).toBeLessThan(0.06);
    expect(Math.abs(result.final.test.loss / other.final.test.loss - 1)).toBeLessThan(1e-4);
    expect(result.maximumLearningRate).toBeLessThan(1.001 * Number(other.maximumLearningRate));
    if (kind !== "sgd") expect(result.maximumLearningRate).toBeGreaterThan(0.99 * Number(other.maximumLearningRate));
  });

  test("momentum raises the largest stable learning rate that is told", async () => {
    const momentum = (await ran({ ...small, solver: { kind: "gradient-descent", learningRate: 0.01, momentum: 0.5 } })).outcome.result;
    expect(Number(momentum.maximumLearningRate) / Number((await exact).outcome.result.maximumLearningRate)).toBeCloseTo(1.5, 10);
  });
});

describe("an end of training that is not come to is a value with its remedy", () => {
  test.each([
    [{ kind: "gradient-descent", learningRate: 1e6 }, "diverging", /^Take a learning rate below/],
    [{ kind: "sgd", batchSize: 8, learningRate: 1e6 }, "diverging", /^Take a learning rate below/],
  ])("%j", async (solver, status, remedy) => {
    const run = await runExperiment({ ...small, solver }, plugins);
    expect(run).toEqual({ status, problem: expect.stringContaining("the learning rate 1000000 is not below"), remedy: expect.stringMatching(remedy) });
  });

  test("times that too few steps come to stay; the end is where they stopped", async () => {
    const solver = { kind: "ode", method: "dopri5", maxSteps: 60 };
    const { result } = (await ran({ ...small, loss: { kind: "cross-entropy" }, solver })).outcome;
    expect(result.report.status).toBe("step-limit");
    expect(result.curve.length).toBeLessThan(6);
    expect(result.warnings).toMatchObject([{ kind: "not-reached", remedy: expect.stringContaining("maxSteps") }]);
  });
});

test("numbers are left as they are for a loss on signs", async () => {
  const data = { source: { inputs: [[0], [1], [2], [3]], targets: [[1], [-1], [1], [-1]] }, split: { order: "given", train: 3, test: 1 } };
  const { result } = (await ran({ data, architecture: network(1), loss: { kind: "logistic" }, solver: quick, times: { count: 2 } })).outcome;
  expect(result.data.encoding).toBe("raw");
});
