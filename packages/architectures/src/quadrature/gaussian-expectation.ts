import { compositeRule, type Rule } from "./gauss-legendre.ts";

/** φ on arrays: `output[i] = φ(input[i])` for i < count. */
export type ArrayFunction = (input: Float64Array, output: Float64Array, count: number) => void;

/** A function to integrate against Gaussians, with the points where it or its slope jumps. */
export interface Integrand {
  readonly apply: ArrayFunction;
  readonly breakpoints: readonly number[];
}

/** Beyond this many standard deviations a Gaussian holds 1e-32 of its weight: nothing, even under a growing φ. */
const reach = 12;
/** The same for the two-dimensional rule, where φ(u) φ(v) is not multiplied by anything that grows. */
const planeReach = 9;
/** Analytic φ of everyday use have their poles at a distance of π/2 or more from the real line. */
const featureWidth = 1.5;

const densityAt = (z: number) => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);

/** Sorted edges of panels no wider than `width` on [−bound, bound], with the given points among them. */
export function panelEdges(bound: number, width: number, points: readonly number[]): number[] {
  const corners = [-bound, ...points.filter((p) => Math.abs(p) < bound).sort((a, b) => a - b), bound];
  const edges = [-bound];
  for (let i = 1; i < corners.length; i++) {
    const [from, to] = [corners[i - 1] as number, corners[i] as number];
    if (to - from < 1e-14) continue;
    const count = Math.ceil((to - from) / width);
    for (let k = 1; k <= count; k++) edges.push(k === count ? to : from + ((to - from) * k) / count);
  }
  return edges;
}

/** A rule for E[f(z)], z standard normal: panels split at `points`, narrow enough for features of size `feature`. */
export function normalRule(points: readonly number[], feature: number, widest: number): Rule {
  const { nodes, weights } = compositeRule(panelEdges(reach, Math.min(widest, feature), points), 16);
  return { nodes, weights: weights.map((w, i) => w * densityAt(nodes[i] as number)) };
}

/** The width of φ's features in units of a standard deviation √q. */
export function featureOf(q: number): number {
  return q > 0 ? featureWidth / Math.sqrt(q) : Number.POSITIVE_INFINITY;
}

/** Where φ(√q z) has its breakpoints, in z. */
export function scaledBreakpoints(breakpoints: readonly number[], q: number, sign = 1): number[] {
  return q > 0 ? breakpoints.map((b) => (sign * b) / Math.sqrt(q)) : [];
}

function valuesAt(f: Integrand, nodes: Float64Array, scale: number): Float64Array {
  const values = new Float64Array(nodes.length);
  f.apply(
    nodes.map((z) => scale * z),
    values,
    nodes.length,
  );
  return values;
}

/** E[φ(√q1 z) φ(±√q2 z)]: the expectation over a perfectly correlated pair. */
export function expectationOnLine(f: Integrand, q1: number, q2: number, sign: 1 | -1): number {
  const points = [...scaledBreakpoints(f.breakpoints, q1), ...scaledBreakpoints(f.breakpoints, q2, sign)];
  const { nodes, weights } = normalRule(points, featureOf(Math.max(q1, q2)), 0.75);
  const first = valuesAt(f, nodes, Math.sqrt(q1));
  const second = valuesAt(f, nodes, sign * Math.sqrt(q2));
  return weights.reduce((sum, w, i) => sum + w * (first[i] as number) * (second[i] as number), 0);
}

/**
 * E[φ(u) φ(v)] for (u, v) of variances q1, q2 and correlation c, |c| < 1, as an iterated integral:
 * u = √q1 z1, v = √q2 (c z1 + s z2), s = √(1 − c²). Gauss–Legendre panels split where φ(u) and φ(v) break;
 * outer panels are graded towards the places where the inner integral turns within a width of s.
 */
export function expectationOnPlane(f: Integrand, q1: number, q2: number, c: number): number {
  const s = Math.sqrt((1 - c) * (1 + c));
  const [scale1, scale2] = [Math.sqrt(q1), Math.sqrt(q2)];
  const outerPoints = scaledBreakpoints(f.breakpoints, q1);
  for (const b of scaledBreakpoints(f.breakpoints, q2)) {
    const turn = b / c;
    outerPoints.push(turn);
    for (let distance = s / Math.abs(c); distance < 2; distance *= 2) outerPoints.push(turn - distance, turn + distance);
  }
  const outer = compositeRule(panelEdges(planeReach, Math.min(1.5, featureOf(Math.max(q1, q2 * c * c))), outerPoints), 16);
  const first = valuesAt(f, outer.nodes, scale1);
  const innerBreakpoints = scaledBreakpoints(f.breakpoints, q2);
  const innerWidth = Math.min(1.5, featureOf(q2 * s * s));
  const smoothInner = compositeRule(panelEdges(planeReach, innerWidth, []), 16);
  let total = 0;
  for (let i = 0; i < outer.nodes.length; i++) {
    const z1 = outer.nodes[i] as number;
    const breaks = innerBreakpoints.map((b) => (b - c * z1) / s);
    const inner = breaks.some((b) => Math.abs(b) < planeReach) ? compositeRule(panelEdges(planeReach, innerWidth, breaks), 16) : smoothInner;
    const values = new Float64Array(inner.nodes.length);
    f.apply(
      inner.nodes.map((z2) => scale2 * (c * z1 + s * z2)),
      values,
      values.length,
    );
    let sum = 0;
    for (let j = 0; j < values.length; j++) sum += (inner.weights[j] as number) * densityAt(inner.nodes[j] as number) * (values[j] as number);
    total += (outer.weights[i] as number) * densityAt(z1) * (first[i] as number) * sum;
  }
  return total;
}
