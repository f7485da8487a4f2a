import { describe, expect, it } from "vitest";
import { gaussHermite } from "./gauss-hermite.ts";
import { compositeRule, gaussLegendre, type Rule } from "./gauss-legendre.ts";

const counts = [1, 2, 3, 4, 5, 10, 16, 33, 64, 100, 200];

/** Σ w f(x), and Σ |w f(x)|. */
function sums({ nodes, weights }: Rule, f: (x: number) => number): { sum: number; size: number } {
  let [sum, size] = [0, 0];
  nodes.forEach((x, i) => {
    sum += weights[i] * f(x);
    size += Math.abs(weights[i] * f(x));
  });
  return { sum, size };
}

/** P_k(x). */
function legendre(k: number, x: number): number {
  let [previous, current] = [0, 1];
  for (let n = 0; n < k; n++) [previous, current] = [current, ((2 * n + 1) * x * current - n * previous) / (n + 1)];
  return current;
}

describe.each(counts)("Gauss–Legendre with %i points", (n) => {
  const rule = gaussLegendre(n);

  it("integrates xᵏ exactly up to degree 2n − 1, and not x^(2n)", () => {
    for (let k = 0; k < 2 * n; k++) expect(Math.abs(sums(rule, (x) => x ** k).sum - (k % 2 === 0 ? 2 / (k + 1) : 0))).toBeLessThan(2e-15);
    if (n <= 16) expect(Math.abs(sums(rule, (x) => x ** (2 * n)).sum - 2 / (2 * n + 1))).toBeGreaterThan(1e-12);
  });

  it("makes Legendre polynomials orthogonal", () => {
    const k = n - 1;
    expect(sums(rule, (x) => legendre(k, x) ** 2).sum).toBeCloseTo(2 / (2 * k + 1), 14);
    expect(Math.abs(sums(rule, (x) => legendre(k, x) * legendre(n, x)).sum)).toBeLessThan(1e-15);
  });

  it("has ascending nodes inside (−1, 1) and positive weights, symmetric about 0", () => {
    rule.nodes.forEach((x, i) => {
      expect(x).toBeGreaterThan(i === 0 ? -1 : rule.nodes[i - 1]);
      expect(x).toBeCloseTo(-rule.nodes[n - 1 - i], 15);
      expect(rule.weights[i]).toBeGreaterThan(0);
    });
    expect(rule.nodes[n - 1]).toBeLessThan(1);
  });
});

describe.each(counts)("Gauss–Hermite with %i points", (n) => {
  const rule = gaussHermite(n);

  it("gives the moments (k − 1)!! of a standard normal up to degree 2n − 1, and not the next", () => {
    let moment = 1;
    for (let k = 0; k < 2 * n && k <= 120; k += 2) {
      const { sum } = sums(rule, (z) => z ** k);
      expect(Math.abs(sum / moment - 1)).toBeLessThan(1e-13);
      moment *= k + 1;
    }
    if (n <= 16) expect(Math.abs(sums(rule, (z) => z ** (2 * n)).sum / moment - 1)).toBeGreaterThan(1e-12);
    expect(sums(rule, (z) => z ** 3).sum).toBeCloseTo(0, 14);
  });

  it("is exactly symmetric, with ascending nodes and positive weights", () => {
    rule.nodes.forEach((z, i) => {
      expect(z + rule.nodes[n - 1 - i]).toBe(0);
      expect(rule.weights[i]).toBe(rule.weights[n - 1 - i]);
      expect(rule.weights[i]).toBeGreaterThan(0);
      if (i > 0) expect(z).toBeGreaterThan(rule.nodes[i - 1]);
    });
  });
});

it("the three-point rules are the ones of the tables", () => {
  expect([...gaussLegendre(3).nodes]).toEqual([-Math.sqrt(0.6), 0, Math.sqrt(0.6)].map((x) => expect.closeTo(x, 15)));
  expect([...gaussLegendre(3).weights]).toEqual([5 / 9, 8 / 9, 5 / 9].map((w) => expect.closeTo(w, 15)));
  expect([...gaussHermite(3).nodes]).toEqual([-Math.sqrt(3), 0, Math.sqrt(3)].map((x) => expect.closeTo(x, 15)));
  expect([...gaussHermite(3).weights]).toEqual([1 / 6, 2 / 3, 1 / 6].map((w) => expect.closeTo(w, 15)));
});

it("a composite rule integrates what is smooth between its edges", () => {
  const rule = compositeRule([-1, 0.25, 3], 12);
  expect(sums(rule, (x) => Math.abs(x - 0.25) * Math.exp(x)).sum).toBeCloseTo(2 * Math.exp(0.25) + 1.75 * Math.exp(3) - 2.25 * Math.exp(-1), 12);
});
