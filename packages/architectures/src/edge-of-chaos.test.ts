import { describe, expect, it } from "vitest";
import { byQuadrature, closedForm, type NumberDual } from "../test/numbers.ts";
import { variant } from "../test/variants.ts";

/** χ1 = σw² Ḟ(q*, q*, q*) at the fixed point q* = σw² F(q*, q*, q*) + σb²: how far apart two close samples are one layer later. */
function chi({ nngp, derivative }: NumberDual, weightVariance: number, biasVariance: number): number {
  let q = 1;
  for (let step = 0; step < 10_000; step++) {
    const next = weightVariance * nngp(q, q, q) + biasVariance;
    if (Math.abs(next - q) < 1e-14) break;
    q = next;
  }
  return weightVariance * derivative(q, q, q);
}

describe("reproduction 14: the edge of chaos, χ1 = 1 (Schoenholz et al. 2017)", () => {
  const biasVariances = [0.01, 0.05, 0.1, 0.2];
  it.each([
    ["tanh", [1.42421, 1.76095, 1.98607, 2.28515]],
    ["erf", [1.11428, 1.37584, 1.55212, 1.78818]],
  ])("%s", (kind, weightVariances) => {
    const dual = closedForm(variant({ kind })) ?? byQuadrature(variant({ kind }));
    weightVariances.forEach((weightVariance, i) => {
      expect(Math.abs(chi(dual, weightVariance, biasVariances[i]) - 1)).toBeLessThan(1e-4);
      // It is an edge: order below, chaos above.
      expect(chi(dual, 0.99 * weightVariance, biasVariances[i])).toBeLessThan(1);
      expect(chi(dual, 1.01 * weightVariance, biasVariances[i])).toBeGreaterThan(1);
    });
  });

  it("ReLU: σw² = 2, whatever the variance", () => {
    const dual = closedForm(variant({ kind: "relu" }));
    for (const q of [0.1, 1, 30]) expect(2 * (dual?.derivative(q, q, q) ?? 0)).toBe(1);
  });
});
