/** φ on arrays: `output[i] = φ(input[i])` for i < count; both may be one array. */
export type ArrayFunction = (input: Float64Array, output: Float64Array, count: number) => void;

/** A function to integrate against Gaussians. */
export interface Integrand {
  readonly apply: ArrayFunction;
  /** Where it or one of its derivatives jumps. */
  readonly breakpoints: readonly number[];
  /** A function that turns where this one does: φ for φ', whose narrow peaks would be missed between nodes. */
  readonly guide?: ArrayFunction;
}

/** f(scale · z) at every z. */
export function valuesAt(f: ArrayFunction, nodes: Float64Array, scale: number): Float64Array {
  const points = new Float64Array(nodes.length);
  for (let i = 0; i < points.length; i++) points[i] = scale * nodes[i];
  f(points, points, points.length);
  return points;
}

/** Where φ(scale · z) has its breakpoints, in z. */
export function scaledBreakpoints(f: Integrand, scale: number): number[] {
  return scale === 0 ? [] : f.breakpoints.map((b) => b / scale);
}

/** The density of the standard normal. */
export const density = (z: number): number => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
