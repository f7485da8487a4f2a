import { describe, expect, it } from "vitest";
import { edgeLine, edgeOfChaos } from "./edge-of-chaos.ts";
import { type DualFunction, phasePoint } from "./phase.ts";

/** E[φ(u) φ(v)] and E[φ'(u) φ'(v)] by the trapezoidal rule, which is exact to 1e-15 for smooth φ of moderate variance. */
function numericDual(phi: (x: number) => number, slope: (x: number) => number): DualFunction {
  const h = 0.2;
  const nodes = Array.from({ length: 91 }, (_, i) => (i - 45) * h);
  const weights = nodes.map((z) => (h * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI));
  return (q11, q12, q22) => {
    const c = q11 > 0 && q22 > 0 ? Math.min(1, q12 / Math.sqrt(q11 * q22)) : 0;
    const s = Math.sqrt((1 - c) * (1 + c));
    let [nngp, derivative] = [0, 0];
    nodes.forEach((z1, i) => {
      const u = Math.sqrt(q11) * z1;
      (s === 0 ? [0] : nodes).forEach((z2, j) => {
        const v = Math.sqrt(q22) * (c * z1 + s * z2);
        const weight = weights[i] * (s === 0 ? 1 : weights[j]);
        nngp += weight * phi(u) * phi(v);
        derivative += weight * slope(u) * slope(v);
      });
    });
    return { nngp, derivative };
  };
}

const tanh = numericDual(Math.tanh, (x) => 1 - Math.tanh(x) ** 2);
const erf: DualFunction = (q11, q12, q22) => ({
  nngp: (2 / Math.PI) * Math.asin((2 * q12) / Math.sqrt((1 + 2 * q11) * (1 + 2 * q22))),
  derivative: 4 / Math.PI / Math.sqrt((1 + 2 * q11) * (1 + 2 * q22) - 4 * q12 * q12),
});
const relu: DualFunction = (q11, q12, q22) => {
  const p = Math.sqrt(q11 * q22);
  const angle = Math.acos(p > 0 ? Math.min(1, q12 / p) : 0);
  return { nngp: (p / (2 * Math.PI)) * (Math.sin(angle) + (Math.PI - angle) * Math.cos(angle)), derivative: 0.5 - angle / (2 * Math.PI) };
};

describe("edgeOfChaos", () => {
  /** χ1 = 1: σb² → σw². */
  const published = [
    { name: "tanh", dual: tanh, edge: [1.42421, 1.76095, 1.98607, 2.28515] },
    { name: "erf", dual: erf, edge: [1.11428, 1.37584, 1.55212, 1.78818] },
  ];
  it.each(published)("14: $name at σb² = .01, .05, .1, .2", ({ dual, edge }) => {
    const line = edgeLine(dual, [0.01, 0.05, 0.1, 0.2].map(Math.sqrt));
    line.forEach((point, i) => {
      expect(point?.status).toBe("finite");
      expect(Math.abs((point?.weightStd ?? 0) ** 2 - edge[i])).toBeLessThan(1e-5);
    });
  });

  it("14: ReLU has σw² = 2, at any variance without a bias and at none with one", () => {
    expect(edgeOfChaos(relu, 0)).toMatchObject({ status: "any" });
    expect(edgeOfChaos(relu, 0.3)).toMatchObject({ status: "infinite", variance: Infinity });
    for (const biasStd of [0, 0.3]) expect((edgeOfChaos(relu, biasStd)?.weightStd ?? 0) ** 2).toBeCloseTo(2, 14);
  });

  it("starts at σw = 1/φ'(0) without a bias", () => {
    expect(edgeOfChaos(tanh, 0)).toMatchObject({ status: "finite", variance: 0 });
    expect((edgeOfChaos(erf, 0)?.weightStd ?? 0) ** 2).toBeCloseTo(Math.PI / 4, 7);
  });

  it("is where the phase changes", () => {
    for (const biasStd of [0.1, 0.5]) {
      const edge = edgeOfChaos(erf, biasStd);
      const at = (factor: number) => phasePoint(erf, { weightStd: factor * (edge?.weightStd ?? 0), biasStd });
      expect([0.99, 1, 1.01].map((factor) => at(factor).phase)).toEqual(["ordered", "critical", "chaotic"]);
      expect(at(1).variance).toBeCloseTo(edge?.variance ?? 0, 8);
      expect(at(1).depthScales.correlation).toBe(Infinity);
    }
  });

  it("is nowhere where a fixed point with χ1 = 1 would need σb² < 0", () => {
    // F = q + 2 and Ḟ = 1, as φ = x + √2: σb² = q − F/Ḟ = −2.
    expect(edgeOfChaos((_, q12) => ({ nngp: q12 + 2, derivative: 1 }), 1)).toBeNull();
  });
});

describe("phasePoint", () => {
  it.each([
    {
      scales: { weightStd: 2, biasStd: 0.3 },
      phase: "chaotic",
      expected: [2.2537533762278916, 1.327070391015427, 0.26389478031581576, 0.8508268426870527, 6.648263613480411],
    },
    { scales: { weightStd: 1, biasStd: 0.3 }, phase: "ordered", expected: [0.27629919287189786, 0.7002581466030033, 1, 1.3371272334841198, 2.806574549719033] },
    {
      scales: { weightStd: 1.6, biasStd: 0.05 },
      phase: "chaotic",
      expected: [1.0220512292057737, 1.178933548295569, 0.03351217357677358, 1.2731150187247904, 13.21804832190683],
    },
  ])("tanh at $scales: fixed points and scales as numpy iterates them", ({ scales, phase, expected }) => {
    const point = phasePoint(tanh, scales);
    expect(point.phase).toBe(phase);
    const found = [point.variance, point.chi1, point.correlation, point.depthScales.variance, point.depthScales.correlation];
    found.forEach((value, i) => expect((value ?? Number.NaN) / expected[i]).toBeCloseTo(1, 8));
  });

  it("depth scales are those of the maps iterated", () => {
    const scales = { weightStd: 1.5, biasStd: 0.2 };
    const { variance, correlation, depthScales } = phasePoint(erf, scales);
    const layer = (q: number, covariance: number) => scales.weightStd ** 2 * erf(q, covariance, q).nngp + scales.biasStd ** 2;
    const rate = (start: number, fixed: number, map: (x: number) => number) => {
      let x = start;
      while (Math.abs(x - fixed) > 1e-5) x = map(x);
      return -1 / Math.log((map(x) - fixed) / (x - fixed));
    };
    expect(rate(variance + 0.1, variance, (q) => layer(q, q))).toBeCloseTo(depthScales.variance ?? 0, 3);
    const fixed = variance * (correlation ?? 0);
    expect(rate(fixed + 0.1, fixed, (covariance) => layer(variance, covariance))).toBeCloseTo(depthScales.correlation ?? 0, 3);
  });

  it("says where signals die out, grow without bound or stay as they are", () => {
    expect(phasePoint(tanh, { weightStd: 0.9, biasStd: 0 })).toMatchObject({
      variance: 0,
      correlation: null,
      phase: "ordered",
      depthScales: { variance: null },
    });
    expect(phasePoint(tanh, { weightStd: 0.9, biasStd: 0 }).chi1).toBeCloseTo(0.81, 10);
    expect(phasePoint(relu, { weightStd: 1.5, biasStd: 0.1 })).toMatchObject({ variance: Infinity, correlation: null, phase: "chaotic" });
    expect(phasePoint(relu, { weightStd: Math.SQRT2, biasStd: 0 }, 3)).toMatchObject({ variance: 3, correlation: 1, phase: "critical" });
    expect(phasePoint(relu, { weightStd: 1, biasStd: 0.5 }).variance).toBeCloseTo(0.5, 13);
  });

  it("refuses scales that are none", () => {
    expect(() => phasePoint(relu, { weightStd: -1, biasStd: 0 })).toThrow("weightStd");
    expect(() => edgeOfChaos(relu, Number.NaN)).toThrow("biasStd");
  });
});
