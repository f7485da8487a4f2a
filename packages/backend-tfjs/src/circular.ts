import type { Tfjs, Values } from "./tfjs.ts";

/*
 * sin, cos and tan within 1e-7 up to |x| = 8000, where GPUs may give 11 bits: Cephes' sinf and cosf (Moshier 1989). x is
 * brought to |r| ≤ π/4 by multiples of π/2 in three parts, of which the first products are exact.
 */

const parts = [1.5703125, 4.837512969970703125e-4, 7.54978995489188216e-8];
const sineSeries = [-1.6666654611e-1, 8.3321608736e-3, -1.9515295891e-4];
const cosineSeries = [4.166664568298827e-2, -1.388731625493765e-3, 2.443315711809948e-5];

export const sine = (tf: Tfjs, x: Values): Values => circular(tf, x, 0);
export const cosine = (tf: Tfjs, x: Values): Values => circular(tf, x, 1);
export const tangent = (tf: Tfjs, x: Values): Values => tf.div(sine(tf, x), cosine(tf, x));

/** `sin(x + quarters π/2)`. */
function circular(tf: Tfjs, x: Values, quarters: number): Values {
  const turns = tf.round(tf.mul(x, 2 / Math.PI));
  const r = parts.reduce<Values>((rest, part) => tf.sub(rest, tf.mul(turns, part)), x);
  const z = tf.mul(r, r);
  const polynomial = ([a, b, c]: readonly number[]) => tf.add(tf.mul(tf.add(tf.mul(z, c), b), z), a);
  const sineOfRest = tf.add(r, tf.mul(tf.mul(r, z), polynomial(sineSeries)));
  const cosineOfRest = tf.add(tf.sub(1, tf.mul(z, 0.5)), tf.mul(tf.mul(z, z), polynomial(cosineSeries)));
  const quadrant = tf.add(turns, quarters);
  const half = tf.floor(tf.mul(quadrant, 0.5));
  const odd = tf.greater(tf.sub(quadrant, tf.mul(half, 2)), 0.5);
  const negative = tf.greater(tf.sub(half, tf.mul(tf.floor(tf.mul(half, 0.5)), 2)), 0.5);
  const value = tf.where(odd, cosineOfRest, sineOfRest);
  return tf.where(negative, tf.neg(value), value);
}
