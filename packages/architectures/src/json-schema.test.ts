import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { variants } from "../test/variants.ts";
import { architectureJsonSchema, builtIn, dense, layerKinds, parallel, relu, repeat, residual, serial } from "./index.ts";

const schema = architectureJsonSchema();

it("the file for editors is what the plugins give; if not: pnpm --filter @ntkit/architectures generate", () => {
  expect(JSON.parse(readFileSync(new URL("../schema/architecture.schema.json", import.meta.url), "utf8"))).toEqual(schema);
});

describe("a program that knows JSON Schema and nothing of ntkit", () => {
  const accepts = new Ajv2020({ strict: true, strictRequired: false, keywords: ["unit"] }).compile(schema);
  const d = { kind: "dense", width: 4 };

  it.each(Object.values(layerKinds(builtIn)).map(({ example }) => [example.kind, example] as const))("takes the example of %s", (_, example) => {
    accepts({ $schema: "./architecture.schema.json", layers: [d, example] });
    expect(accepts.errors).toBe(null);
  });

  it.each(variants.map(({ name, spec }) => [name, spec] as const))("takes %s", (_, spec) => {
    expect(accepts({ layers: [spec] })).toBe(true);
  });

  it("takes nested layers, defaults written or not", () => {
    expect(accepts({ layers: [{ kind: "residual", body: [{ kind: "repeat", times: 2, body: [{ kind: "relu" }, d] }] }] })).toBe(true);
    expect(accepts(serial({ input: [3], parameterization: "standard" }, dense(4), parallel([[relu(), residual(dense(4))], [repeat(2, dense(4))]])))).toBe(true);
  });

  it.each<[string, unknown]>([
    ["a misspelt kind", { layers: [{ kind: "reul" }] }],
    ["a misspelt field", { layers: [{ ...d, wieghtStd: 1 }] }],
    ["a misspelt field in a body", { layers: [{ kind: "residual", body: [{ ...d, kernle: 1 }] }] }],
    ["a misspelt kind in a branch", { layers: [{ kind: "parallel", branches: [[d], [{ kind: "desne", width: 4 }]] }] }],
    ["a missing field", { layers: [{ kind: "dense" }] }],
    ["a wrong type", { layers: [{ kind: "dense", width: "4" }] }],
    ["a number out of bounds", { layers: [{ kind: "dropout", keep: 0 }] }],
    ["no layers", { layers: [] }],
    ["an unknown parameterisation", { layers: [d], parameterization: "ntkk" }],
    ["an unknown field of the architecture", { layers: [d], parametrization: "ntk" }],
  ])("refuses %s", (_, architecture) => {
    expect(accepts(architecture)).toBe(false);
  });
});
