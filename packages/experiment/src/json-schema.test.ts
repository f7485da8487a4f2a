import { readdirSync, readFileSync } from "node:fs";
import { NtkitError } from "@ntkit/core";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { iris, network } from "../test/experiments.ts";
import { plugins } from "../test/plugins.ts";
import { experimentJsonSchema } from "./json-schema.ts";
import { parseExperiment } from "./parse.ts";
import { runExperiment } from "./run.ts";

const schema = experimentJsonSchema(plugins);
const folder = new URL("../../../examples/", import.meta.url);
const examples = readdirSync(folder)
  .filter((file) => file.endsWith(".json") && file !== "package.json")
  .map((file) => [file, JSON.parse(readFileSync(new URL(file, folder), "utf8"))] as const);

test("the file for editors is what the plugins give; if not: pnpm --filter @ntkit/experiment generate", () => {
  expect(JSON.parse(readFileSync(new URL("../schema/experiment.schema.json", import.meta.url), "utf8"))).toEqual(schema);
});

describe("a program that knows JSON Schema and nothing of ntkit", () => {
  const accepts = new Ajv2020({ strict: true, strictRequired: false, keywords: ["unit"] }).compile(schema);
  const { architecture: _, ...bare } = iris;

  test.each(examples)("takes examples/%s, which parses and names the schema", (_name, example) => {
    accepts(example);
    expect(accepts.errors).toBe(null);
    expect(example.$schema).toBe("../packages/experiment/schema/experiment.schema.json");
    expect(() => parseExperiment(example, plugins)).not.toThrow();
  });

  test("takes what ntkit takes", () => {
    expect(accepts(iris)).toBe(true);
    expect(accepts({ ...bare, kernel: { kind: "rbf" } })).toBe(true);
    expect(accepts({ ...iris, solver: { kind: "gp", jitter: {} }, times: { from: 1 } })).toBe(true);
    expect(accepts({ ...iris, data: { source: { file: "x.csv", task: "regression" } } })).toBe(true);
    expect(accepts({ ...iris, architecture: { layers: [{ kind: "residual", body: network(3).layers }] } })).toBe(true);
    expect(accepts(parseExperiment(iris, plugins))).toBe(true);
  });

  test.each<[string, unknown]>([
    ["a field", { ...iris, solvr: {} }],
    ["a data set", { ...iris, data: { source: { dataset: "irsi" } } }],
    ["two sources", { ...iris, data: { source: { dataset: "iris", file: "x.csv" } } }],
    ["neither network nor kernel", bare],
    ["both", { ...iris, kernel: { kind: "rbf" } }],
    ["a split", { ...iris, data: { ...iris.data, split: { order: "shuffled", train: 9, test: 9 } } }],
    ["a preparation", { ...iris, data: { ...iris.data, preparation: [{ kind: "standardize" }] } }],
    ["a layer", { ...iris, architecture: network(3, "rleu") }],
    ["a field of a nested layer", { ...iris, architecture: { layers: [{ kind: "residual", body: [{ kind: "dense", widht: 3 }] }] } }],
    ["a kernel's field", { ...bare, kernel: { kind: "rbf", gama: 1 } }],
    ["a loss", { ...iris, loss: { kind: "mes" } }],
    ["a solver's word", { ...iris, solver: { kind: "eigen", uncertainty: "variance" } }],
    ["the times", { ...iris, times: { count: 1 } }],
  ])("refuses %s that ntkit refuses", async (_name, experiment) => {
    expect(accepts(experiment)).toBe(false);
    await expect(runExperiment(experiment, plugins)).rejects.toThrow(NtkitError);
  });
});
