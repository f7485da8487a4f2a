import { contentHash, NtkitError } from "@ntkit/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { iris, network } from "../test/experiments.ts";
import { plugins } from "../test/plugins.ts";
import { parseExperiment } from "./parse.ts";

/** What refuses an experiment says, with its tag. */
function refusal(experiment: unknown): string {
  try {
    parseExperiment(experiment, plugins);
  } catch (error) {
    if (error instanceof NtkitError) return `${error.tag}: ${error.message}`;
    throw error;
  }
  throw new Error("nothing was refused");
}

test("defaults are filled in, those of the plugins too", () => {
  const parsed = parseExperiment({ $schema: "x.json", ...iris }, plugins);
  expect(parsed).toEqual({
    version: 1,
    name: "experiment",
    data: { ...iris.data, preparation: [{ kind: "standardise", per: "feature" }] },
    architecture: {
      version: 1,
      parameterization: "ntk",
      layers: [
        { kind: "dense", width: 512, weightStd: 1.5, biasStd: 0.1, trainable: true },
        { kind: "erf", amplitude: 1, scale: 1, shift: 0 },
        { kind: "dense", width: 3, weightStd: 1.5, biasStd: 0.1, trainable: true },
      ],
    },
    loss: { kind: "mse" },
    solver: {
      kind: "eigen",
      ensemble: "ntk",
      learningRate: 1,
      normaliser: "samples",
      ridge: { kind: "relative", value: 0 },
      uncertainty: "variances",
      trainOutputs: "function",
    },
    times: { count: 60 },
  });
});

test("parsing again changes nothing, and the order of fields and written defaults do not change the hash", () => {
  const solver = fc.oneof(
    fc.record(
      { kind: fc.constant("eigen"), ensemble: fc.constantFrom("ntk", "nngp"), learningRate: fc.double({ min: 1e-3, max: 10, noNaN: true }) },
      { requiredKeys: ["kind"] },
    ),
    fc.record({ kind: fc.constant("gp"), ridge: fc.constant({ kind: "relative", value: 0.1 }) }, { requiredKeys: ["kind"] }),
  );
  const times = fc.record({ count: fc.integer({ min: 2, max: 99 }), from: fc.constant(0.5) }, { requiredKeys: [] });
  const experiment = fc.record({ name: fc.string({ minLength: 1 }), loss: fc.constant({ kind: "mse" }), solver, times }, { requiredKeys: [] });
  fc.assert(
    fc.property(experiment, (parts) => {
      const parsed = parseExperiment({ ...iris, ...parts }, plugins);
      const again = parseExperiment(Object.fromEntries(Object.entries(parsed).reverse()), plugins);
      expect(again).toEqual(parsed);
      expect(contentHash(again)).toBe(contentHash(parsed));
    }),
    { numRuns: 50 },
  );
});

describe("refuses, with the place and what to do", () => {
  const layers = (middle: unknown) => ({ layers: [network(3).layers[0], middle, network(3).layers[2]] });
  const { architecture: _, ...bare } = iris;
  const { data } = iris;
  test.each<[string, unknown, string]>([
    ["no object", [], "invalid-input: expected an object with $schema, version, name, data, architecture, kernel, loss, solver, training, times, found []."],
    ["another version", { ...iris, version: 2 }, "invalid-input: version: not one of the allowed values, found 2. There are: 1."],
    ["a misspelt field", { ...iris, solvr: {} }, 'unknown-name: solvr: unknown field, found "solvr". Did you mean "solver"?'],
    ["no data", { architecture: network(3) }, "invalid-input: data: missing field. Give an object with source, split, preparation, targets (what is learnt)."],
    ["neither network nor kernel", bare, "invalid-input: architecture: an experiment has either an architecture or a kernel, found neither. Give one of them."],
    [
      "both",
      { ...iris, kernel: { kind: "rbf" } },
      "invalid-input: kernel: an experiment has either an architecture or a kernel, found both. Give one of them.",
    ],
    [
      "a text for a network",
      { ...iris, architecture: "net.json" },
      'invalid-input: architecture: expected an object, found "net.json". Give an object (the network: its NNGP and NTK are the kernels).',
    ],
    [
      "a misspelt source",
      { ...iris, data: { source: { datset: "iris" } } },
      'unknown-name: data.source.datset: unknown field, found "datset". Did you mean "dataset"?',
    ],
    [
      "two sources",
      { ...iris, data: { source: { dataset: "iris", file: "x.csv" } } },
      'invalid-input: data.source.file: this field does not go together with dataset, found "x.csv". Leave one of them out.',
    ],
    [
      "no task",
      { ...iris, data: { source: { file: "x.csv" } } },
      'invalid-input: data.source.task: missing field. Give one of "classification", "regression" (whether the target column holds names of classes or numbers).',
    ],
    [
      "a misspelt order",
      { ...iris, data: { ...data, split: { order: "shufled", train: 9, test: 9 } } },
      'unknown-name: data.split.order: unknown order, found "shufled". Did you mean "shuffled"? There are: given, shuffled.',
    ],
    [
      "no seed",
      { ...iris, data: { ...data, split: { order: "shuffled", train: 9, test: 9 } } },
      "invalid-input: data.split.seed: missing field. Give a whole number (seed of the random order).",
    ],
    [
      "half a sample",
      { ...iris, data: { ...data, split: { order: "given", train: 9.5, test: 9 } } },
      "invalid-input: data.split.train: expected a whole number of at least 0, found 9.5.",
    ],
    [
      "a preparation",
      { ...iris, data: { ...data, preparation: [{ kind: "standardize" }] } },
      'unknown-name: data.preparation[0].kind: unknown preparation, found "standardize". Did you mean "standardise"? There are: scale, center, standardise.',
    ],
    [
      "its field",
      { ...iris, data: { ...data, preparation: [{ kind: "center" }, { kind: "scale", divisor: 0 }] } },
      "invalid-input: data.preparation[1].divisor: cannot divide by 0, found 0. Give a divisor other than 0.",
    ],
    [
      "targets",
      { ...iris, data: { ...data, targets: "onehot" } },
      'invalid-input: data.targets: not one of the allowed values, found "onehot". Did you mean "one-hot"? There are: one-hot, one-hot-centred, signs, raw, centred, standardised.',
    ],
    [
      "a layer kind",
      { ...iris, architecture: layers({ kind: "rleu" }) },
      'unknown-name: architecture.layers[1].kind: unknown layer kind, found "rleu". Did you mean "relu"?',
    ],
    [
      "a layer field",
      { ...iris, architecture: layers({ kind: "residual", body: [{ kind: "dense", widht: 3 }] }) },
      'unknown-name: architecture.layers[1].body[0].widht: unknown field, found "widht". Did you mean "width"?',
    ],
    [
      "its value",
      { ...iris, architecture: layers({ kind: "dense", width: "3" }) },
      'invalid-input: architecture.layers[1].width: expected a whole number greater than 0, found "3". Give a whole number greater than 0 (output features).',
    ],
    ["a kernel kind", { ...bare, kernel: { kind: "rfb" } }, 'unknown-name: kernel.kind: unknown kernel, found "rfb". Did you mean "rbf"?'],
    [
      "a kernel field",
      { ...bare, kernel: { kind: "rbf", gama: 1 } },
      'unknown-name: kernel.gama: unknown field, found "gama". Did you mean "gamma"? There are: kind, gamma.',
    ],
    ["a loss", { ...iris, loss: { kind: "mes" } }, 'unknown-name: loss.kind: unknown loss, found "mes". Did you mean "mse"? There are: mse, '],
    [
      "a solver",
      { ...iris, solver: { kind: "eigne" } },
      'unknown-name: solver.kind: unknown solver, found "eigne". Did you mean "eigen"? There are: eigen, gp',
    ],
    ["a solver by name alone", { ...iris, solver: "eigen" }, 'invalid-input: solver: expected an object with kind, found "eigen". Give an object with kind'],
    [
      "a solver's word",
      { ...iris, solver: { kind: "eigen", uncertainty: "variance" } },
      'invalid-input: solver.uncertainty: not one of the allowed values, found "variance". Did you mean "variances"? There are: none, variances, covariances.',
    ],
    ["a solver's number", { ...iris, solver: { kind: "gp", ridge: 0.1 } }, "invalid-input: solver.ridge: expected an object with kind, value, found 0.1."],
    [
      "times in reverse",
      { ...iris, times: { from: 10, to: 1 } },
      "invalid-input: times.to: the last time is not after the first, found 1. Give a `to` above `from`, or leave one of them out.",
    ],
    ["one time", { ...iris, times: { count: 1 } }, "invalid-input: times.count: too small, found 1. Give a whole number of at least 2 and at most 10000"],
  ])("%s", (_name, experiment, message) => {
    expect(refusal(experiment)).toContain(message);
    expect(refusal(experiment).indexOf(message)).toBe(0);
  });
});
