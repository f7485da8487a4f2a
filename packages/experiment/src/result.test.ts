import { contentHash } from "@ntkit/core";
import { expect, test } from "vitest";
import { iris, network } from "../test/experiments.ts";
import { plugins, ran } from "../test/plugins.ts";

const experiments = {
  "a network of classes": iris,
  "a posterior of numbers": {
    data: { source: { dataset: "diabetes" }, split: { order: "shuffled", train: 40, test: 20, seed: 2 }, preparation: [{ kind: "standardise" }] },
    architecture: network(1, "relu"),
    solver: { kind: "gp", predictor: "ntkgp", ridge: { kind: "relative", value: 0.1 }, uncertainty: "variances" },
  },
  "a classical kernel, with the defaults of everything else": { data: { source: { dataset: "iris" } }, kernel: { kind: "linear" }, times: { count: 5 } },
};

test.each(Object.entries(experiments))("%s: the result is JSON, and repeats to the last bit from what it says", async (_, experiment) => {
  const first = await ran(experiment, plugins, { environment: { ntkit: "1" } });
  const { seconds, ...numbers } = first.outcome.result;
  expect(JSON.parse(JSON.stringify(numbers))).toEqual(numbers);
  expect(Object.keys(seconds)).toEqual(["data", "kernel", "decomposition", "prediction"]);
  expect(numbers.environment).toEqual({ ntkit: "1", backend: "reference", precision: "float64" });
  expect(numbers.hash).toBe(contentHash(numbers.experiment));

  const second = await ran(JSON.parse(JSON.stringify(numbers.experiment)), plugins, { environment: { ntkit: "1" } });
  const { seconds: _seconds, ...repeated } = second.outcome.result;
  expect(repeated).toEqual(numbers);
  expect(second.outcome.final).toEqual(first.outcome.final);
  expect(second.outcome.kernel.data).toEqual(first.outcome.kernel.data);
});

test("what changes an experiment changes its hash, what does not does not", async () => {
  const hash = async (experiment: unknown) => (await ran(experiment)).outcome.result.hash;
  const short = { ...iris, times: { count: 2 } };
  const { split } = iris.data;
  const same = await hash(short);
  expect(await hash({ ...short, $schema: "x", loss: { kind: "mse" }, data: { ...iris.data, targets: "one-hot-centred" } })).toBe(same);
  expect(await hash({ ...short, data: { ...iris.data, split: { ...split, seed: 4 } } })).not.toBe(same);
});

test("the result names the conventions that its numbers depend on", async () => {
  const { result } = (await ran({ ...iris, solver: { kind: "eigen", ridge: { kind: "relative", value: 0.1 } }, times: { count: 2 } })).outcome;
  const trace = result.spectrum?.eigenvalues.reduce((sum, value) => sum + value, 0) ?? 0;
  expect(result.conventions).toMatchObject({
    kernel: "ntk",
    ridge: { kind: "relative", value: 0.1, absolute: expect.closeTo((0.1 * trace) / 60, 10) },
    jitter: 0,
    dynamics: { learningRate: 1, normaliser: { name: "samples", value: 60 } },
    backend: "reference",
    dtype: "float64",
    loss: { kind: "mse" },
  });
});
