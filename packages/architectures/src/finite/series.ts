import { type Backend, entrywise, type Tensor } from "@ntkit/backend";
import { differentiate, type Expr, formula, remembered, simplify } from "@ntkit/formula";
import type { Series } from "./finite-layer.ts";

const [sum, product] = [formula`a + b`, formula`a * b`];
const share = remembered((factor) => formula`${factor} * a * b`);

/** `a + b`, entry by entry. */
export const plus = (on: Backend, left: Tensor, right: Tensor): Tensor => entrywise(on, sum, { entries: { a: left, b: right } });

/** `a · b`, entry by entry. */
export const times = (on: Backend, left: Tensor, right: Tensor): Tensor => entrywise(on, product, { entries: { a: left, b: right } });

/** The sum of what is there. */
function total(on: Backend, terms: readonly (Tensor | undefined)[]): Tensor | undefined {
  return terms.reduce((all, term) => (all === undefined ? term : term === undefined ? all : plus(on, all, term)), undefined);
}

/** A linear map of every coefficient. */
export function linear([first, ...rest]: Series, map: (coefficient: Tensor) => Tensor): Series {
  return [map(first), ...rest.map((coefficient) => coefficient && map(coefficient))];
}

export function addSeries(on: Backend, left: Series, right: Series): Series {
  const length = Math.max(left.length, right.length) - 1;
  return [plus(on, left[0], right[0]), ...Array.from({ length }, (_, k) => total(on, [left[k + 1], right[k + 1]]))];
}

/** Several as one, coefficient by coefficient, with zeros where one has none. */
export function joinSeries(on: Backend, parts: readonly [Series, ...Series[]], join: (coefficients: readonly Tensor[]) => Tensor): Series {
  const zeros = (like: Tensor) => on.gather(like, new Int32Array(like.shape[0] ?? 0).fill(-1));
  const length = Math.max(...parts.map((part) => part.length)) - 1;
  const coefficient = (k: number) => (parts.some((part) => part[k]) ? join(parts.map((part) => part[k] ?? zeros(part[0]))) : undefined);
  return [join(parts.map(([value]) => value)), ...Array.from({ length }, (_, k) => coefficient(k + 1))];
}

/** A product, linear in both factors: the coefficient k is `Σ_{i+j=k} product(x_i, y_j)`. */
export function bilinear(on: Backend, x: Series, y: Series, degree: number, product: (x: Tensor, y: Tensor) => Tensor): Series {
  const coefficient = (k: number) =>
    Array.from({ length: k + 1 }, (_, i) => {
      const [left, right] = [x[i], y[k - i]];
      return left && right && product(left, right);
    });
  return [product(x[0], y[0]), ...Array.from({ length: degree }, (_, k) => total(on, coefficient(k + 1)))];
}

/** Derivatives of a function of `x`, each made when it is asked for, and once. */
export function derivatives(value: Expr, first?: Expr): (order: number) => Expr {
  const made = first === undefined ? [value] : [value, first];
  return (order) => {
    while (made.length <= order) made.push(simplify(differentiate(made[made.length - 1], "x")));
    return made[order];
  };
}

/**
 * A function of every entry, by the chain rule for Taylor coefficients: `k·[φ(u)]_k = Σ_{j=1..k} j u_j [φ'(u)]_{k−j}`
 * (Griewank & Walther 2008, section 13.2). `derivative(m)` is φ⁽ᵐ⁾ as a formula in `x`.
 */
export function entrywiseSeries(on: Backend, derivative: (order: number) => Expr, u: Series, degree: number): Series {
  const values = new Map<number, Tensor>();
  const derivativeAt = (order: number): Tensor => {
    const value = values.get(order) ?? entrywise(on, derivative(order), { entries: { x: u[0] } });
    values.set(order, value);
    return value;
  };
  const coefficient = (order: number, k: number): Tensor | undefined => {
    if (k === 0) return derivativeAt(order);
    const terms = Array.from({ length: k }, (_, i) => {
      const [direction, rest] = [u[i + 1], u[i + 1] && coefficient(order + 1, k - i - 1)];
      return direction && rest && entrywise(on, share((i + 1) / k), { entries: { a: direction, b: rest } });
    });
    return total(on, terms);
  };
  return [derivativeAt(0), ...Array.from({ length: degree }, (_, k) => coefficient(0, k + 1))];
}
