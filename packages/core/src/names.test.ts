import { describe, expect, test } from "vitest";
import { UnknownName } from "./errors.ts";
import { lookUp, nearestName, suggestion } from "./names.ts";

const kinds = ["dense", "relu", "gelu", "sin", "cos", "exp", "layer-norm", "leaky-relu", "global-average-pool", "gp"];

describe("nearestName", () => {
  test.each([
    ["dnese", "dense"],
    ["rleu", "relu"],
    ["Relu", "relu"],
    ["sni", "sin"],
    ["leakyRelu", "leaky-relu"],
    ["layer_norm", "layer-norm"],
    ["LayerNorm", "layer-norm"],
    ["globalAvgPool", "global-average-pool"],
    ["denes", "dense"],
  ])("%s → %s", (name, nearest) => {
    expect(nearestName(name, kinds)).toBe(nearest);
  });

  test.each(["", "x", "softmax", "conv", "attention", "zz"])("%j is near nothing", (name) => {
    expect(nearestName(name, kinds)).toBeUndefined();
  });

  test("the nearest wins, the first of equals", () => {
    expect(nearestName("gelu2", ["relu", "gelu"])).toBe("gelu");
    expect(nearestName("elu", ["relu", "gelu"])).toBe("relu");
  });
});

test("a suggestion names the nearest and all", () => {
  expect(suggestion("kernle", ["kernel", "strides"])).toBe('Did you mean "kernel"? There are: kernel, strides.');
  expect(suggestion("padding", ["kernel", "strides"])).toBe("There are: kernel, strides.");
  expect(suggestion("padding", [])).toBe("There are none.");
});

describe("lookUp", () => {
  const registry = { relu: 1, erf: 2 };

  test("finds what is registered", () => {
    expect(lookUp(registry, "erf", "nonlinearity")).toBe(2);
  });

  test("names what is not", () => {
    expect(() => lookUp(registry, "rleu", "nonlinearity", "layers[1].kind")).toThrow(
      new UnknownName({ path: "layers[1].kind", problem: "unknown nonlinearity", found: '"rleu"', remedy: 'Did you mean "relu"? There are: relu, erf.' }),
    );
  });

  test.each(["toString", "__proto__", "constructor"])("%s is not registered in every record", (name) => {
    expect(() => lookUp(registry, name, "nonlinearity")).toThrow(UnknownName);
  });

  test.each([undefined, 3, null])("a name that is no text (%j) suggests nothing", (name) => {
    expect(() => lookUp(registry, name, "nonlinearity")).toThrow(`unknown nonlinearity, found ${name}. There are: relu, erf.`);
  });
});
