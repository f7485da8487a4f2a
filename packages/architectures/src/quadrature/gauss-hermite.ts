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
 * 2n − 1. The zeros of h_k separate those of h_{k+1}, so each is bracketed and found by bisection, then Newton;
 * w_i = 1/(n h_{n−1}(z_i)²) (Abramowitz & Stegun 25.4.46, for the normalised polynomials).
 */
export function gaussHermite(n: number): Rule {
  const known = rules.get(n);
  if (known !== undefined) return known;
  let zeros: number[] = [];
  for (let k = 1; k <= n; k++) {
    const bound = 2 * Math.sqrt(k) + 1;
    const edges = [-bound, ...zeros, bound];
    zeros = edges.slice(1).map((right, i) => zeroBetween(k, edges[i] as number, right));
  }
  const nodes = Float64Array.from(zeros);
  const weights = nodes.map((x) => 1 / (n * hermite(n, x)[1] ** 2));
  const rule = { nodes, weights };
  rules.set(n, rule);
  return rule;
}

function zeroBetween(n: number, from: number, to: number): number {
  let [low, high] = [from, to];
  const rising = hermite(n, high)[0] > 0;
  for (let step = 0; step < 30; step++) {
    const middle = (low + high) / 2;
    if (hermite(n, middle)[0] > 0 === rising) high = middle;
    else low = middle;
  }
  let x = (low + high) / 2;
  for (let step = 0; step < 4; step++) {
    const [value, previous] = hermite(n, x);
    x -= value / (Math.sqrt(n) * previous);
  }
  return x;
}
