import type { Engine } from "./engine.ts";
import type { Tfjs, Values } from "./tfjs.ts";

/*
 * Products of rows with rows, inside `tidy`. The second factor is always transposed first: asked for by flag, the wasm
 * engine takes a path ten times slower.
 */

/** Rows whose products are taken at a time for a diagonal. */
const diagonalRows = 32;

/** `a b` for [n, k] and [k, m], n, k and m above 0. */
export function product(tf: Tfjs, { multiple, terms }: Engine, a: Values, b: Values): Values {
  const [n, k, m] = [a.shape[0], a.shape[1] as number, b.shape[1] as number];
  const missing = (length: number): [number, number] => [0, multiple * Math.ceil(length / multiple) - length];
  const left = missing(n)[1] === 0 ? a : tf.pad(a, [missing(n), [0, 0]]);
  const right = missing(m)[1] === 0 ? b : tf.pad(b, [[0, 0], missing(m)]);
  let total: Values | undefined;
  for (let from = 0; from < k; from += terms) {
    const part = k <= terms ? tf.matMul(left, right) : partialProduct(tf, left, right, from, Math.min(terms, k - from));
    const sum: Values = total === undefined ? part : tf.add(total, part);
    if (total !== undefined) tf.dispose([total, part]);
    total = sum;
  }
  return total?.shape[0] === n && total.shape[1] === m ? total : tf.slice(total as Values, [0, 0], [n, m]);
}

const partialProduct = (tf: Tfjs, a: Values, b: Values, from: number, length: number): Values =>
  tf.tidy(() => tf.matMul(tf.slice(a, [0, from], [-1, length]), tf.slice(b, [from, 0], [length, -1])));

/** `scale · x1 x2ᵀ`, or `scale · x xᵀ` for a second set that is null. */
export function gram(tf: Tfjs, engine: Engine, x1: Values, x2: Values | null, scale: number): Values {
  const plain = tf.mul(product(tf, engine, x1, tf.transpose(x2 ?? x1)), scale);
  if (engine.products === "by-entry") return plain;
  const squares = gramDiagonal(tf, engine, x1, scale);
  const rows = tf.reshape(squares, [x1.shape[0], 1]);
  if (x2 !== null) return snapped(tf, plain, rows, tf.reshape(gramDiagonal(tf, engine, x2, scale), [1, x2.shape[0]]));
  const n = x1.shape[0];
  const symmetric = tf.mul(tf.add(plain, tf.transpose(plain)), 0.5);
  const index = tf.tensor(Float32Array.from({ length: n }, (_, i) => i));
  const onDiagonal = tf.equal(tf.reshape(index, [n, 1]), tf.reshape(index, [1, n]));
  return tf.where(onDiagonal, tf.broadcastTo(rows, [n, n]), snapped(tf, symmetric, rows, tf.reshape(squares, [1, n])));
}

/** The diagonal of `gram(x, null, scale)`: by the same products where their bits are the same, as sums of squares where they are not. */
export function gramDiagonal(tf: Tfjs, engine: Engine, x: Values, scale: number): Values {
  const n = x.shape[0];
  if (engine.products === "by-shape") return tf.mul(tf.sum(tf.mul(x, x), 1), scale);
  const parts: Values[] = [];
  for (let from = 0; from < n; from += diagonalRows) {
    const rows = tf.slice(x, [from, 0], [Math.min(diagonalRows, n - from), -1]);
    parts.push(tf.tidy(() => diagonal(tf, product(tf, engine, rows, tf.transpose(rows)))));
    rows.dispose();
  }
  return tf.mul(tf.concat(parts), scale);
}

/** The diagonal of a square matrix that is not empty. */
export function diagonal(tf: Tfjs, a: Values): Values {
  const n = a.shape[0];
  const places = tf.tensor(
    Int32Array.from({ length: n }, (_, i) => i * (n + 1)),
    [n],
    "int32",
  );
  return tf.gather(tf.reshape(a, [n * n]), places);
}

/**
 * Takes products within 2⁻²⁰ of ±√(q11 q22), the rounding error of a sum in float32, as just that. Rows that are equal
 * then have the angle 0, as they have where sums are summed in one order; its rounding error is √ of that of the product
 * (1e-3), and the NTK has it in full.
 */
function snapped(tf: Tfjs, q12: Values, q11: Values, q22: Values): Values {
  const bound = tf.where(tf.equal(q11, q22), tf.add(q11, tf.mul(q22, 0)), tf.sqrt(tf.mul(tf.abs(q11), tf.abs(q22))));
  const size = tf.abs(bound);
  const parallel = tf.lessEqual(tf.abs(tf.sub(tf.abs(q12), size)), tf.mul(size, 2 ** -20));
  return tf.where(parallel, tf.where(tf.less(q12, 0), tf.neg(size), size), q12);
}
