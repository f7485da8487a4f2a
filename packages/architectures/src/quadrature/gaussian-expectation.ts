import { type HermiteSeries, hermiteSeries, sumSeries } from "./hermite-series.ts";
import type { Integrand } from "./integrand.ts";
import { expectationOnLine } from "./line.ts";
import { nearParallel } from "./near-parallel.ts";

/** How many Hermite coefficients are kept for reuse before the memory is given back: 128 MiB. */
const coefficientBudget = 16_000_000;
/** Correlations closer to ±1 than rounding can tell are ±1. */
const parallel = 1 - 2e-16;

/**
 * `(q11, q12, q22) → E[f(u) f(v)]` for zero-mean Gaussian (u, v), to about 1e-14 of √(E[f(u)²] E[f(v)²]) where f is smooth
 * between its breakpoints: by the Hermite series where it converges, near |c| = 1 by tables, at |c| = 1 on the line. NaN
 * where the expectation does not exist or f is too wild. A pure function: what it remembers changes nothing.
 */
export function gaussianExpectation(f: Integrand): (q11: number, q12: number, q22: number) => number {
  let known = new Map<number, HermiteSeries>();
  let kept = 0;
  const seriesAt = (q: number): HermiteSeries => {
    let series = known.get(q);
    if (series === undefined) {
      series = hermiteSeries(f, q);
      kept += series.coefficients.length;
      if (kept > coefficientBudget) [known, kept] = [new Map(), series.coefficients.length];
      known.set(q, series);
    }
    return series;
  };
  const near = nearParallel(f, (q) => Math.sqrt(seriesAt(q).norm));
  return (q11, q12, q22) => {
    // Larger variance first, so that exchanging the samples changes no bit.
    const [large, small] = q11 >= q22 ? [q11, q22] : [q22, q11];
    const norm = Math.sqrt(large * small);
    const c = norm > 0 ? q12 / norm : 0;
    if (!Number.isFinite(c)) return Number.NaN;
    const side = c > 0 ? 1 : -1;
    if (Math.abs(c) >= parallel) return large === small && side > 0 ? seriesAt(large).norm : expectationOnLine(f, large, small, side);
    const sum = sumSeries(seriesAt(large), seriesAt(small), c);
    if (sum !== undefined) return sum;
    const m = Math.abs(q12);
    return near(large, small, 2 * Math.atan(Math.sqrt((norm - m) / (norm + m))), side);
  };
}
