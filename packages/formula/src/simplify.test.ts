import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyFormula, anyNumber } from "../test/random-formula.ts";
import {
  constant,
  type Expr,
  evaluate,
  negate,
  type OperationName,
  operation,
  operations,
  parseFormula,
  print,
  simplify,
  variable,
  variablesOf,
} from "./index.ts";

const simplified = (text: string) => print(simplify(parseFormula(text)));

describe("simplify", () => {
  it("changes no bit of the value, special values included", () => {
    let shorter = 0;
    fc.assert(
      fc.property(anyFormula(["x", "y"]), fc.array(fc.record({ x: anyNumber, y: anyNumber }), { minLength: 1, maxLength: 5 }), (e, entries) => {
        const simple = simplify(e);
        if (print(simple).length < print(e).length) shorter++;
        for (const values of entries) expect(evaluate(simple, values)).toBe(evaluate(e, values));
      }),
      { numRuns: 1000 },
    );
    expect(shorter).toBeGreaterThan(50);
  });

  it("changes no bit of any single operation on variables and the constants that identities are about", () => {
    const atoms = [variable("x"), variable("y"), ...[0, 1, -1, 2].map(constant)];
    const pick = (arity: number): Expr[][] => (arity === 0 ? [[]] : pick(arity - 1).flatMap((rest) => atoms.map((atom) => [...rest, atom])));
    const values = [0, -0, 1, -2, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN];
    for (const op of Object.keys(operations) as OperationName[]) {
      for (const args of pick(operations[op].arity)) {
        for (const e of [
          operation(op, args),
          operation(
            op,
            args.map((argument) => negate(argument)),
          ),
        ]) {
          const simple = simplify(e);
          for (const x of values)
            for (const y of values) if (!Object.is(evaluate(simple, { x, y }), evaluate(e, { x, y }))) expect.fail(`${print(e)} became ${print(simple)}`);
        }
      }
    }
  });

  it.each([
    ["x * 1", "x"],
    ["1 * x", "x"],
    ["x / 1", "x"],
    ["x - 0", "x"],
    ["x^1", "x"],
    ["x^0", "1"],
    ["-1 * x", "-x"],
    ["x * -1", "-x"],
    ["-1 * -x", "x"],
    ["--x", "x"],
    ["-(-(-x))", "-x"],
    ["max(x + y, x + y)", "x + y"],
    ["x > 0 ? sin(y) : sin(y)", "sin(y)"],
    ["1 < 2 ? x : y", "x"],
    ["0 ? x : y", "y"],
    ["2 * 3 + x * (4 - 3)", "6 + x"],
    ["sqrt(2) * x", "1.4142135623730951 * x"],
  ])("%s becomes %s", (text, expected) => {
    expect(simplified(text)).toBe(expected);
  });

  it.each(["0 * x", "x + 0", "x - x", "x / x", "2 * x * 3", "x * y + x * z", "x + 1 - 1", "0 - x", "1 / 0", "0 / 0", "-(0)", "sqrt(x)^2", "max(x, y)"])(
    "%s stays: another form would round otherwise, or be wrong somewhere",
    (text) => expect(simplified(text)).toBe(text),
  );
});

describe("constant", () => {
  it("holds what JSON can hold", () => {
    expect(Object.is(constant(-0).value, 0)).toBe(true);
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) expect(() => constant(value)).toThrow(/must be a finite number, found/);
  });
});

describe("variablesOf", () => {
  it("names each variable once, from left to right", () => {
    expect(variablesOf(parseFormula("y + x * (y > 0 ? z : x)"))).toEqual(["y", "x", "z"]);
  });
});

describe("evaluate", () => {
  it("refuses a variable without a value", () => {
    expect(() => evaluate(parseFormula("slope * x"), { x: 1, slop: 2 })).toThrow(
      'unknown variable in a formula, found "slope". Did you mean "slop"? There are: x, slop.',
    );
    expect(() => evaluate(parseFormula("toString"), {})).toThrow(/unknown variable/);
  });
});
