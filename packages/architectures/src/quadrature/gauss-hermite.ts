import type { Rule } from "./gauss-legendre.ts";

const rules = new Map<number, Rule>();

/** h_n(x) of the normalised probabilists' Hermite polynomials, and h_{n−1}(x), by the three-term recurrence. */
function hermite(n: number, x: number): [number, number] {
  let [previous, current] = [0, 1];
  for (let k = 0; k < n; k++) [previous, current] = [current, (x * current - Math.sqrt(k) * previous) / Math.sqrt(k + 1)];
  return [current, previous];
}

/**
 * The n-point Gauss–Hermite rule for the standard normal weight: Σ w_i f(z_i) = E[f(z)] for polynomials up to degree
 * 2n − 1. Zeros by bisection, counted by the changes of sign in h_0, …, h_n (a Sturm sequence), then Newton;
 * w_i = 1/(n h_{n−1}(z_i)²) (Abramowitz & Stegun 25.4.46, for the normalised polynomials). Exactly symmetric.
 */
export function gaussHermite(n: number): Rule {
  const known = rules.get(n);
  if (known !== undefined) return known;
  const nodes = new Float64Array(n);
  const weights = new Float64Array(n);
  for (let i = 0; i < Math.ceil(n / 2); i++) {
    const x = n % 2 === 1 && i === (n - 1) / 2 ? 0 : zeroFromAbove(n, i);
    const weight = 1 / (n * hermite(n, x)[1] ** 2);
    [nodes[i], nodes[n - 1 - i]] = [-x, x];
    [weights[i], weights[n - 1 - i]] = [weight, weight];
  }
  const rule = { nodes, weights };
  rules.set(n, rule);
  return rule;
}

/** The zero of h_n with `above` zeros greater than it. */
function zeroFromAbove(n: number, above: number): number {
  let [low, high] = [0, 2 * Math.sqrt(n) + 1];
  for (let step = 0; step < 30; step++) {
    const middle = (low + high) / 2;
    if (zerosAbove(n, middle) > above) low = middle;
    else high = middle;
  }
  let x = (low + high) / 2;
  for (let step = 0; step < 4; step++) {
    const [value, previous] = hermite(n, x);
    x -= value / (Math.sqrt(n) * previous);
  }
  return x;
}

/** How many zeros of h_n are greater than x. */
function zerosAbove(n: number, x: number): number {
  let [previous, current] = [0, 1];
  let changes = 0;
  for (let k = 0; k < n; k++) {
    const next = (x * current - Math.sqrt(k) * previous) / Math.sqrt(k + 1);
    if (next < 0 !== current < 0) changes++;
    [previous, current] = [current, next];
  }
  return changes;
}
