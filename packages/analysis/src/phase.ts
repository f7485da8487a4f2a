import { bisect } from "./bisect.ts";
import { checkNotNegative, checkPositive } from "./checks.ts";

/** `F = E[φ(u) φ(v)]` and `Ḟ = E[φ'(u) φ'(v)]` of a nonlinearity at the covariances E[u²], E[uv], E[v²]. */
export type DualFunction = (q11: number, q12: number, q22: number) => { readonly nngp: number; readonly derivative: number };

export interface WeightScales {
  readonly weightStd: number;
  readonly biasStd: number;
}

/** What becomes of a signal in a deep network of one nonlinearity. */
export interface PhasePoint {
  /**
   * q*: the variance that depth leads to, a fixed point of `V(q) = σw² F(q, q, q) + σb²`; 0 where signals die out, Infinity
   * where they grow without bound.
   */
  readonly variance: number;
  /** c*: the correlation that depth leads any two inputs to; null where there is no finite, positive q* to define it. */
  readonly correlation: number | null;
  /** `χ1 = σw² E[φ'(√q* z)²]`: how two nearly equal inputs, and gradients, grow from layer to layer; of the limit, where q* is 0 or Infinity. */
  readonly chi1: number;
  /** ordered: nearby inputs converge (χ1 < 1). chaotic: they part (χ1 > 1). critical: within 1e-6 of 1. */
  readonly phase: "ordered" | "critical" | "chaotic";
  /** Layers in which the distance to q* and to c* falls to 1/e: `−1/log V'(q*)` and `−1/log(σw² Ḟ(q*, c*q*, q*))`; Infinity if it does not, null without a fixed point. */
  readonly depthScales: { readonly variance: number | null; readonly correlation: number | null };
}

/** Variances outside this range count as 0 and Infinity. */
const [vanishing, exploding] = [1e-12, 1e12];
/** Ratio of neighbouring variances in the search for a fixed point, which would overlook two within one such step. */
const stride = 1.25;

/** `V(q) = σw² F(q, q, q) + σb²`. */
const varianceMap =
  (dual: DualFunction, { weightStd, biasStd }: WeightScales) =>
  (q: number): number =>
    weightStd ** 2 * dual(q, q, q).nngp + biasStd ** 2;

/**
 * The fixed points of a deep network and its phase, for any nonlinearity. Variances are followed from `start` to the first
 * fixed point that lies in the direction of the first step: V is taken to be increasing, as it is for the nonlinearities in use.
 * Source: Poole et al. 2016, arXiv:1606.05340; Schoenholz et al. 2017, arXiv:1611.01232, eqs. 3–9.
 * Throws InvalidInput for a negative scale or a start that is not positive.
 */
export function phasePoint(dual: DualFunction, scales: WeightScales, start = 1): PhasePoint {
  checkNotNegative("weightStd", scales.weightStd);
  checkNotNegative("biasStd", scales.biasStd);
  checkPositive("start", start);
  const map = varianceMap(dual, scales);
  const variance = fixedVariance(map, start);
  const gain = scales.weightStd ** 2;
  const at = Math.min(Math.max(variance, vanishing), exploding);
  const chi1 = gain * dual(at, at, at).derivative;
  const phase = Math.abs(chi1 - 1) <= 1e-6 ? "critical" : chi1 < 1 ? "ordered" : "chaotic";
  if (!(variance > 0 && variance < Infinity)) return { variance, correlation: null, chi1, phase, depthScales: { variance: null, correlation: null } };
  const correlation = phase === "chaotic" ? fixedCorrelation(dual, scales, variance) : 1;
  const h = 1e-5 * variance;
  return {
    variance,
    correlation,
    chi1,
    phase,
    depthScales: {
      variance: depthScale((map(variance + h) - map(variance - h)) / (2 * h)),
      correlation: phase === "critical" ? Infinity : depthScale(gain * dual(variance, correlation * variance, variance).derivative),
    },
  };
}

function fixedVariance(map: (q: number) => number, start: number): number {
  const excess = (q: number) => map(q) - q;
  const still = (q: number) => Math.abs(excess(q)) <= 1e-13 * q;
  if (still(start)) return start;
  const up = excess(start) > 0;
  for (let from = start; ; ) {
    const to = up ? from * stride : from / stride;
    if (to > exploding) return Infinity;
    if (to < vanishing) return 0;
    if (excess(to) > 0 !== up) return up ? bisect(excess, from, to) : bisect(excess, to, from);
    from = to;
  }
}

/** The root below 1 of `C(c) = c`, `C(c) = V's covariance at correlation c, over q*`. C is convex on [0, 1], so there is just one. */
function fixedCorrelation(dual: DualFunction, { weightStd, biasStd }: WeightScales, q: number): number {
  const excess = (c: number) => (weightStd ** 2 * dual(q, c * q, q).nngp + biasStd ** 2) / q - c;
  if (excess(0) <= 1e-14) return 0;
  const [low, high] = [1e-15, 1 - 1e-9];
  return excess(high) < 0 ? bisect(excess, low, high) : 1;
}

function depthScale(slope: number): number {
  const size = Math.abs(slope);
  return size < 1 ? -1 / Math.log(size) : Infinity;
}
