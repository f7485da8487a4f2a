import { featureOf, type Integrand, normalRule, scaledBreakpoints } from "./gaussian-expectation.ts";

/** Terms are added in doubling blocks: 64, 128, … */
const firstBlock = 64;
const blocks = 5;
/** What rounding leaves of E[φ²] − Σ a_k². */
const noise = 1e-15;

/**
 * The Hermite series of φ at one variance: φ(√q z) = Σ a_k h_k(z), h_k the normalised probabilists' polynomials.
 * For a pair of correlation c: E[φ(u) φ(v)] = Σ a_k(q11) a_k(q22) c^k (Mehler; Daniely et al. 2016, section 4).
 */
export interface HermiteSeries {
  readonly coefficients: Float64Array;
  /** E[φ²] = Σ a_k². */
  readonly norm: number;
  /** `tails[b]` = Σ_{k ≥ 64·2^b} a_k², which bounds what is left out after that many terms. */
  readonly tails: readonly number[];
}

/** The series, up to 1024 terms and no more than rounding can tell apart. */
export function hermiteSeries(f: Integrand, q: number): HermiteSeries {
  // h_k(z) e^{−z²/4} oscillates with wavelength 2π/√k: panels of half a unit resolve k = 1024.
  const { nodes, weights } = normalRule(scaledBreakpoints(f.breakpoints, q), featureOf(q), 0.5);
  const count = nodes.length;
  const values = new Float64Array(count);
  f.apply(
    nodes.map((z) => Math.sqrt(q) * z),
    values,
    count,
  );
  const norm = values.reduce((sum, v, i) => sum + (weights[i] as number) * v * v, 0);
  // The recurrence runs on h_k(z) e^{−z²/4}, which stays bounded; e^{z²/4} goes to the weights.
  let previous = new Float64Array(count);
  let current = nodes.map((z) => Math.exp((-z * z) / 4));
  const weighted = values.map((v, i) => v * (weights[i] as number) * Math.exp((nodes[i] as number) ** 2 / 4));
  const coefficients: number[] = [];
  const tails: number[] = [];
  let left = norm;
  for (let block = 0; block < blocks; block++) {
    const until = firstBlock * 2 ** block;
    for (let k = coefficients.length; k < until; k++) {
      let sum = 0;
      const [below, above] = [Math.sqrt(k), 1 / Math.sqrt(k + 1)];
      for (let i = 0; i < count; i++) {
        const h = current[i] as number;
        sum += (weighted[i] as number) * h;
        previous[i] = ((nodes[i] as number) * h - below * (previous[i] as number)) * above;
      }
      [previous, current] = [current, previous];
      coefficients.push(sum);
      left -= sum * sum;
    }
    tails.push(Math.max(left, noise * norm));
    if (left <= noise * norm) break;
  }
  return { coefficients: Float64Array.from(coefficients), norm, tails };
}

/**
 * Σ a_k b_k c^k, with as few terms as keep what is left out, |c|^K √(tail_a tail_b), below 1e-15 of the scale
 * √(E[φ(u)²] E[φ(v)²]); undefined if not even all of them do.
 */
export function sumSeries(a: HermiteSeries, b: HermiteSeries, c: number): number | undefined {
  const scale = 4 * noise * Math.sqrt(a.norm * b.norm);
  const available = Math.min(a.tails.length, b.tails.length);
  for (let block = 0; block < available; block++) {
    const terms = firstBlock * 2 ** block;
    if (Math.abs(c) ** terms * Math.sqrt((a.tails[block] as number) * (b.tails[block] as number)) > scale) continue;
    let sum = 0;
    for (let k = terms - 1; k >= 0; k--) sum = sum * c + (a.coefficients[k] as number) * (b.coefficients[k] as number);
    return sum;
  }
  return undefined;
}
