import { dense, erf, relu, repeat, serial } from "@ntkit/architectures";
import { referenceBackend } from "@ntkit/backend-reference";
import { fromNested, ndArray } from "@ntkit/core";
import { describe, expect, it } from "vitest";
import { infiniteWidthKernels } from "../src/index.ts";

const on = referenceBackend();

/** N points evenly spaced on the unit circle, times √2 so that x·x'/d = cos of the angle. */
function circle(n: number) {
  const angles = Array.from({ length: n }, (_, i) => (2 * Math.PI * i) / n);
  return fromNested(angles.map((a) => [Math.SQRT2 * Math.cos(a), Math.SQRT2 * Math.sin(a)]));
}

/** The eigenvalues of a circulant matrix: Σ_j first[j] cos(2πjk/N). */
function circulant(first: Float64Array): number[] {
  const n = first.length;
  return Array.from({ length: n / 2 }, (_, k) => first.reduce((sum, value, j) => sum + value * Math.cos((2 * Math.PI * ((j * k) % n)) / n), 0));
}

describe("reproduction 1: the spectrum on the circle, one hidden ReLU layer without bias", () => {
  // Without ReLU's factor 1/2, Θ(t) = κ1(cos t) + cos t κ0(cos t) has twice these eigenvalues: 6/π², 1/2, 2(k² + 3)/(π²(k² − 1)²).
  const network = serial(dense(1), relu(), dense(1));
  const n = 64;

  const exact = (k: number) => {
    if (k === 0) return 3 / Math.PI ** 2;
    if (k === 1) return 1 / 4;
    return k % 2 === 0 ? (k * k + 3) / (Math.PI ** 2 * (k * k - 1) ** 2) : 0;
  };
  const exactNngp = (k: number) => {
    if (k === 1) return 1 / 8;
    return k % 2 === 0 ? 2 / (Math.PI ** 2 * (k * k - 1) ** 2) : 0;
  };
  // N Σ_j λ_{k+jN}; what is left out beyond |j| = 4000 is an integral of the amplitude/k^power that λ_k tends to.
  const aliased = (lambda: (k: number) => number, k: number, power: number, amplitude: number) => {
    const terms = 4000;
    let sum = lambda(k);
    for (let j = 1; j <= terms; j++) sum += lambda(Math.abs(k + j * n)) + lambda(Math.abs(k - j * n));
    const tail = (offset: number) => 1 / ((power - 1) * n * (terms * n + n / 2 + offset) ** (power - 1));
    return n * (sum + (k % 2 === 1 ? 0 : amplitude * (tail(k) + tail(-k))));
  };

  it.each(["nngp", "ntk"] as const)("%s", async (kind) => {
    const { matrices } = await infiniteWidthKernels(on, network, [kind], circle(n));
    const values = circulant(matrices[kind].data.subarray(0, n));
    const [lambda, power, amplitude] = kind === "ntk" ? [exact, 2, 1 / Math.PI ** 2] : [exactNngp, 4, 2 / Math.PI ** 2];
    values.forEach((value, k) => {
      expect(Math.abs(value - aliased(lambda, k, power, amplitude))).toBeLessThan(1e-12 * n);
    });
  });

  it.each([
    ["a bias", serial(dense(1, { biasStd: 0.5 }), relu(), dense(1))],
    ["two hidden layers", serial(dense(1), relu(), dense(1), relu(), dense(1))],
  ])("every frequency decays as k^−2 (NTK) and k^−4 (NNGP) with %s", async (_, deeper) => {
    const { matrices } = await infiniteWidthKernels(on, deeper, ["nngp", "ntk"], circle(2048), null, { tileSize: 2048 });
    const slope = (first: Float64Array) => {
      const values = circulant(first);
      const [from, to] = [40, 80];
      // Even and odd frequencies have amplitudes of their own; the decay is the same.
      return [0, 1].map((parity) => Math.log((values[to + parity] as number) / (values[from + parity] as number)) / Math.log((to + parity) / (from + parity)));
    };
    for (const s of slope(matrices.ntk.data.subarray(0, 2048))) expect(Math.abs(s + 2)).toBeLessThan(0.02);
    for (const s of slope(matrices.nngp.data.subarray(0, 2048))) expect(Math.abs(s + 4)).toBeLessThan(0.02);
  });
});

describe("printed kernel values", () => {
  const points = fromNested([
    [1, 0],
    [0.6, 0.8],
    [0, 2],
    [-1, 0],
  ]);
  const value = (matrix: { data: Float64Array }, i: number, j: number) => matrix.data[4 * i + j];

  it("ReLU, two hidden layers, σw² = 2, σb² = 0.1", async () => {
    const wide = { weightStd: Math.SQRT2, biasStd: Math.sqrt(0.1) };
    const { matrices } = await infiniteWidthKernels(on, serial(dense(1, wide), relu(), dense(1, wide), relu(), dense(1, wide)), ["nngp", "ntk"], points);
    expect(value(matrices.nngp, 0, 1)).toBeCloseTo(1.025557128889, 11);
    expect(value(matrices.ntk, 0, 0)).toBeCloseTo(3.6, 12);
    expect(value(matrices.ntk, 2, 2)).toBeCloseTo(12.6, 12);
    expect(value(matrices.ntk, 0, 1)).toBeCloseTo(2.071923915244, 11);
    expect(value(matrices.ntk, 1, 2)).toBeCloseTo(4.606401215669, 11);
    expect(value(matrices.ntk, 0, 3)).toBeCloseTo(0.520504351409, 11);
  });

  it("erf, two hidden layers, σw² = 1.5, σb² = 0.1", async () => {
    const wide = { weightStd: Math.sqrt(1.5), biasStd: Math.sqrt(0.1) };
    const { matrices } = await infiniteWidthKernels(on, serial(dense(1, wide), erf(), dense(1, wide), erf(), dense(1, wide)), ["nngp", "ntk"], points);
    expect(value(matrices.nngp, 0, 0)).toBeCloseTo(0.714643423886, 11);
    expect(value(matrices.nngp, 0, 3)).toBeCloseTo(-0.194636500584, 11);
    expect(value(matrices.ntk, 0, 0)).toBeCloseTo(2.169962645877, 11);
    expect(value(matrices.ntk, 0, 1)).toBeCloseTo(1.265790621345, 11);
    expect(value(matrices.ntk, 0, 3)).toBeCloseTo(-0.919485925373, 11);
  });

  it("reproduction 7, analytic: four layers, σw = 1, β = 0.1, on the circle (Jacot et al. 2018, figure 1)", async () => {
    const wide = { biasStd: 0.1 };
    const { matrices } = await infiniteWidthKernels(
      on,
      serial(dense(1, wide), repeat(2, relu(), dense(1, wide)), relu(), dense(1, wide)),
      ["ntk"],
      fromNested([
        [1, 0],
        [0, 1],
        [-1, 0],
      ]),
    );
    const { data } = matrices.ntk;
    expect(data[0]).toBeCloseTo(0.2825, 5);
    expect(data[1]).toBeCloseTo(0.092702, 6);
    expect(data[2]).toBeCloseTo(0.064354, 6);
  });

  it("Arora's convention (no 1/d, no bias, c = 2 for ReLU): Θ(x, x) = (L + 1)‖x‖²", async () => {
    const x = ndArray(Float64Array.from([0.3, -1.2, 2, 0.7, 0.1, -0.4]), [2, 3]);
    for (const hidden of [1, 2, 5]) {
      // √d in front undoes the mean over features.
      const network = serial(dense(1, { weightStd: Math.sqrt(3) }), repeat(hidden, relu(), dense(1, { weightStd: Math.SQRT2 })));
      const { matrices } = await infiniteWidthKernels(on, network, ["ntk"], x);
      for (const i of [0, 1]) {
        const norm = x.data.subarray(3 * i, 3 * i + 3).reduce((sum, v) => sum + v * v, 0);
        expect(matrices.ntk.data[3 * i]).toBeCloseTo((hidden + 1) * norm, 12);
      }
    }
  });
});
