import { describe, expect, it } from "vitest";
import { differentiate, type Expr, evaluate, formula, parseFormula, print, sigmoid, softplus, substitute, tangent, variable } from "./index.ts";

const x = variable("x");
const d = (text: string) => print(differentiate(parseFormula(text), "x"));
const at = (e: Expr, value: number) => evaluate(e, { x: value });

describe("differentiate", () => {
  it.each([
    ["3", "0"],
    ["y", "0"],
    ["x", "1"],
    ["2*x + y", "2"],
    ["y - x", "-1"],
    ["-x", "-1"],
    ["x^2", "2 * x"],
    ["x^3", "3 * x^2"],
    ["x^y", "(y == 0 ? 0 : y * x^(y - 1))"],
    ["x / y", "1 / y"],
    ["y / x", "-(y / (x * x))"],
    ["sin(2*x)", "cos(2 * x) * 2"],
    ["log(x)", "1 / x"],
    ["x > 0 ? x : y", "x > 0 ? 1 : 0"],
    ["atan2(y, x)", "-y / (x^2 + y^2)"],
    ["sign(x) + (x < 1)", "0"],
  ])("of %s is %s", (text, expected) => {
    expect(d(text)).toBe(print(parseFormula(expected)));
  });

  it("is 0 for what does not depend on the variable, whatever its factor", () => {
    expect(d("log(0) * y + (y / 0)^2 * 3")).toBe("0");
    expect(at(differentiate(formula`log(0)*y + x`, "x"), 1)).toBe(1);
  });

  it("lets nothing of the branch not taken through", () => {
    const e = differentiate(formula`x > 0 ? sqrt(x) : 0`, "x");
    expect([-4, 0, 4].map((v) => at(e, v))).toEqual([0, 0, 0.25]);
    const m = differentiate(formula`max(sqrt(x), ${2})`, "x");
    expect([0, 16].map((v) => at(m, v))).toEqual([0, 0.125]);
  });

  it("takes the value at kinks that the table names", () => {
    expect(at(differentiate(formula`relu(x)`, "x"), 0)).toBe(0);
    expect(at(differentiate(formula`abs(x)`, "x"), 0)).toBe(0);
    expect(evaluate(differentiate(formula`x^y`, "y"), { x: 0, y: 2 })).toBe(0);
  });

  it("is right and finite everywhere for softplus and sigmoid, at 0 too", () => {
    const logistic = (v: number) => 1 / (1 + Math.exp(-v));
    const [slope, bend] = [differentiate(softplus(x), "x"), differentiate(sigmoid(x), "x")];
    for (const v of [-30, -2, -0.1, 0, 0.1, 2, 30]) {
      expect(at(slope, v)).toBeCloseTo(logistic(v), 15);
      expect(at(bend, v)).toBeCloseTo(logistic(v) * logistic(-v), 15);
    }
    expect([-1000, 1000].map((v) => [at(slope, v), at(bend, v)])).toEqual([
      [0, 0],
      [1, 0],
    ]);
  });

  it("may be repeated", () => {
    let e: Expr = formula`exp(-x^2)`;
    for (let i = 0; i < 4; i++) e = differentiate(e, "x");
    const v = 0.7;
    expect(at(e, v)).toBeCloseTo((16 * v ** 4 - 48 * v ** 2 + 12) * Math.exp(-v * v), 12);
  });

  it("gives the dual derivative of erf (Price's theorem: the derivative of F by q12 is the dual of the derivative)", () => {
    const f = formula`2/pi * asin(2*q12 / sqrt((1 + 2*q11)*(1 + 2*q22)))`;
    const fDot = formula`4/pi / sqrt((1 + 2*q11)*(1 + 2*q22) - 4*q12^2)`;
    for (const q12 of [-0.9, 0, 0.5, 1.2]) {
      const q = { q11: 1.3, q12, q22: 1.7 };
      expect(evaluate(differentiate(f, "q12"), q)).toBeCloseTo(evaluate(fDot, q), 14);
    }
  });

  it("grows with the formula, not with the number of paths through it", () => {
    let e: Expr = x;
    for (let i = 0; i < 100; i++) e = formula`sin(${e} + ${e})`;
    expect(Number.isFinite(at(differentiate(e, "x"), 1e-31))).toBe(true);
  });
});

describe("substitute", () => {
  it("replaces variables all at once and leaves others", () => {
    expect(substitute(formula`x + y*z`, { x: variable("y"), y: 2 })).toEqual(formula`y + 2*z`);
  });

  it("keeps what it does not touch", () => {
    const e = formula`sin(x)`;
    expect(substitute(e, { y: 1 })).toBe(e);
  });
});

describe("tangent", () => {
  it("is the sum of the partial derivatives along the tangents", () => {
    const e = formula`exp(x * y) / (1 + z^2) + atan2(y, x)`;
    const along = evaluate(tangent(e, { x: variable("dx"), y: formula`2 * dx`, z: -1 }), { x: 0.3, y: -0.7, z: 1.1, dx: 0.4 });
    const partial = (name: string) => evaluate(differentiate(e, name), { x: 0.3, y: -0.7, z: 1.1 });
    expect(along).toBeCloseTo(0.4 * partial("x") + 0.8 * partial("y") - partial("z"), 14);
  });

  it("of a root is 0 where its argument is 0 and stands still", () => {
    const e = tangent(formula`sqrt(x * y)`, { x: variable("dx"), y: variable("dy") });
    expect(evaluate(e, { x: 0, y: 2, dx: 0, dy: 5 })).toBe(0);
    expect(evaluate(e, { x: 0, y: 2, dx: 1, dy: 0 })).toBe(Infinity);
    expect(evaluate(e, { x: 2, y: 8, dx: 1, dy: 0 })).toBe(1);
  });
});
