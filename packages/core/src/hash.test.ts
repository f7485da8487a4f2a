import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InvalidInput } from "./errors.ts";
import { canonicalJson, contentHash } from "./hash.ts";

describe("canonicalJson", () => {
  test("the example of RFC 8785, section 3.2.2", () => {
    const value = {
      numbers: [333333333.33333329, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\u002f",
      literals: [null, true, false],
    };
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  test("keys stand in the order of their UTF-16 code units (RFC 8785, section 3.2.3)", () => {
    const value = { "\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\ud83d\ude00": 5, "\u0080": 6, "\u00f6": 7 };
    expect(Object.values(JSON.parse(canonicalJson(value).replaceAll('"1":', '"one":')))).toEqual([2, 4, 6, 7, 1, 5, 3]);
  });

  test.each([
    [-0, "0"],
    [{ a: undefined, b: 1 }, '{"b":1}'],
    [[], "[]"],
    [{}, "{}"],
    [Object.assign(Object.create(null), { b: 1, a: [2] }), '{"a":[2],"b":1}'],
  ])("%j", (value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  test("a value may stand in two places, but not within itself", () => {
    const shared = { a: 1 };
    expect(canonicalJson([shared, shared])).toBe('[{"a":1},{"a":1}]');
    const cyclic: Record<string, unknown> = { list: [] };
    cyclic["list"] = [cyclic];
    expect(() => canonicalJson(cyclic)).toThrow("list[0]: expected JSON data, found a value that contains itself.");
  });

  test.each([
    [{ a: [1, Number.NaN] }, "a[1]: expected JSON data, found NaN."],
    [{ a: { b: Number.POSITIVE_INFINITY } }, "a.b: expected JSON data, found Infinity."],
    [[undefined], "[0]: expected JSON data, found undefined."],
    [undefined, "expected JSON data, found undefined."],
    [{ f: Math.sin }, "f: expected JSON data, found a function sin."],
    [{ d: new Date(0) }, "d: expected JSON data, found a Date."],
    [{ x: new Float64Array(1) }, "x: expected JSON data, found a Float64Array."],
    [{ n: 1n }, "n: expected JSON data, found 1."],
  ])("what JSON cannot hold is refused with its place (%#)", (value, message) => {
    expect(() => canonicalJson(value)).toThrow(InvalidInput);
    expect(() => canonicalJson(value)).toThrow(message);
  });
});

describe("contentHash", () => {
  test("is the SHA-256 of the canonical text, as Node's OpenSSL computes it", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(contentHash(value)).toBe(createHash("sha256").update(canonicalJson(value), "utf8").digest("hex"));
      }),
    );
  });

  test("is pinned: names of stored results rest on it", () => {
    expect(contentHash({ kind: "dense", width: 512 })).toBe("1b1cbf081edebc41173c09d9c4b39c8c73303706d299c5eb1d362b20db5a81e0");
  });

  test("does not depend on the order of fields, nor on a passage through JSON", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const reversed = Object.fromEntries(Object.entries(value).reverse());
        expect(contentHash(reversed)).toBe(contentHash(value));
        expect(contentHash(JSON.parse(JSON.stringify(value)))).toBe(contentHash(value));
      }),
    );
  });

  test("depends on values, on the order of lists and on types", () => {
    const values = [{ a: 1 }, { a: 2 }, { b: 1 }, [1, 2], [2, 1], [12], "1", 1, null, {}, [], "", [null], [[1], 2], [1, [2]], true, "true"];
    expect(new Set(values.map(contentHash)).size).toBe(values.length);
  });
});
