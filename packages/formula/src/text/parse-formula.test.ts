import { InvalidInput, NtkitError } from "@ntkit/core";
import { describe, expect, it } from "vitest";
import { evaluate, FormulaMistake, formula, multiply, parseFormula, select, sigmoid, sin, variable } from "../index.ts";

const x = variable("x");
const value = (text: string, values: Record<string, number> = {}) => evaluate(parseFormula(text), values);

function mistakeIn(act: () => unknown): FormulaMistake {
  try {
    act();
  } catch (error) {
    if (error instanceof FormulaMistake) return error;
    throw error;
  }
  throw new Error("no mistake was found");
}

describe("parseFormula", () => {
  it.each([
    ["1 + 2 * 3", 7],
    ["(1 + 2) * 3", 9],
    ["10 - 4 - 3", 3],
    ["16 / 4 / 2", 2],
    ["2^3^2", 512],
    ["2**3**2", 512],
    ["-3^2", -9],
    ["(-3)^2", 9],
    ["2^-1", 0.5],
    ["2^-2^2", 1 / 16],
    ["2 * -3", -6],
    ["--3", 3],
    ["3 - -3", 6],
    ["exp(-2^2)", Math.exp(-4)],
    ["1 < 2", 1],
    ["2 <= 1", 0],
    ["1 == 1 ? 5 : 6", 5],
    ["0 ? 1 : 0 ? 2 : 3", 3],
    ["1 ? 0 ? 4 : 5 : 6", 5],
    ["1 + 1 > 1 ? 2 + 3 : 0", 5],
    ["pi * e", Math.PI * Math.E],
    [".5 + 1. + 1e2 + 2E-1", 0.5 + 1 + 100 + 0.2],
    [" \t\n atan2( 1 ,\r\n 2 ) ", Math.atan2(1, 2)],
    ["1 / -0", Number.NEGATIVE_INFINITY],
    ["relu(-1) + relu(2)", 2],
    ["select(0, 1, 2)", 2],
  ])("%s is %d", (text, expected) => {
    expect(value(text)).toBe(expected);
  });

  it("gives plain data", () => {
    const e = parseFormula("x * sin(2)");
    expect(e).toEqual(multiply(x, sin(2)));
    expect(JSON.parse(JSON.stringify(e))).toEqual(e);
  });

  it("takes declared variables before constants, and a function's name as a variable", () => {
    expect(evaluate(parseFormula("e + sin + sin(0)", { variables: ["e", "sin"] }), { e: 1, sin: 2 })).toBe(3);
  });

  it("has softplus and sigmoid that neither overflow nor lose digits, with finite derivatives", () => {
    expect([-800, 0, 800].map((v) => value("sigmoid(x)", { x: v }))).toEqual([0, 0.5, 1]);
    expect(value("sigmoid(x)", { x: -40 })).toBeCloseTo(Math.exp(-40), 32);
    expect([-800, 0, 800].map((v) => value("softplus(x)", { x: v }))).toEqual([0, Math.LN2, 800]);
  });

  it("reads deep nesting in a time linear in its length", () => {
    const depth = 150;
    expect(value(`${"(".repeat(depth)}1${")".repeat(depth)}`)).toBe(1);
    expect(value(`${"sin(".repeat(depth)}0${")".repeat(depth)}`)).toBe(0);
    expect(() => parseFormula("sin(".repeat(depth))).toThrow(/found the end/);
  });

  it("says that a formula nests too deep rather than overflow the stack", () => {
    expect(() => parseFormula("(".repeat(100_000))).toThrow(/nests too deep/);
    expect(() => parseFormula(`1${"+1".repeat(100_000)}`)).toThrow(/nests too deep/);
  });
});

describe("a mistake in a formula", () => {
  const options = { variables: ["x", "slope"], path: "layers[1].formula" };

  it.each([
    ["x +* 2", 3, 'layers[1].formula: a formula cannot be read at column 4 of "x +* 2", found "*". Expected "(", "-", a name or a number.'],
    ["2x", 1, 'layers[1].formula: a formula cannot be read at column 2 of "2x", found "x". Expected "?", a comparison, an operator or the end.'],
    [
      "sin(x",
      5,
      'layers[1].formula: a formula cannot be read at column 6 of "sin(x", found the end. Expected "(", ")", ",", "?", a comparison or an operator.',
    ],
    ["", 0, 'layers[1].formula: a formula cannot be read at column 1 of "", found the end. Expected "(", "-", a name or a number.'],
    ["x < 1 < 2", 6, /column 7 .*, found "<"\. Expected "\?", an operator or the end\./],
    ["x ? 1", 5, /column 6 .*, found the end\. Expected ":",/],
    ["1.2.3", 3, /column 4 .*, found "\."/],
    ["x = 1", 2, /column 3 .*, found "="/],
    ["$0", 0, /column 1 .*, found "\$"/],
    ["x + tanhh(x)", 4, /unknown function at column 5 of "x \+ tanhh\(x\)", found "tanhh"\. Did you mean "tanh"\?/],
    ["x * slop", 4, /unknown variable at column 5 of "x \* slop", found "slop"\. Did you mean "slope"\? There are: x, slope, pi, e\./],
    ["x * sin", 4, /a function without arguments at column 5 .*, found sin\. Write sin\(…\)\./],
    ["max(x)", 0, /max takes 2 arguments at column 1 .*, found 1/],
    ["relu(x, 1)", 0, /relu takes one argument at column 1 .*, found 2/],
    ["x + 1e999", 4, /a number is too large at column 5/],
    ["toString(x)", 0, /unknown function/],
    ["constructor", 0, /unknown variable/],
  ])("%s is shown at character %d", (text, offset, message) => {
    const mistake = mistakeIn(() => parseFormula(text, options));
    expect(mistake.message).toMatch(message);
    expect(mistake.place).toEqual({ offset, line: 1, column: offset + 1 });
    expect(mistake).toMatchObject({ tag: "invalid-input", path: "layers[1].formula", text });
    expect(mistake).toBeInstanceOf(InvalidInput);
    expect(mistake).toBeInstanceOf(NtkitError);
  });

  it("is placed by line and column", () => {
    expect(mistakeIn(() => parseFormula("x +\n  tan(y) )")).place).toEqual({ offset: 13, line: 2, column: 10 });
    expect(mistakeIn(() => parseFormula("x +\n  tann(y)")).place).toEqual({ offset: 6, line: 2, column: 3 });
    expect(mistakeIn(() => parseFormula("x +\n  tann(y)")).message).toContain("line 2, column 3");
  });
});

describe("formula", () => {
  it("puts formulas and numbers into its holes, each as one operand", () => {
    expect(formula`2 * ${formula`x + 1`}^2`).toEqual(parseFormula("2 * (x + 1)^2"));
    expect(formula`-${x}^${-2}`).toEqual(parseFormula("-x^-2"));
    expect(formula`${x} < 0 ? ${0} : sigmoid(${x})`).toEqual(select(parseFormula("x < 0"), 0, sigmoid(x)));
    const manyHoles = formula`${1} + ${2} + ${3} + ${4} + ${5} + ${6} + ${7} + ${8} + ${9} + ${10} + ${11} + ${12}`;
    expect(evaluate(manyHoles)).toBe(78);
  });

  it("is read once and filled anew every time", () => {
    const times = (factor: number) => formula`x * ${factor}`;
    expect([times(2), times(3)]).toEqual([multiply(x, 2), multiply(x, 3)]);
  });

  it("shows where a mistake is", () => {
    expect(mistakeIn(() => formula`${x} + sinn(${x})`)).toMatchObject({ text: "$0 + sinn($1)", place: { offset: 5, line: 1, column: 6 } });
    expect(() => formula`${x} ${x}`).toThrow(/found "\$"/);
    expect(() => formula`${x} + ${Number.NaN}`).toThrow(/finite number, found NaN/);
  });
});
