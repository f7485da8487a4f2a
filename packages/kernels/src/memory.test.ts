import { expect, it } from "vitest";
import { kernelBytes } from "./index.ts";

const kinds = ["nngp", "ntk"];

it("the matrices dominate: 8 bytes for every entry of every kernel", () => {
  const bytes = kernelBytes({ n1: 10_000, n2: null, kinds, features: 784 });
  expect(bytes / (2 * 8 * 1e8)).toBeGreaterThan(1);
  expect(bytes / (2 * 8 * 1e8)).toBeLessThan(1.1);
});

it("grows with rows, columns, kernels, features, copies, and the size of a number", () => {
  const base = { n1: 100, n2: 50, kinds, features: 10 };
  const bytes = kernelBytes(base);
  expect(kernelBytes({ ...base, n1: 200 })).toBeGreaterThan(bytes);
  expect(kernelBytes({ ...base, n2: 100 })).toBeGreaterThan(bytes);
  expect(kernelBytes({ ...base, kinds: ["ntk"] })).toBeLessThan(bytes);
  expect(kernelBytes({ ...base, features: 1000 })).toBe(bytes + 16 * 150 * 990);
  expect(kernelBytes({ ...base, copies: 2 })).toBe(bytes + 3 * 8 * 2 * 100 * 50);
  expect(kernelBytes({ ...base, dtype: "float32" })).toBeLessThan(bytes);
  expect(kernelBytes({ ...base, tileSize: 10 })).toBeLessThan(bytes);
});
