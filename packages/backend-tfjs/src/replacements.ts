import { type Expr, type ExprLike, formula, lower, type OperationName, operations, variable } from "@ntkit/formula";
import { cosine, sine, tangent } from "./circular.ts";
import { runTape } from "./tape.ts";
import type { Tfjs, Values } from "./tfjs.ts";

/*
 * Operations put together from simpler ones, within about 2e-7 in float32: for engines that get them wrong beyond
 * rounding, or that compute the last few entries of an array by other code than the rest.
 */

const polynomial = (coefficients: readonly number[], x: Expr): Expr => coefficients.reduceRight<ExprLike>((sum, c) => formula`${sum} * ${x} + ${c}`, 0) as Expr;

/** atan on [0, 1] around 0, 1 and what lies between: Cephes' atanf (Moshier 1989), a polynomial on |x| ≤ tan(π/8). */
function atan01(x: Expr): Expr {
  const far = formula`${x} > ${Math.SQRT2 - 1}`;
  const near = formula`${far} ? (${x} - 1) / (${x} + 1) : ${x}`;
  const z = formula`${near} * ${near}`;
  const correction = polynomial([-3.33329491539e-1, 1.99777106478e-1, -1.38776856032e-1, 8.05374449538e-2], z);
  return formula`(${far} ? ${Math.PI / 4} : 0) + (${near} + ${near} * ${z} * ${correction})`;
}

/** The angle of (x, y) from the smaller over the larger of |x| and |y|; (0, 0) has the angle 0. */
function atan2(y: Expr, x: Expr): Expr {
  const [high, wide] = [formula`abs(${y})`, formula`abs(${x})`];
  const larger = formula`max(${high}, ${wide})`;
  const acute = atan01(formula`${larger} > 0 ? min(${high}, ${wide}) / ${larger} : 0`);
  const quadrant = formula`${high} > ${wide} ? ${Math.PI / 2} - ${acute} : ${acute}`;
  const half = formula`${x} < 0 ? ${Math.PI} - ${quadrant} : ${quadrant}`;
  return formula`${y} < 0 ? -${half} : ${half}`;
}

/**
 * x P(x²)/Q(x²) on |x| ≤ 4, where erf is 1 within float32 beyond: the rational minimax approximation of Eigen and XLA
 * (Eigen, unsupported/SpecialFunctions, generic_fast_erf_float).
 */
function erf(x: Expr): Expr {
  const clipped = formula`max(min(${x}, 4), -4)`;
  const z = formula`${clipped} * ${clipped}`;
  const p = [
    -1.60960333262415e-2, -2.95459980854025e-3, -7.34990630326855e-4, -5.69250639462346e-5, -2.10102402082508e-6, 2.77068142495902e-8, -2.72614225801306e-10,
  ];
  const q = [-1.42647390514189e-2, -7.37332916720468e-3, -1.68282697438203e-3, -2.13374055278905e-4, -1.45660718464996e-5];
  return formula`${clipped} * ${polynomial(p, z)} / ${polynomial(q, z)}`;
}

/** Kahan's log(1 + x): the rounding error of 1 + x cancels in log(u)/(u − 1). */
function log1p(x: Expr): Expr {
  const u = formula`1 + ${x}`;
  return formula`${u} == 1 ? ${x} : log(${u}) * (${x} / (${u} - 1))`;
}

/** eˣ − 1: a series for |x| ≤ 1/2, the plain difference beyond. */
function expm1(x: Expr): Expr {
  const coefficients = [1 / 2, 1 / 6, 1 / 24, 1 / 120, 1 / 720, 1 / 5040];
  return formula`abs(${x}) <= 0.5 ? ${x} + ${x} * ${x} * ${polynomial(coefficients, x)} : exp(${x}) - 1`;
}

const formulas = {
  atan: (x: Expr) => formula`${x} < 0 ? -${atan2(formula`abs(${x})`, formula`1`)} : ${atan2(formula`abs(${x})`, formula`1`)}`,
  atan2,
  asin: (x: Expr) => atan2(x, formula`sqrt((1 - ${x}) * (1 + ${x}))`),
  acos: (x: Expr) => formula`2 * ${atan2(formula`sqrt(1 - ${x})`, formula`sqrt(1 + ${x})`)}`,
  erf,
  log1p,
  expm1,
} satisfies Partial<Record<OperationName, (...values: Expr[]) => Expr>>;

/** An operation on tensors that broadcast, to be called inside `tidy`. */
export type Replacement = (tf: Tfjs, values: readonly Values[]) => Values;

export type Replaceable = keyof typeof formulas | "sin" | "cos" | "tan";

const direct: Partial<Record<Replaceable, Replacement>> = {
  sin: (tf, [x]) => sine(tf, x),
  cos: (tf, [x]) => cosine(tf, x),
  tan: (tf, [x]) => tangent(tf, x),
};

/** What stands in for the named operations. */
export const replacementsOf = (names: readonly Replaceable[]): ReadonlyMap<OperationName, Replacement> =>
  new Map(names.map((name) => [name, direct[name] ?? fromFormula(name as keyof typeof formulas)]));

function fromFormula(name: keyof typeof formulas): Replacement {
  const variables = ["x", "y"].slice(0, operations[name].arity);
  const make: (...values: Expr[]) => Expr = formulas[name];
  const tape = lower({ arrays: variables, scalars: [], assignments: [{ name: "value", value: make(...variables.map(variable)) }], outputs: ["value"] });
  return (tf, values) => runTape(tf, tape, [values, []], new Map())[0];
}

export const replaceable: readonly Replaceable[] = [...(Object.keys(formulas) as (keyof typeof formulas)[]), "sin", "cos", "tan"];
