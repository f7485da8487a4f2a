import { type Integrand, valuesAt } from "./integrand.ts";
import { normalRule, panelEdges, resolve } from "./panels.ts";

/** Terms come in doubling blocks: 64, 128, 256, 512 in all. */
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
  /** a_k, for as many blocks as `tails` has entries. */
  readonly coefficients: Float64Array;
  /** E[φ²]; NaN where it could not be integrated. */
  readonly norm: number;
  /** `tails[b]` ≥ Σ_{k ≥ 64·2^b} a_k², known from the terms before. */
  readonly tails: readonly number[];
}

/** The series in `least` blocks, and as many more as its own sum needs. */
export function hermiteSeries(f: Integrand, q: number, least = 1): HermiteSeries {
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
  const tails: number[] = [];
  while (tails.length < blocks) {
    const until = firstBlock * 2 ** tails.length;
    for (let k = coefficients.length; k < until; k++) {
      coefficients.push(advance(k, nodes, k % 2 === 0 ? even : odd, current, previous));
      [previous, current] = [current, previous];
    }
    tails.push(tailOf(coefficients, norm));
    if (tails.length >= least && tails[tails.length - 1] <= 0.1 * noise * norm) break;
  }
  return { coefficients: Float64Array.from(coefficients), norm, tails };
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

/** What comes after the terms: what Parseval leaves; where that is but rounding, the later half of the terms, which a smooth φ halves at least. */
function tailOf(coefficients: readonly number[], norm: number): number {
  let [earlier, later] = [0, 0];
  coefficients.forEach((a, k) => {
    if (k < coefficients.length / 2) earlier += a * a;
    else later += a * a;
  });
  const left = norm - earlier - later;
  return left > 100 * noise * norm ? left : later;
}

/**
 * Σ a_k(q1) a_k(q2) c^k with as few blocks as keep what is left out, |c|^K √(tail tail'), below 4e-15 of
 * √(E[φ(u)²] E[φ(v)²]); undefined if not even all of them do, which takes |c| > 0.937. `seriesAt(q, blocks)` has at least
 * so many blocks. How many are used depends on q1, q2 and c alone.
 */
export function sumSeries(seriesAt: (q: number, blocks: number) => HermiteSeries, q1: number, q2: number, c: number): number | undefined {
  for (let block = 0; block < blocks; block++) {
    const [a, b] = [seriesAt(q1, block + 1), seriesAt(q2, block + 1)];
    const scale = 4 * noise * Math.sqrt(a.norm * b.norm);
    if (Number.isNaN(scale)) return Number.NaN;
    const terms = firstBlock * 2 ** block;
    if (Math.abs(c) ** terms * Math.sqrt(a.tails[block] * b.tails[block]) <= scale) return horner(a.coefficients, b.coefficients, c, terms);
  }
  return undefined;
}

function horner(a: Float64Array, b: Float64Array, c: number, terms: number): number {
  let sum = 0;
  for (let k = terms - 1; k >= 0; k--) sum = sum * c + a[k] * b[k];
  return sum;
}
