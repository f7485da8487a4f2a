import { edgeOfChaos, phasePoint } from "@ntkit/analysis";
import { dualFunction, nonlinearities } from "@ntkit/architectures";
import { describe, expect, it } from "vitest";

describe("phases of the nonlinearities of @ntkit/architectures", () => {
  it.each([
    ["tanh", 0.05, 1.76095],
    ["tanh", 0.2, 2.28515],
    ["erf", 0.05, 1.37584],
    ["relu", 0, 2],
    // Leaky ReLU of slope a: Ḟ = (1 + a²)/2 for equal inputs.
    ["leaky-relu", 0, 2 / (1 + 0.01 ** 2)],
    ["sin", 0, 1],
  ])("14: the edge of chaos of %s at σb² = %f is σw² = %f", (kind, biasVariance, weightVariance) => {
    const fields = { "leaky-relu": { slope: 0.01 } }[kind];
    const edge = edgeOfChaos(dualFunction({ kind, ...fields }), Math.sqrt(biasVariance));
    expect(Math.abs((edge?.weightStd ?? 0) ** 2 - weightVariance)).toBeLessThan(1e-5);
  });

  it.each(Object.values(nonlinearities).map((n) => [n.kind, n.example] as const))("%s has a phase, with finite numbers", (_, spec) => {
    const { variance, chi1, phase } = phasePoint(dualFunction(spec), { weightStd: 0.5, biasStd: 0.3 }, 0.1);
    expect(variance).toBeGreaterThanOrEqual(0);
    expect(chi1).toBeGreaterThanOrEqual(0);
    expect(["ordered", "critical", "chaotic"]).toContain(phase);
    const dual = dualFunction(spec);
    if (variance < Infinity) expect(0.25 * dual(variance, variance, variance).nngp + 0.09).toBeCloseTo(variance, 9);
  });
});
