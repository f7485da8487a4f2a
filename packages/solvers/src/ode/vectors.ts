/** `base + Σ weights_k vectors_k`; vectors of weight 0 are not looked at. */
export function combination(base: Float64Array, weights: readonly number[], vectors: readonly Float64Array[]): Float64Array {
  const result = base.slice();
  weights.forEach((weight, k) => {
    if (weight === 0) return;
    const vector = vectors[k];
    for (let i = 0; i < result.length; i++) result[i] += weight * vector[i];
  });
  return result;
}

/** √Σ over [from, to). */
export function norm(vector: Float64Array, [from, to]: readonly [number, number]): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += vector[i] * vector[i];
  return Math.sqrt(sum);
}

/** The largest size over [from, to); NaN if one is. */
export function largest(vector: Float64Array, [from, to]: readonly [number, number]): number {
  let most = 0;
  for (let i = from; i < to; i++) {
    const size = Math.abs(vector[i]);
    if (!(size <= most)) most = size;
    if (Number.isNaN(most)) return most;
  }
  return most;
}

/** The cubic through y0 and y1 with slopes s0 and s1, θ of the way in a step of length h. */
export function hermite(theta: number, h: number, y0: Float64Array, s0: Float64Array, y1: Float64Array, s1: Float64Array): Float64Array {
  const back = 1 - theta;
  const move = theta * theta * (3 - 2 * theta);
  return combination(y0, [-move, move, h * theta * back * back, -h * theta * theta * back], [y0, y1, s0, s1]);
}
