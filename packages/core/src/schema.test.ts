import { describe, expect, test } from "vitest";
import { z } from "zod";
import { InvalidInput, type NtkitError, UnknownName } from "./errors.ts";
import { joinPath } from "./path.ts";
import { parse } from "./schema.ts";
import { describeAllFields, describeFields } from "./schema-fields.ts";
import { jsonSchema } from "./schema-json.ts";

const conv = z.strictObject({
  kind: z.literal("conv"),
  channels: z.int().positive().meta({ description: "channels of the result", unit: "channels" }),
  kernel: z.tuple([z.int(), z.int()]),
  padding: z.enum(["same", "valid", "circular"]).default("same"),
  weightStd: z.number().nonnegative().meta({ description: "standard deviation of the weights" }).default(1),
});
const dense = z.strictObject({ kind: z.literal("dense"), width: z.int().positive() });
const layer = z.discriminatedUnion("kind", [conv, dense]);
const network = z.strictObject({
  input: z.array(z.int().positive()).min(1),
  layers: z.array(layer),
  ridge: z.strictObject({ relative: z.number().gt(0).max(1) }).optional(),
  time: z.union([z.number().nonnegative(), z.literal("infinity")]).default("infinity"),
});

const good = { input: [3], layers: [{ kind: "dense", width: 4 }] };

/** The error that parsing throws; the test fails if it throws none. */
function refusal(schema: z.ZodType, value: unknown, path?: string): NtkitError {
  try {
    parse(schema, value, path);
  } catch (error) {
    if (error instanceof InvalidInput || error instanceof UnknownName) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("parse", () => {
  test("fills in defaults, at any depth", () => {
    expect(parse(network, { input: [8, 8, 1], layers: [{ kind: "conv", channels: 2, kernel: [3, 3] }] })).toEqual({
      input: [8, 8, 1],
      layers: [{ kind: "conv", channels: 2, kernel: [3, 3], padding: "same", weightStd: 1 }],
      time: "infinity",
    });
  });

  test.each<[string, unknown, string]>([
    ["a misspelt field", { ...good, layres: [] }, 'layres: unknown field, found "layres". Did you mean "layers"? There are: input, layers, ridge, time.'],
    [
      "a misspelt field of a nested object",
      { ...good, ridge: { relativ: 1, relative: 1 } },
      'ridge.relativ: unknown field, found "relativ". Did you mean "relative"? There are: relative.',
    ],
    [
      "a misspelt field of a variant in a list: only the fields of that variant are offered",
      {
        ...good,
        layers: [
          { kind: "dense", width: 1 },
          { kind: "conv", channels: 1, kernel: [3, 3], kernle: [3, 3] },
        ],
      },
      'layers[1].kernle: unknown field, found "kernle". Did you mean "kernel"? There are: kind, channels, kernel, padding, weightStd.',
    ],
    [
      "a misspelt required field, which is also a missing one",
      { ...good, layers: [{ kind: "dense", widht: 3 }] },
      'layers[0].widht: unknown field, found "widht". Did you mean "width"? There are: kind, width.',
    ],
    [
      "an unknown variant",
      { ...good, layers: [{ kind: "dnese" }] },
      'layers[0].kind: unknown kind, found "dnese". Did you mean "dense"? There are: conv, dense.',
    ],
    [
      "a misspelt word",
      { ...good, layers: [{ kind: "conv", channels: 1, kernel: [3, 3], padding: "smae" }] },
      'layers[0].padding: not one of the allowed values, found "smae". Did you mean "same"? There are: same, valid, circular.',
    ],
    ["a missing field", { layers: [] }, "input: missing field. Give a list of length 1 or more."],
    [
      "a missing field with a unit",
      { ...good, layers: [{ kind: "conv", kernel: [3, 3] }] },
      "layers[0].channels: missing field. Give a whole number greater than 0 (channels of the result; unit: channels).",
    ],
    ["a missing variant name", { ...good, layers: [{ width: 3 }] }, 'layers[0].kind: missing field. Give one of "conv", "dense".'],
    [
      "a missing object",
      { ...good, layers: [undefined] },
      "layers[0]: missing field. Give an object with kind, channels, kernel, padding, weightStd or an object with kind, width.",
    ],
    [
      "the wrong type",
      { ...good, layers: [{ kind: "dense", width: "3" }] },
      'layers[0].width: expected a whole number greater than 0, found "3". Give a whole number greater than 0.',
    ],
    [
      "a fraction for a count",
      { ...good, layers: [{ kind: "dense", width: 1.5 }] },
      "layers[0].width: expected a whole number greater than 0, found 1.5. Give a whole number greater than 0.",
    ],
    [
      "a number below its bound",
      { ...good, layers: [{ kind: "conv", channels: 1, kernel: [3, 3], weightStd: -1 }] },
      "layers[0].weightStd: too small, found -1. Give a number of at least 0 (standard deviation of the weights; default 1).",
    ],
    ["a number above its bound", { ...good, ridge: { relative: 2 } }, "ridge.relative: too large, found 2. Give a number greater than 0 and at most 1."],
    [
      "NaN",
      { ...good, ridge: { relative: Number.NaN } },
      "ridge.relative: expected a number greater than 0 and at most 1, found NaN. Give a number greater than 0 and at most 1.",
    ],
    ["too few entries", { ...good, input: [] }, "input: too few entries, found []. Give a list of length 1 or more."],
    [
      "the wrong entry of a tuple",
      { ...good, layers: [{ kind: "conv", channels: 1, kernel: [3, null] }] },
      "layers[0].kernel[1]: expected a whole number, found null. Give a whole number.",
    ],
    [
      "a union of types",
      { ...good, time: true },
      'time: expected a number of at least 0 or "infinity", found true. Give a number of at least 0 or "infinity" (default "infinity").',
    ],
    ["no object at all", 3, "expected an object with input, layers, ridge, time, found 3. Give an object with input, layers, ridge, time."],
    ["nothing at all", undefined, "expected an object with input, layers, ridge, time, found undefined. Give an object with input, layers, ridge, time."],
  ])("refuses %s", (_, value, message) => {
    expect(refusal(network, value).message).toBe(message);
  });

  test("unknown names are UnknownName, anything else is InvalidInput, with the fields apart", () => {
    expect(refusal(network, { ...good, layers: [{ kind: "dnese" }] })).toBeInstanceOf(UnknownName);
    expect(refusal(network, { ...good, extra: 1 })).toBeInstanceOf(UnknownName);
    expect(refusal(network, { ...good, input: [0] }, "spec")).toMatchObject({
      tag: "invalid-input",
      path: "spec.input[0]",
      problem: "too small",
      found: "0",
      remedy: "Give a whole number greater than 0.",
    });
    expect(refusal(network, { layers: [] })).toMatchObject({ tag: "invalid-input", path: "input", problem: "missing field", found: undefined });
  });

  test("of a plain union, the branch that was meant is the one that got furthest", () => {
    const split = z.union([z.strictObject({ first: z.int() }), z.strictObject({ random: z.strictObject({ seed: z.int() }) }), z.int()]);
    expect(refusal(split, { random: { sed: 3 } }, "split").message).toBe('split.random.sed: unknown field, found "sed". Did you mean "seed"? There are: seed.');
    expect(refusal(split, { random: {} }, "split").message).toBe("split.random.seed: missing field. Give a whole number.");
    expect(refusal(split, { random: { seed: 3, n: 1 } }, "split").message).toBe('split.random.n: unknown field, found "n". There are: seed.');
    expect(refusal(split, "none", "split").message).toBe(
      'split: expected an object with first or an object with random or a whole number, found "none". Give an object with first or an object with random or a whole number.',
    );
  });

  test("an object that may hold anything is an object", () => {
    expect(refusal(z.strictObject({ extra: z.looseObject({}) }), { extra: 3 }).message).toBe("extra: expected an object, found 3. Give an object.");
  });

  test("fields of two branches do not go together", () => {
    const source = z.union([z.strictObject({ dataset: z.string() }), z.strictObject({ file: z.string(), target: z.string().optional() })]);
    expect(refusal(source, { dataset: "iris", file: "x.csv" }, "source").message).toBe(
      'source.file: this field does not go together with dataset, found "x.csv". Leave one of them out.',
    );
  });

  test("a recursive schema names places and fields at any depth", () => {
    type Tree = { kind: "residual"; body: Tree[] } | { kind: "relu" };
    const tree: z.ZodType<Tree> = z.lazy(() =>
      z.discriminatedUnion("kind", [z.strictObject({ kind: z.literal("residual"), body: z.array(tree) }), z.strictObject({ kind: z.literal("relu") })]),
    );
    const at = (leaf: unknown) => ({ kind: "residual", body: [{ kind: "relu" }, { kind: "residual", body: [leaf] }] });
    expect(refusal(tree, at({ kind: "relu", slope: 1 }), "layers[2]").message).toBe(
      'layers[2].body[1].body[0].slope: unknown field, found "slope". There are: kind.',
    );
    expect(refusal(tree, at({ kind: "rleu" }), "layers[2]").message).toBe(
      'layers[2].body[1].body[0].kind: unknown kind, found "rleu". Did you mean "relu"? There are: residual, relu.',
    );
  });

  test("records and wrapped objects are followed", () => {
    const schema = z.record(z.string(), z.strictObject({ seed: z.int() }).nullable().default(null).readonly());
    expect(refusal(schema, { a: { seeds: 1, seed: 1 } }).message).toBe('a.seeds: unknown field, found "seeds". Did you mean "seed"? There are: seed.');
  });

  test("a refinement brings its own problem and remedy", () => {
    const even = z.int().refine((n) => n % 2 === 0, { message: "odd width", params: { remedy: "Give an even width." } });
    expect(refusal(z.strictObject({ width: even }), { width: 3 }).message).toBe("width: odd width, found 3. Give an even width.");
    const ordered = z.strictObject({ low: z.number(), high: z.number() }).refine((r) => r.low < r.high, { message: "low is not below high" });
    expect(refusal(ordered, { low: 2, high: 1 }).message).toBe('low is not below high, found {"low": 2, "high": 1}. Give an object with low, high.');
  });
});

test("describeFields: types, words, defaults, units and bounds as the schema has them", () => {
  expect(describeFields(conv)).toEqual([
    { name: "kind", type: ["conv"], required: true },
    { name: "channels", type: "integer", required: true, description: "channels of the result", unit: "channels", minimum: 0, exclusiveMinimum: true },
    { name: "kernel", type: "array", required: true },
    { name: "padding", type: ["same", "valid", "circular"], required: false, default: "same" },
    { name: "weightStd", type: "number", required: false, default: 1, description: "standard deviation of the weights", minimum: 0 },
  ]);
  expect(describeFields(network).map(({ name, type }) => [name, type])).toEqual([
    ["input", "array"],
    ["layers", "array"],
    ["ridge", "object"],
    ["time", "number or infinity"],
  ]);
  expect(describeFields(z.strictObject({ n: z.int(), share: z.number().gt(0).lt(1) }))).toEqual([
    { name: "n", type: "integer", required: true },
    { name: "share", type: "number", required: true, minimum: 0, exclusiveMinimum: true, maximum: 1, exclusiveMaximum: true },
  ]);
  expect(describeFields(z.number())).toEqual([]);
});

test("describeAllFields: fields within fields by path, of alternatives all, of what is open none", () => {
  const open = z.looseObject({ kind: z.string() });
  const split = z.discriminatedUnion("order", [
    z.strictObject({ order: z.literal("given").meta({ description: "the first" }), train: z.int() }),
    z.strictObject({ order: z.literal("shuffled").meta({ description: "any" }), train: z.int(), seed: z.int().meta({ description: "of the order" }) }),
  ]);
  const source = z.union([z.strictObject({ set: z.string().meta({ description: "by name" }) }), z.strictObject({ file: z.string() })]);
  const schema = z.strictObject({ split: split.optional(), source, solver: open, steps: z.array(split), ridge: network.shape.ridge });
  const fields = describeAllFields(schema);
  expect(fields.map(({ name, type, required }) => [name, type, required])).toEqual([
    ["split", "object", false],
    ["split.order", ["given", "shuffled"], true],
    ["split.train", "integer", true],
    ["split.seed", "integer", true],
    ["source", "object", true],
    ["source.set", "string", true],
    ["source.file", "string", true],
    ["solver", "object", true],
    ["steps", "array", true],
    ["ridge", "object", false],
    ["ridge.relative", "number", true],
  ]);
  const described = Object.fromEntries(fields.map(({ name, description }) => [name, description]));
  expect(described["split.order"]).toBe("the first; or any");
  expect(described["split.seed"]).toBe("if order is shuffled: of the order");
  expect(described["source.set"]).toBe("by name");
  expect(fields[10]).toMatchObject({ minimum: 0, exclusiveMinimum: true, maximum: 1 });
});

test("jsonSchema says what may be written: defaulted fields are optional, units stand beside the type", () => {
  expect(jsonSchema(dense.extend({ weightStd: z.number().meta({ unit: "1" }).default(1) }))).toEqual({
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "object",
    properties: {
      kind: { type: "string", const: "dense" },
      width: { type: "integer", exclusiveMinimum: 0, maximum: Number.MAX_SAFE_INTEGER },
      weightStd: { type: "number", default: 1, unit: "1" },
    },
    required: ["kind", "width"],
    additionalProperties: false,
  });
});

test("joinPath", () => {
  expect(joinPath("", [])).toBe("");
  expect(joinPath("", ["layers", 2, "body", 0, "width"])).toBe("layers[2].body[0].width");
  expect(joinPath("spec", [0, "a"])).toBe("spec[0].a");
});
