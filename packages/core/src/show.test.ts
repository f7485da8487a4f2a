import fc from "fast-check";
import { expect, test } from "vitest";
import { show } from "./show.ts";

test.each([
  ["relu", '"relu"'],
  [1.5, "1.5"],
  [Number.NaN, "NaN"],
  [Number.POSITIVE_INFINITY, "Infinity"],
  [undefined, "undefined"],
  [null, "null"],
  [true, "true"],
  [12n, "12"],
  [[1, [2, "x"]], '[1, [2, "x"]]'],
  [[Number.NaN], "[NaN]"],
  [{ kind: "dense", width: 3 }, '{"kind": "dense", "width": 3}'],
  [new Float64Array([1, 2]), "Float64Array [1, 2]"],
  [new Map(), "a Map"],
  [Object.create(null), "{}"],
  [() => 1, "a function"],
  [Math.tanh, "a function tanh"],
  [[1, 2, 3, 4, 5, 6, 7], "[1, 2, 3, 4, 5, 6, ...]"],
  [[[[[1]]]], "[[[[...]]]]"],
])("%#: a value of each type", (value, text) => {
  expect(show(value)).toBe(text);
});

test("a huge or cyclic value is as short as any", () => {
  const cyclic: Record<string, unknown> = {};
  cyclic["self"] = cyclic;
  expect(show(cyclic)).toBe('{"self": {"self": {"self": {...}}}}');
  expect(show(new Float64Array(10_000_000))).toBe("Float64Array [0, 0, 0, 0, 0, 0, ...]");
  expect(show("x".repeat(1_000_000))).toHaveLength(60);
});

test("anything prints, in at most 60 characters", () => {
  fc.assert(fc.property(fc.anything({ withBigInt: true, withNullPrototype: true, withTypedArray: true }), (value) => show(value).length <= 60));
});
