/** Numbers of a row that are worked on at a time: six rows of them stay in the first cache. */
const chunk = 1024;

/**
 * Inner products of rows, `out[i · right.length + j] = Σ_k a[left[i] + k] b[right[j] + k]` for k < length, in float64: two rows by
 * four at a time, so that a number is read once for several products. `left` and `right` are where rows begin. With
 * `symmetric`, only those for j ≥ i are promised.
 */
export function innerProducts(
  a: Float32Array,
  left: readonly number[],
  b: Float32Array,
  right: readonly number[],
  length: number,
  symmetric: boolean,
): Float64Array {
  const [rows, columns] = [left.length, right.length];
  const out = new Float64Array(rows * columns);
  const [blockRows, blockColumns] = [rows - (rows % 2), columns - (columns % 4)];
  for (let k0 = 0; k0 < length; k0 += chunk) {
    const end = Math.min(length, k0 + chunk);
    for (let i = 0; i < blockRows; i += 2) {
      const first = symmetric ? i - (i % 4) : 0;
      for (let j = first; j < blockColumns; j += 4) addBlock(a, left[i], left[i + 1], b, right, j, k0, end, out, i * columns + j, columns);
    }
    for (let i = 0; i < rows; i++) {
      const first = i < blockRows ? blockColumns : 0;
      for (let j = symmetric ? Math.max(first, i) : first; j < columns; j++) {
        let sum = 0;
        for (let k = k0; k < end; k++) sum += a[left[i] + k] * b[right[j] + k];
        out[i * columns + j] += sum;
      }
    }
  }
  return out;
}

/** Adds the products of two rows by four over k0 ≤ k < end. */
function addBlock(
  a: Float32Array,
  a0: number,
  a1: number,
  b: Float32Array,
  right: readonly number[],
  j: number,
  k0: number,
  end: number,
  out: Float64Array,
  at: number,
  columns: number,
): void {
  const [b0, b1, b2, b3] = [right[j], right[j + 1], right[j + 2], right[j + 3]];
  let s00 = 0;
  let s01 = 0;
  let s02 = 0;
  let s03 = 0;
  let s10 = 0;
  let s11 = 0;
  let s12 = 0;
  let s13 = 0;
  for (let k = k0; k < end; k++) {
    const x = a[a0 + k];
    const y = a[a1 + k];
    const p = b[b0 + k];
    const q = b[b1 + k];
    const r = b[b2 + k];
    const s = b[b3 + k];
    s00 += x * p;
    s01 += x * q;
    s02 += x * r;
    s03 += x * s;
    s10 += y * p;
    s11 += y * q;
    s12 += y * r;
    s13 += y * s;
  }
  out[at] += s00;
  out[at + 1] += s01;
  out[at + 2] += s02;
  out[at + 3] += s03;
  out[at + columns] += s10;
  out[at + columns + 1] += s11;
  out[at + columns + 2] += s12;
  out[at + columns + 3] += s13;
}
