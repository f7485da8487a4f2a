/*
 * Products of rows with rows: the one kernel behind `matmul` and `gram`. Every entry is the sum of runs of `runLength`
 * products, added one at a time, whatever block it falls in: so equal rows give equal bits wherever they stand, and a
 * product cut into tiles equals the product in one piece. Runs keep rounding errors small: for squares of 3000 normal
 * numbers 1e-15 relative instead of 4e-15.
 */

/** Products that are added up before their sum goes to the total. */
export const runLength = 128;

interface Lengths {
  readonly n: number;
  readonly m: number;
  readonly d: number;
}

/** Rows of `b` are taken in blocks of about this many numbers (256 KiB), which stay in the second-level cache. */
const blockNumbers = 32_768;

/** `scale · Σ_k a[i, k] b[j, k]` as [n, m], for a [n, d] and b [m, d]. */
export function rowProducts(a: Float64Array, b: Float64Array, lengths: Lengths, scale: number): Float64Array {
  const { n, m } = lengths;
  const out = new Float64Array(n * m);
  const block = blockOf(lengths);
  for (let from = 0; from < m; from += block) {
    const to = Math.min(m, from + block);
    for (let i = 0; i < n; i += 3) for (let j = from; j < to; j += 3) tile(a, b, i, j, lengths, scale, out);
  }
  return out;
}

/** `rowProducts(x, x)`: what stands on and above the diagonal is computed, the rest mirrored. */
export function symmetricRowProducts(x: Float64Array, n: number, d: number, scale: number): Float64Array {
  const lengths = { n, m: n, d };
  const out = new Float64Array(n * n);
  const block = blockOf(lengths);
  for (let from = 0; from < n; from += block) {
    const to = Math.min(n, from + block);
    for (let i = 0; i < to; i += 3) for (let j = Math.max(from, i); j < to; j += 3) tile(x, x, i, j, lengths, scale, out);
  }
  mirror(out, n);
  return out;
}

/** The diagonal of `symmetricRowProducts`, summed in the same order. */
export function rowNorms(x: Float64Array, n: number, d: number, scale: number): Float64Array {
  const out = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let from = 0; from < d; from += runLength) {
      let run = 0;
      for (let k = i * d + from; k < i * d + Math.min(d, from + runLength); k++) run += x[k] * x[k];
      sum += run;
    }
    out[i] = scale * sum;
  }
  return out;
}

/** The transpose [m, n] of a matrix [n, m]. */
export function transposed(a: Float64Array, n: number, m: number): Float64Array {
  const out = new Float64Array(n * m);
  const side = 16;
  for (let i0 = 0; i0 < n; i0 += side) {
    for (let j0 = 0; j0 < m; j0 += side) {
      const [i1, j1] = [Math.min(n, i0 + side), Math.min(m, j0 + side)];
      for (let i = i0; i < i1; i++) for (let j = j0; j < j1; j++) out[j * n + i] = a[i * m + j];
    }
  }
  return out;
}

const blockOf = ({ d }: Lengths): number => 3 * Math.max(1, Math.floor(blockNumbers / (3 * Math.max(d, 1))));

/** Copies what stands above the diagonal to below it. */
function mirror(a: Float64Array, n: number): void {
  const side = 16;
  for (let i0 = 0; i0 < n; i0 += side) {
    for (let j0 = i0; j0 < n; j0 += side) {
      const [i1, j1] = [Math.min(n, i0 + side), Math.min(n, j0 + side)];
      for (let i = i0; i < i1; i++) for (let j = Math.max(i + 1, j0); j < j1; j++) a[j * n + i] = a[i * n + j];
    }
  }
}

/**
 * The entries [i … i+2, j … j+2] at once, so that each number read is used three times. At the edges the last row stands
 * in for those that are missing, and its entries are merely computed again.
 */
function tile(a: Float64Array, b: Float64Array, i: number, j: number, { n, m, d }: Lengths, scale: number, out: Float64Array): void {
  const i1 = Math.min(i + 1, n - 1);
  const i2 = Math.min(i + 2, n - 1);
  const j1 = Math.min(j + 1, m - 1);
  const j2 = Math.min(j + 2, m - 1);
  const [a0, a1, a2] = [i * d, i1 * d, i2 * d];
  const [b0, b1, b2] = [j * d, j1 * d, j2 * d];
  let s00 = 0;
  let s01 = 0;
  let s02 = 0;
  let s10 = 0;
  let s11 = 0;
  let s12 = 0;
  let s20 = 0;
  let s21 = 0;
  let s22 = 0;
  for (let from = 0; from < d; from += runLength) {
    const to = Math.min(d, from + runLength);
    let r00 = 0;
    let r01 = 0;
    let r02 = 0;
    let r10 = 0;
    let r11 = 0;
    let r12 = 0;
    let r20 = 0;
    let r21 = 0;
    let r22 = 0;
    for (let k = from; k < to; k++) {
      const u = b[b0 + k];
      const v = b[b1 + k];
      const w = b[b2 + k];
      const x = a[a0 + k];
      r00 += x * u;
      r01 += x * v;
      r02 += x * w;
      const y = a[a1 + k];
      r10 += y * u;
      r11 += y * v;
      r12 += y * w;
      const z = a[a2 + k];
      r20 += z * u;
      r21 += z * v;
      r22 += z * w;
    }
    s00 += r00;
    s01 += r01;
    s02 += r02;
    s10 += r10;
    s11 += r11;
    s12 += r12;
    s20 += r20;
    s21 += r21;
    s22 += r22;
  }
  const [o0, o1, o2] = [i * m, i1 * m, i2 * m];
  out[o0 + j] = scale * s00;
  out[o0 + j1] = scale * s01;
  out[o0 + j2] = scale * s02;
  out[o1 + j] = scale * s10;
  out[o1 + j1] = scale * s11;
  out[o1 + j2] = scale * s12;
  out[o2 + j] = scale * s20;
  out[o2 + j1] = scale * s21;
  out[o2 + j2] = scale * s22;
}
