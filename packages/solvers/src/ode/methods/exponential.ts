import { Unsupported } from "@ntkit/core";
import type { Method } from "../method.ts";
import { phi } from "../phi.ts";

/**
 * Exponential time differencing of order 4 in the eigenbasis of the kernel: `z' = −x z/h + N(z)` with x = h · rates is exact in its
 * linear part at any step, and N goes through the Runge–Kutta method of Cox and Matthews. With φ_k of −x, and of −x/2 in the
 * stages (φ_1 dashed):
 *
 * - `a = e^{−x/2} z + ½h φ̄_1 N(z)`, `b = e^{−x/2} z + ½h φ̄_1 N(a)`, `c = e^{−x/2} a + ½h φ̄_1 (2 N(b) − N(z))`;
 * - θ of the way, and at the end with θ = 1: `e^{−θx} z + θh Σ_k (k−1)! θ^{k−1} φ_k(−θx) c_k`, where `c_1 + c_2 θ + c_3 θ²` is the parabola
 *   through N(z), the mean of N(a) and N(b) in the middle, and N(c).
 *
 * A squared loss has a constant N, so one step of any length is exact. Where the Hessian of the loss spreads widely (cross-entropy
 * late in training) no one rate fits, and `rkc` is cheaper. The error estimate replaces N(c) in part by N at the end.
 */
export const exponential: Method = {
  kind: "exponential",
  order: 4,
  denseOrder: 3,
  errorOrder: 3,
  spectrum: "real",
  needsModes: true,
  exactIfLinear: true,
  references: ["Cox & Matthews 2002, Exponential time differencing for stiff systems, eqs. 26–29", "Balac & Mahé 2013 (error estimate)"],

  async step({ modal }, { y, memory }, h) {
    if (modal === undefined) {
      throw new Unsupported({ path: "method", problem: 'the method "exponential" needs an eigenbasis, and this system has none', remedy: 'Use "rkc".' });
    }
    const start = memory?.["z"] instanceof Float64Array ? memory["z"] : await modal.into(y);
    const startSlope = memory?.["slope"] instanceof Float64Array ? memory["slope"] : await modal.slope(start);
    const rates = await modal.rates(y);
    const size = start.length;
    const fill = (entry: (i: number) => number) => Float64Array.from({ length: size }, (_, i) => entry(i));
    const nonlinear = async (z: Float64Array) => withRates(await modal.slope(z), rates, z);

    const half = phi(rates, h / 2);
    const n0 = withRates(startSlope, rates, start);
    const a = fill((i) => half[0][i] * start[i] + (h / 2) * half[1][i] * n0[i]);
    const na = await nonlinear(a);
    const b = fill((i) => half[0][i] * start[i] + (h / 2) * half[1][i] * na[i]);
    const nb = await nonlinear(b);
    const c = fill((i) => half[0][i] * a[i] + (h / 2) * half[1][i] * (2 * nb[i] - n0[i]));
    const nc = await nonlinear(c);

    const along = (theta: number, [p0, p1, p2, p3]: readonly Float64Array[]) =>
      fill((i) => {
        const middle = na[i] + nb[i];
        const linear = theta * (2 * middle - 3 * n0[i] - nc[i]);
        const square = theta * theta * (2 * n0[i] + 2 * nc[i] - 2 * middle);
        return p0[i] * start[i] + theta * h * (p1[i] * n0[i] + p2[i] * linear + 2 * p3[i] * square);
      });
    const full = phi(rates, h);
    const end = along(1, full);
    const endSlope = await modal.slope(end);
    const nEnd = withRates(endSlope, rates, end);
    return {
      y: await modal.out(end),
      slope: await modal.outChange(endSlope),
      memory: { z: end, slope: endSlope },
      error: await modal.outChange(fill((i) => 0.6 * h * (4 * full[3][i] - full[2][i]) * (nc[i] - nEnd[i]))),
      interpolate: (theta) => modal.out(along(theta, phi(rates, theta * h))),
    };
  },
};

/** N = z' + rates z. */
const withRates = (slope: Float64Array, rates: Float64Array, z: Float64Array): Float64Array => slope.map((value, i) => value + rates[i] * z[i]);
