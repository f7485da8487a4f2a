/** A function at a point, and its gradient there. */
export interface Point {
  readonly value: number;
  readonly gradient: Float64Array;
}

export interface Minimum extends Point {
  readonly x: Float64Array;
  /** `converged`: the gradient is small. `stalled`: no step lowers the value any more. `exhausted`: no iterations left. */
  readonly status: "converged" | "stalled" | "exhausted";
  readonly iterations: number;
  readonly evaluations: number;
}

export interface MinimiseOptions {
  /** Stop where the largest component of the gradient is below this times max(1, |value|). */
  readonly tolerance: number;
  readonly maxIterations: number;
  /** No component of x moves further than this in one step. */
  readonly longestStep: number;
}

/**
 * A local minimum by BFGS (Nocedal & Wright 2006, algorithm 6.1) with a backtracking line search: the inverse Hessian is kept
 * as a full matrix, for a handful of variables. `f` answers with null where it is not defined, and steps stop short of there.
 * Written here because `f` asks a backend and so returns a promise, which the libraries of npm cannot wait for.
 */
export async function minimise(f: (x: Float64Array) => Promise<Point | null>, start: Float64Array, first: Point, options: MinimiseOptions): Promise<Minimum> {
  const n = start.length;
  const size = (vector: Float64Array) => vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const small = ({ value, gradient }: Point) => size(gradient) <= options.tolerance * Math.max(1, Math.abs(value));
  let [x, at, inverse, evaluations] = [start, first, identity(n), 1];
  for (let iterations = 0; ; iterations++) {
    const done = (status: Minimum["status"]): Minimum => ({ ...at, x, status, iterations, evaluations });
    if (small(at)) return done("converged");
    if (iterations === options.maxIterations) return done("exhausted");
    let direction = times(inverse, at.gradient).map((value) => -value);
    if (!(dot(direction, at.gradient) < 0)) {
      inverse = identity(n);
      direction = at.gradient.map((value) => -value);
    }
    const descent = dot(direction, at.gradient);
    let step = Math.min(1, options.longestStep / size(direction));
    let next: Point | null = null;
    let reached = x;
    for (; step * size(direction) > 1e-12; step /= 3) {
      reached = x.map((value, i) => value + step * direction[i]);
      next = await f(reached);
      evaluations += 1;
      if (next !== null && next.value <= at.value + 1e-4 * step * descent) break;
      next = null;
    }
    if (next === null) return done("stalled");
    inverse = updated(inverse, subtract(reached, x), subtract(next.gradient, at.gradient));
    [x, at] = [reached, next];
  }
}

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * b[i], 0);
const subtract = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, i) => value - b[i]);
const times = (matrix: readonly Float64Array[], vector: Float64Array): Float64Array => Float64Array.from(matrix, (row) => dot(row, vector));
const identity = (n: number): Float64Array[] => Array.from({ length: n }, (_, i) => Float64Array.from({ length: n }, (_, j) => (i === j ? 1 : 0)));

/** `(1 − ρ s yᵀ) H (1 − ρ y sᵀ) + ρ s sᵀ`, ρ = 1/(s·y); H as it is where the curvature s·y is not positive. */
function updated(inverse: readonly Float64Array[], s: Float64Array, y: Float64Array): Float64Array[] {
  const curvature = dot(s, y);
  if (!(curvature > 1e-12 * Math.sqrt(dot(s, s) * dot(y, y)))) return [...inverse];
  const hy = times(inverse, y);
  const factor = (1 + dot(y, hy) / curvature) / curvature;
  return inverse.map((row, i) => row.map((value, j) => value + factor * s[i] * s[j] - (hy[i] * s[j] + s[i] * hy[j]) / curvature));
}
