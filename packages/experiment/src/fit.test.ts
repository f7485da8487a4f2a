import { parseArchitecture } from "@ntkit/architectures";
import { referenceBackend } from "@ntkit/backend-reference";
import { Unsupported } from "@ntkit/core";
import { type Solver, solvers } from "@ntkit/solvers";
import { expect, test } from "vitest";
import { iris, network } from "../test/experiments.ts";
import { ran } from "../test/plugins.ts";
import { fitNetwork } from "./fit.ts";

test("a network fitted to data in memory predicts what the experiment does", async () => {
  const run = await ran({ ...iris, times: { from: 7, to: 70, count: 2 } });
  const { train, test: unseen } = run.data;
  const on = referenceBackend();
  const fit = await fitNetwork(on, parseArchitecture(network(3)), { inputs: train.inputs, targets: train.targets, test: unseen.inputs });
  const [end] = await fit.at([Number.POSITIVE_INFINITY]);
  expect(end.test).toEqual(run.outcome.final.test);
  expect(end.train).toEqual(run.outcome.final.train);
  fit.release();
  expect(on.liveTensors()).toBe(0);
});

test("covariances on request; trouble and misuse throw", async () => {
  const { train, test: unseen } = (await ran({ ...iris, times: { count: 2 } })).data;
  const data = { inputs: train.inputs, targets: train.targets, test: unseen.inputs };
  const solver = { kind: "gp", predictor: "ntk", uncertainty: "covariances", ridge: { kind: "relative", value: 0.1 } };
  const [end] = await (await fitNetwork(referenceBackend(), parseArchitecture(network(3)), data, { solver })).at([Number.POSITIVE_INFINITY]);
  expect(end.test?.covariance?.shape).toEqual([30, 30]);
  const linear = parseArchitecture({ layers: [{ kind: "dense", width: 3 }] });
  await expect(fitNetwork(referenceBackend(), linear, data, { solver: { kind: "gp" } })).rejects.toThrow(Unsupported);
  await expect(fitNetwork(referenceBackend(), linear, data, { loss: { kind: "mes" } })).rejects.toThrow(
    'loss.kind: unknown loss, found "mes". Did you mean "mse"?',
  );
});

test.each([
  [{ kind: "gp", jitter: {} }, ["nngp"]],
  [{ kind: "eigen" }, ["ntk"]],
  [{ kind: "eigen", uncertainty: "variances" }, ["nngp", "ntk"]],
] as const)("%j is given the kernels that it needs and no other", async (solver, expected) => {
  const { train, test: unseen } = (await ran({ ...iris, times: { count: 2 } })).data;
  const data = { inputs: train.inputs, targets: train.targets, test: unseen.inputs };
  const seen: string[][] = [];
  const watched = (chosen: Solver): Solver => ({
    ...chosen,
    init(on, spec, problem) {
      seen.push(Object.keys(problem.kernels));
      return chosen.init(on, spec, problem);
    },
  });
  const registry = Object.fromEntries(Object.entries<Solver>(solvers).map(([kind, chosen]) => [kind, watched(chosen)]));
  await fitNetwork(referenceBackend(), parseArchitecture(network(3)), data, { solver, solvers: registry });
  expect(seen).toEqual([expected]);
});
