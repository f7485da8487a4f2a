import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyFormula } from "../test/random-formula.ts";
import { constant, formula, negate, parseFormula, power, print, variable, variablesOf } from "./index.ts";

describe("print", () => {
  it("is read back as an equal formula", () => {
    fc.assert(
      fc.property(anyFormula(["x", "sin", "e"], 8), (e) => {
        expect(parseFormula(print(e), { variables: variablesOf(e) })).toEqual(e);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    "x + y * z",
    "(x + y) * z",
    "x - (y - z)",
    "x - y - z",
    "x / (y * z)",
    "x / y * z",
    "-x^2",
    "(-x)^2",
    "(-2)^x",
    "-(2)",
    "-(x * y)",
    "-x * y",
    "x^-2",
    "x^y^z",
    "(x^y)^z",
    "x + -2",
    "x < y ? x : y",
    "(x < y) + 1",
    "(x < y) < z",
    "x ? y : z ? 1 : 2",
    "x ? y ? 1 : 2 : z",
    "(x ? y : z) ? 1 : 2",
    "1 + (x ? y : z)",
    "min(x ? y : z, atan2(x, y))",
    "1e-7 * x + 1e+21 * 0.1",
  ])("keeps %s, whose brackets are all needed", (text) => {
    expect(print(parseFormula(text))).toBe(text);
  });

  it("leaves needless brackets out", () => {
    expect(print(parseFormula("((x) * (y)) + (((z)))"))).toBe("x * y + z");
    expect(print(parseFormula("(x^(y^z)) < (x + 1) ? (x) : (y ? 1 : 2)"))).toBe("x^y^z < x + 1 ? x : y ? 1 : 2");
  });

  it("writes numbers so that they are read back to the last bit", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const e = power(negate(constant(value)), formula`${variable("x")} - ${value}`);
        expect(parseFormula(print(e))).toEqual(e);
      }),
    );
  });
});
