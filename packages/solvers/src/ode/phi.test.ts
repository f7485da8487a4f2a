import { expect, test } from "vitest";
import { phi } from "./phi.ts";

test("φ_k(−x) = ∫₀¹ e^{−(1−u)x} u^{k−1}/(k−1)! du, by Simpson's rule, and its limits", () => {
  const xs = Float64Array.of(0, 1e-9, 1e-3, 0.3, 0.999, 1.001, 4, 30);
  const [, ...phis] = phi(xs, 1);
  xs.forEach((x, i) => {
    phis.forEach((values, k) => {
      const integrand = (u: number) => (Math.exp(-(1 - u) * x) * u ** k) / [1, 1, 2, 6][k];
      const n = 2000;
      let sum = integrand(0) + integrand(1);
      for (let j = 1; j < n; j++) sum += (j % 2 === 1 ? 4 : 2) * integrand(j / n);
      expect(Math.abs(values[i] / (sum / (3 * n)) - 1)).toBeLessThan(1e-9);
    });
  });
  const far = phi(Float64Array.of(1e300), 1);
  expect(far.map((values) => values[0])).toEqual([0, 1e-300, 1e-300, 5e-301, 1 / 6 / 1e300]);
  expect(phi(Float64Array.of(0), 5).map((values) => values[0])).toEqual([1, 1, 1 / 2, 1 / 6, 1 / 24]);
});
