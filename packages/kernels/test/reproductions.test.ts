import { type Architecture, dense, erf, relu, repeat, serial } from "@ntkit/architectures";
import { referenceBackend } from "@ntkit/backend-reference";
import { fromNested, type NDArray, ndArray, random } from "@ntkit/core";
import { describe, expect, it } from "vitest";
import { infiniteWidthKernels } from "../src/index.ts";

const on = referenceBackend();

async function kernels(network: Architecture, x1: NDArray, x2: NDArray | null = null): Promise<{ nngp: Float64Array; ntk: Float64Array }> {
  const { matrices, trouble } = await infiniteWidthKernels(on, network, ["nngp", "ntk"], x1, x2);
  expect(trouble).toBeUndefined();
  return { nngp: matrices.nngp.data, ntk: matrices.ntk.data };
}

/** Points evenly spaced on the unit circle [n, 2]. */
const circle = (n: number) => fromNested(Array.from({ length: n }, (_, i) => [Math.cos((2 * Math.PI * i) / n), Math.sin((2 * Math.PI * i) / n)]));

/** The eigenvalue k of a circulant matrix, from its first row: Σ_j first[j] cos(2πjk/n). */
const eigenvalue = (first: Float64Array, k: number) =>
  first.reduce((sum, value, j) => sum + value * Math.cos((2 * Math.PI * ((j * k) % first.length)) / first.length), 0);

describe("reproduction 1: the spectrum on the circle", () => {
  const shallow = serial(dense(1, { weightStd: Math.SQRT2 }), relu(), dense(1, { weightStd: Math.SQRT2 }));

  /** n Σ_j λ_{k+jn} over all integers j, where λ_m = even(m) for even m, 1/4 (NNGP) or 1/2 (NTK) for |m| = 1, and 0 for other odd m. */
  function aliased(k: number, n: number, first: number, even: (k: number, n: number) => number): number {
    // m = k + jn runs over even numbers: for even n with every j if k is even, for odd n with every other j.
    const sum = n % 2 === 0 ? (k % 2 === 0 ? even(k, n) : 0) : even(k % 2 === 0 ? k : k + n, 2 * n);
    const ones = [1, -1].filter((m) => (m - k) % n === 0).length;
    return n * (sum + ones * first);
  }
  // By partial fractions, and Σ_j 1/(a + jn)² = (π/n)²/sin²(πa/n), Σ_j 1/(a + jn) = (π/n) cot(πa/n).
  const squares = (a: number, n: number) => (Math.PI / n / Math.sin((Math.PI * a) / n)) ** 2;
  const inverses = (a: number, n: number) => Math.PI / n / Math.tan((Math.PI * a) / n);
  const both = (k: number, n: number, f: typeof squares) => [f(k - 1, n), f(k + 1, n)];

  it.each([64, 63, 10])("one hidden ReLU layer, no bias, %i points: as the series say, aliases included", async (n) => {
    const { nngp, ntk } = await kernels(shallow, circle(n));
    for (let k = 0; k < n; k++) {
      // λ_m = 4/(π²(m² − 1)²) (NNGP) and 2(m² + 3)/(π²(m² − 1)²) (NTK) for even m, so 6/π² for m = 0.
      const covariance = aliased(k, n, 1 / 4, (m, step) => {
        const [[s1, s2], [i1, i2]] = [both(m, step, squares), both(m, step, inverses)];
        return (s1 + s2 - (i1 - i2)) / Math.PI ** 2;
      });
      const tangent = aliased(k, n, 1 / 2, (m, step) => {
        const [[s1, s2], [i1, i2]] = [both(m, step, squares), both(m, step, inverses)];
        return (2 * (s1 + s2) - (i1 - i2)) / Math.PI ** 2;
      });
      expect(Math.abs(eigenvalue(nngp.subarray(0, n), k) - covariance)).toBeLessThan(1e-12);
      expect(Math.abs(eigenvalue(ntk.subarray(0, n), k) - tangent)).toBeLessThan(1e-12);
    }
  });

  it.each([
    ["a bias", serial(dense(1, { weightStd: Math.SQRT2, biasStd: 0.5 }), relu(), dense(1, { weightStd: Math.SQRT2 }))],
    ["two hidden layers", serial(dense(1, { weightStd: Math.SQRT2 }), repeat(2, relu(), dense(1, { weightStd: Math.SQRT2 })))],
  ])("with %s every frequency is there, and decays as k^−2 (NTK) and k^−4 (NNGP)", async (_, network) => {
    const n = 4096;
    const points = circle(n);
    const { nngp, ntk } = await kernels(network, ndArray(points.data.slice(0, 2), [1, 2]), points);
    for (const [first, decay] of [
      [ntk, -2],
      [nngp, -4],
    ] as const) {
      // Even and odd frequencies have amplitudes of their own, and the same decay.
      for (const k of [64, 65]) {
        const slope = Math.log(eigenvalue(first, 2 * k + (k % 2)) / eigenvalue(first, k)) / Math.log((2 * k + (k % 2)) / k);
        expect(Math.abs(slope - decay)).toBeLessThan(0.02);
      }
    }
  });
});

describe("printed kernel values, two hidden layers", () => {
  const points = fromNested([
    [1, 0],
    [0.6, 0.8],
    [0, 2],
    [-1, 0],
  ]);
  const deep = (weightVariance: number, phi: typeof relu) => {
    const wide = { weightStd: Math.sqrt(weightVariance), biasStd: Math.sqrt(0.1) };
    return serial(dense(1, wide), repeat(2, phi(), dense(1, wide)));
  };
  const at = (data: Float64Array, i: number, j: number) => data[4 * i + j];

  it("ReLU, σw² = 2, σb² = 0.1", async () => {
    const { nngp, ntk } = await kernels(deep(2, relu), points);
    expect(at(nngp, 0, 1)).toBeCloseTo(1.025557128889, 11);
    expect(at(ntk, 0, 0)).toBeCloseTo(3.6, 13);
    expect(at(ntk, 2, 2)).toBeCloseTo(12.6, 13);
    expect(at(ntk, 0, 1)).toBeCloseTo(2.071923915244, 11);
    expect(at(ntk, 1, 2)).toBeCloseTo(4.606401215669, 11);
    expect(at(ntk, 0, 3)).toBeCloseTo(0.520504351409, 11);
  });

  it("erf, σw² = 1.5, σb² = 0.1", async () => {
    const { nngp, ntk } = await kernels(deep(1.5, erf), points);
    expect(at(nngp, 0, 0)).toBeCloseTo(0.714643423886, 11);
    expect(at(nngp, 0, 3)).toBeCloseTo(-0.194636500584, 11);
    expect(at(ntk, 0, 0)).toBeCloseTo(2.169962645877, 11);
    expect(at(ntk, 0, 1)).toBeCloseTo(1.265790621345, 11);
    expect(at(ntk, 0, 3)).toBeCloseTo(-0.919485925373, 11);
  });
});

it("reproduction 7, analytic: three hidden ReLU layers, σw = 1, β = 0.1, on the circle (Jacot et al. 2018, figure 1)", async () => {
  const wide = { biasStd: 0.1 };
  const { ntk } = await kernels(serial(dense(1, wide), repeat(3, relu(), dense(1, wide))), circle(4));
  expect(ntk[0]).toBeCloseTo(0.2825, 13);
  expect(ntk[1]).toBeCloseTo(0.092702, 6);
  expect(ntk[2]).toBeCloseTo(0.064354, 6);
});

it("Arora's convention (no 1/d, no bias, c = 2 for ReLU): Θ(x, x) = (L + 1)‖x‖²", async () => {
  const x = ndArray(Float64Array.of(0.3, -1.2, 2, 0.7, 0.1, -0.4), [2, 3]);
  for (const hidden of [1, 2, 5, 20]) {
    // √d in front undoes the mean over features.
    const { ntk } = await kernels(serial(dense(1, { weightStd: Math.sqrt(3) }), repeat(hidden, relu(), dense(1, { weightStd: Math.SQRT2 }))), x);
    for (const i of [0, 1]) {
      const norm = x.data.subarray(3 * i, 3 * i + 3).reduce((sum, v) => sum + v * v, 0);
      expect(ntk[3 * i] / ((hidden + 1) * norm)).toBeCloseTo(1, 13);
    }
  }
});

it("reproductions 12 and 13: the recursion of Arora et al. 2020, written out by itself", async () => {
  const [n, d] = [6, 5];
  const stream = random(20);
  const x = ndArray(
    Float64Array.from({ length: n * d }, () => stream.normal()),
    [n, d],
  );
  const entries = Array.from({ length: n * n }, (_, e) => [Math.floor(e / n), e % n] as const);
  let s = entries.map(([i, j]) => [0, 1, 2, 3, 4].reduce((sum, k) => sum + x.data[i * d + k] * x.data[j * d + k], 0));
  let h = s.map(() => 0);
  for (let depth = 0; depth <= 4; depth++) {
    h = h.map((value, e) => value + s[e]);
    // Nothing divides by d there, and every weight has variance 1.
    const { nngp, ntk } = await kernels(serial(dense(1, { weightStd: Math.sqrt(d) }), ...(depth > 0 ? [repeat(depth, relu(), dense(1))] : [])), x);
    entries.forEach(([i, j], e) => {
      // On the diagonal the arccosine there loses half of its digits.
      const tolerance = i === j ? 1e-7 : 1e-13;
      expect(Math.abs(nngp[e] - s[e])).toBeLessThan(tolerance * s[0]);
      expect(Math.abs(ntk[e] - h[e])).toBeLessThan(tolerance * h[0]);
    });
    const norms = entries.map(([i, j]) => Math.sqrt(s[i * (n + 1)] * s[j * (n + 1)]));
    const cosines = s.map((value, e) => Math.max(-1, Math.min(1, value / norms[e])));
    h = h.map((value, e) => (value * (Math.PI - Math.acos(cosines[e]))) / (2 * Math.PI));
    s = cosines.map((c, e) => (norms[e] * (c * (Math.PI - Math.acos(c)) + Math.sqrt(1 - c * c))) / (2 * Math.PI));
  }
});
