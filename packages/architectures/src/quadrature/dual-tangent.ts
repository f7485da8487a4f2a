import type { HostDual, HostDualTangent, HostFunction, HostTangent } from "../layer.ts";
import { gaussianExpectation } from "./gaussian-expectation.ts";
import { type HermiteSeries, hermiteSeries } from "./hermite-series.ts";
import type { Integrand } from "./integrand.ts";
import type { Integrands } from "./numeric-dual.ts";

type Expectation = (q11: number, q12: number, q22: number) => number;

/** How far the covariances move, relative to themselves, in a central difference: it errs by about this squared. */
const step = 3e-5;
/** What may be left out of a series, relative to √(E[f(u)²] E[f(v)²]) over the variances. */
const accuracy = 1e-11;
/** How many series are kept for reuse before the memory is given back. */
const largestCache = 5000;

/** The derivatives of the numerical dual of φ, by the series of φ and φ', and by differences where those do not converge. */
export function adaptiveTangent({ value, derivative }: Integrands): HostDualTangent {
  return { nngp: expectationTangent(value), derivative: expectationTangent(derivative) };
}

/**
 * The derivative of E[f(u) f(v)] along tangents (d11, d12, d22) of the covariances. With f(√q z) = Σ a_k(q) h_k(z) and
 * correlation c, by Price's theorem (∂/∂q12 = E[f'(u) f'(v)], ∂/∂q11 = ½ E[f''(u) f(v)]; Price 1958),
 *
 *     ∂/∂q12 = Σ k a_k(q11) a_k(q22) c^{k−1}/√(q11 q22),   ∂/∂q11 = Σ √((k+1)(k+2)) a_{k+2}(q11) a_k(q22) c^k/(2 q11),
 *
 * to about 1e-11. Near |c| = 1, for an f with kinks, by central differences along the direction, to about 1e-8: there a
 * direction that leaves c at ±1 keeps it there. A variance of 0 must have the tangent 0.
 */
function expectationTangent(f: Integrand): HostTangent {
  const expectation = gaussianExpectation(f);
  let known = new Map<number, HermiteSeries>();
  const seriesAt = (q: number): HermiteSeries => {
    const series = known.get(q) ?? hermiteSeries(f, q);
    if (known.size >= largestCache) known = new Map();
    known.set(q, series);
    return series;
  };
  const difference = differenceAlong(expectation);
  return eachEntry((q, d) => {
    const [q11, q12, q22] = q;
    const norm = Math.sqrt(q11 * q22);
    const c = norm > 0 ? Math.max(-1, Math.min(1, q12 / norm)) : 0;
    if (!Number.isFinite(c)) return Number.NaN;
    return seriesTangent(seriesAt(q11), seriesAt(q22), c, norm, q, d) ?? difference(q, d);
  });
}

/** The derivatives of a dual that is known as a function alone, by central differences. */
export function differenceTangent(dual: HostDual): HostDualTangent {
  const at = (f: HostFunction): Expectation => {
    const out = new Float64Array(1);
    return (q11, q12, q22) => {
      f(Float64Array.of(q11), Float64Array.of(q12), Float64Array.of(q22), out, 1);
      return out[0];
    };
  };
  return { nngp: eachEntry(differenceAlong(at(dual.nngp))), derivative: eachEntry(differenceAlong(at(dual.derivative))) };
}

type Triple = readonly [number, number, number];

function eachEntry(f: (covariances: Triple, tangents: Triple) => number): HostTangent {
  return ([q11, q12, q22], [d11, d12, d22], out, count) => {
    for (let e = 0; e < count; e++) {
      out[e] = f([q11[e], q12[e], q22[e]], [d11[e], d12[e], d22[e]]);
    }
  };
}

function differenceAlong(f: Expectation): (covariances: Triple, tangents: Triple) => number {
  return ([q11, q12, q22], [d11, d12, d22]) => {
    const room = Math.min(q11 / Math.abs(d11), q22 / Math.abs(d22), Math.sqrt(q11 * q22) / Math.abs(d12));
    if (d11 === 0 && d12 === 0 && d22 === 0) return 0;
    const h = step * room;
    return (f(q11 + h * d11, q12 + h * d12, q22 + h * d22) - f(q11 - h * d11, q12 - h * d12, q22 - h * d22)) / (2 * h);
  };
}

/** The sums of `expectationTangent`, or undefined where all terms at hand leave too much out. */
function seriesTangent(a: HermiteSeries, b: HermiteSeries, c: number, norm: number, [q11, , q22]: Triple, [d11, d12, d22]: Triple): number | undefined {
  const terms = Math.min(a.coefficients.length, b.coefficients.length) - 2;
  const tail = Math.sqrt(a.tails[a.tails.length - 1] * b.tails[b.tails.length - 1]);
  if (!(Math.abs(c) ** terms * terms * tail <= accuracy * Math.sqrt(a.norm * b.norm))) return undefined;
  const [left, right] = [a.coefficients, b.coefficients];
  let [correlation, first, second] = [0, 0, 0];
  for (let k = terms - 1; k >= 0; k--) {
    const raised = Math.sqrt((k + 1) * (k + 2));
    first = first * c + raised * left[k + 2] * right[k];
    second = second * c + raised * left[k] * right[k + 2];
    correlation = correlation * c + (k + 1) * left[k + 1] * right[k + 1];
  }
  const along = (slope: number, tangent: number, scale: number) => (tangent === 0 ? 0 : (slope * tangent) / scale);
  return along(correlation, d12, norm) + along(first, d11, 2 * q11) + along(second, d22, 2 * q22);
}
