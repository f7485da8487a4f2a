import { NtkitError } from "@ntkit/core";
import { formula } from "@ntkit/formula";
import { entrywise, losses } from "@ntkit/losses";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { iris, network } from "../test/experiments.ts";
import { column, plugins, withPoints } from "../test/plugins.ts";
import type { ExperimentPlugins } from "./plugins.ts";
import { runExperiment } from "./run.ts";

const { architecture: _, ...bare } = iris;
const linear = { layers: [{ kind: "dense", width: 3 }] };

describe("numerical trouble is a value with its remedy", () => {
  test.each<[string, unknown, string, RegExp, RegExp]>([
    [
      "a singular kernel without jitter",
      { ...iris, architecture: linear, solver: { kind: "gp" } },
      "not-positive-definite",
      /^pivot 4 .*singular to working precision$/,
      /Add a ridge of at least .*jitter/,
    ],
    [
      "an expectation that does not exist",
      {
        ...iris,
        architecture: {
          layers: [
            { kind: "dense", width: 9, weightStd: 3 },
            { kind: "gaussian", exponent: 1 },
            { kind: "dense", width: 3 },
          ],
        },
      },
      "not-finite",
      /^the nngp kernel is Infinity at \[0, 0\]/,
      /weightStd/,
    ],
  ])("%s", async (_name, experiment, status, problem, remedy) => {
    const run = await runExperiment(experiment, plugins);
    expect(run).toEqual(expect.objectContaining({ status, problem: expect.stringMatching(problem), remedy: expect.stringMatching(remedy) }));
  });

  test("jitter or the eigen solver, as the remedy says, solve the singular kernel", async () => {
    for (const solver of [{ kind: "gp", jitter: {} }, { kind: "eigen" }]) {
      expect(await runExperiment({ ...iris, architecture: linear, solver }, plugins)).toMatchObject({ status: "ok" });
    }
  });

  test("a loss that overflows", async () => {
    const far = withPoints(column([1, 2, 3]), column([1e200, 2e200, 3e200]));
    const data = { source: { dataset: "points" }, split: { order: "given", train: 2, test: 1 }, targets: "raw" };
    expect(await runExperiment({ data, architecture: network(1) }, far)).toEqual({
      status: "not-finite",
      problem: "the loss at t = 0 is not a finite number",
      remedy: "Prepare the inputs (standardise), encode the targets as standardised, or add a ridge to the solver.",
    });
  });
});

describe("what cannot be is refused before any kernel is computed", () => {
  const absolute = entrywise({
    kind: "absolute",
    schema: z.strictObject({ kind: z.literal("absolute") }),
    example: { kind: "absolute" },
    quadratic: false,
    entry: () => formula`abs(f - y)`,
    entryGradient: () => formula`f > y ? 1 : -1`,
    references: [],
  });
  const more: ExperimentPlugins = { ...plugins, losses: { ...losses, absolute } };
  const middle = (layer: unknown) => ({ ...iris, architecture: { layers: [network(3).layers[0], { kind: "relu" }, layer, network(3).layers[2]] } });
  const concat = { kind: "parallel", merge: "concat", axis: "samples", branches: [[{ kind: "dense", width: 9 }], [{ kind: "dense", width: 9 }]] };

  test.each<[string, unknown, string]>([
    [
      "all weights of a classical kernel",
      { ...bare, kernel: { kind: "rbf" }, solver: { kind: "eigen" } },
      'unsupported: solver: it trains all weights of a network, and the kernel "rbf" is taken for the prior of a Gaussian process. Use {"kind": "eigen", "ensemble": "nngp"} or {"kind": "gp", "predictor": "nngp"}, or give an architecture.',
    ],
    [
      "a loss without a closed form",
      { ...iris, loss: { kind: "absolute" }, solver: { kind: "eigen" } },
      'unsupported: solver: "eigen" cannot solve this: its closed form holds for a squared loss, and the gradient of "absolute" is not f − y. Take the solver {"kind": "ode"}, which integrates the dynamics of any loss; or the loss {"kind": "mse"}.',
    ],
    [
      "an input that is not the data's",
      { ...iris, architecture: { ...network(3), input: [5] } },
      "shape-mismatch: architecture.input: the architecture takes samples of shape [5], found data of [4]. Change `input`, or leave it out to take the shape of the data.",
    ],
    [
      "outputs that are not the targets",
      { ...iris, architecture: network(10) },
      'shape-mismatch: architecture.layers: the network gives [10] for a sample, and the targets are [3]. End with {"kind": "dense", "width": 3}.',
    ],
    [
      "two samples out of one",
      { ...iris, architecture: { layers: [concat, { kind: "dense", width: 3 }] } },
      "unsupported: architecture.layers: every sample becomes 2, and has one target. Concatenate along channels, not samples.",
    ],
    [
      "a layer-norm after a nonlinearity",
      middle({ kind: "layer-norm" }),
      "unsupported: architecture.layers[2]: layer-norm after a nonlinearity or on raw inputs, where the mean over channels is not zero, has no kernel here. Put it between a dense layer and its nonlinearity.",
    ],
    ["a nonlinearity after another", middle({ kind: "erf" }), "unsupported: architecture.layers[2]: "],
    [
      "shapes that do not fit",
      { ...iris, architecture: { input: [2, 2, 1], layers: [{ kind: "dense", width: 3 }] } },
      'shape-mismatch: architecture.layers[0]: a dense layer needs one axis of features, found [2, 2, 1]. Put {"kind": "flatten"} before it.',
    ],
    [
      "a mistake in a formula",
      middle({ kind: "elementwise", formula: "x +" }),
      'invalid-input: architecture.layers[2].formula: a formula cannot be read at column 4 of "x +"',
    ],
    [
      "a misspelt layer of a kernel",
      { ...bare, kernel: { kind: "ntk", architecture: network(3, "rleu") } },
      'unknown-name: kernel.architecture.layers[1].kind: unknown layer kind, found "rleu". Did you mean "relu"?',
    ],
    ["a backend that is not there", iris, 'unknown-name: backend: unknown backend, found "wams". There are: auto.'],
  ])("%s", async (name, experiment, message) => {
    const events: string[] = [];
    const options = { onEvent: ({ stage }: { stage: string }) => void events.push(stage), backend: name.startsWith("a backend") ? "wams" : "auto" };
    const error: unknown = await runExperiment(experiment, more, options).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(NtkitError);
    expect(error instanceof NtkitError ? `${error.tag}: ${error.message}` : "").toContain(message);
    expect(events).not.toContain("kernel");
  });
});
