import { type Integrand, valuesAt } from "./integrand.ts";
import { normalRule, panelEdges, resolve } from "./panels.ts";

/** Terms are added in doubling blocks: 64, 128, 256, 512. */
const firstBlock = 64;
const blocks = 4;
/** What rounding leaves of E[φ²] − Σ a_k², relative to E[φ²]. */
const noise = 1e-15;
/** h_k e^{−z²/4} waves with length 2π/√k: panels of 16 points and this width follow it up to k = 512. */
const widest = 0.6;

/**
 * The Hermite series of φ at one variance: φ(√q z) = Σ a_k h_k(z), h_k the normalised probabilists' polynomials.
 * For a pair of correlation c: E[φ(u) φ(v)] = Σ a_k(q11) a_k(q22) c^k (Mehler; Daniely et al. 2016, section 4).
 */
export interface HermiteSeries {
  readonly coefficients: Float64Array;
  /** E[φ²]; NaN where it could not be integrated. */
  readonly norm: number;
  /** `tails[b]` = Σ_{k ≥ 64·2^b} a_k², which bounds what is left out after that many terms. */
  readonly tails: readonly number[];
}

/** The series, up to 512 terms and no more than rounding can tell apart. */
export function hermiteSeries(f: Integrand, q: number): HermiteSeries {
  const scale = Math.sqrt(q);
  const { edges, resolved } = resolve([{ f, scale }], widest);
  // Over z > 0: even terms see φ(z) + φ(−z), odd ones φ(z) − φ(−z).
  const magnitudes = edges.map(Math.abs);
  const { nodes, weights } = normalRule(panelEdges(0, Math.max(...magnitudes), widest, magnitudes));
  const [above, below] = [valuesAt(f.apply, nodes, scale), valuesAt(f.apply, nodes, -scale)];
  const norm = resolved ? weights.reduce((sum, w, i) => sum + w * (above[i] ** 2 + below[i] ** 2), 0) : Number.NaN;
  // The recurrence runs on h_k(z) e^{−z²/4}, which stays bounded; e^{z²/4} goes to the weights.
  const tilted = weights.map((w, i) => w * Math.exp(nodes[i] ** 2 / 4));
  const even = tilted.map((w, i) => w * (above[i] + below[i]));
  const odd = tilted.map((w, i) => w * (above[i] - below[i]));
  let previous = new Float64Array(nodes.length);
  let current = nodes.map((z) => Math.exp((-z * z) / 4));
  const coefficients: number[] = [];
  let left = norm;
  for (let block = 0; block < blocks; block++) {
    const until = firstBlock * 2 ** block;
    for (let k = coefficients.length; k < until; k++) {
      const coefficient = advance(k, nodes, k % 2 === 0 ? even : odd, current, previous);
      [previous, current] = [current, previous];
      coefficients.push(coefficient);
      left -= coefficient ** 2;
    }
    if (isComplete(coefficients, norm, left)) {
      left = 0;
      break;
    }
  }
  return { coefficients: Float64Array.from(coefficients), norm, tails: tailsOf(coefficients, Math.max(left, noise * norm)) };
}

/** The sum of `weighted · h_k`; turns h_{k−1} into h_{k+1}. */
function advance(k: number, nodes: Float64Array, weighted: Float64Array, current: Float64Array, previous: Float64Array): number {
  const above = 1 / Math.sqrt(k + 1);
  const below = Math.sqrt(k) * above;
  const count = nodes.length;
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const h = current[i];
    sum += weighted[i] * h;
    previous[i] = above * nodes[i] * h - below * previous[i];
  }
  return sum;
}

/** True if what Parseval leaves is rounding and the later half of the terms adds nothing to speak of. */
function isComplete(coefficients: readonly number[], norm: number, left: number): boolean {
  if (left > 100 * noise * norm) return false;
  let later = 0;
  for (let k = coefficients.length / 2; k < coefficients.length; k++) later += coefficients[k] ** 2;
  return later <= 0.1 * noise * norm;
}

/** The tails after each block, summed from behind: differences would cancel. */
function tailsOf(coefficients: readonly number[], rest: number): number[] {
  const tails: number[] = [];
  let sum = rest;
  for (let k = coefficients.length; k >= firstBlock; k--) {
    if (k < coefficients.length) sum += coefficients[k] ** 2;
    if (Number.isInteger(Math.log2(k / firstBlock))) tails.unshift(sum);
  }
  return tails;
}

/**
 * Σ a_k b_k c^k, with as few terms as keep what is left out, |c|^K √(tail_a tail_b), below 4e-15 of the scale
 * √(E[φ(u)²] E[φ(v)²]); undefined if not even all of them do, which takes
 * |c| > 0.937.
 */
export function sumSeries(a: HermiteSeries, b: HermiteSeries, c: number): number | undefined {
  const scale = 4 * noise * Math.sqrt(a.norm * b.norm);
  if (Number.isNaN(scale)) return Number.NaN;
  const available = Math.min(a.tails.length, b.tails.length);
  for (let block = 0; block < available; block++) {
    const terms = firstBlock * 2 ** block;
    if (Math.abs(c) ** terms * Math.sqrt(a.tails[block] * b.tails[block]) > scale) continue;
    let sum = 0;
    for (let k = terms - 1; k >= 0; k--) sum = sum * c + a.coefficients[k] * b.coefficients[k];
    return sum;
  }
  return undefined;
}
