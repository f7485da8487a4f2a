import { gaussHermite } from "./gauss-hermite.ts";
import { compositeRule, type Rule } from "./gauss-legendre.ts";
import { density, type Integrand, valuesAt } from "./integrand.ts";
import { order, panelEdges, resolve } from "./panels.ts";

/** Beyond so many standard deviations a Gaussian holds nothing. */
const reach = 8.5;
/** Panels of 16 points integrate a normal density if they are at most so many standard deviations wide. */
const widest = 3.5;

/**
 * φ smoothed over a width of s: for every scale, E[φ(scale · (center + s y))], y standard normal, at every center.
 *
 * Where no edge of the panels that resolve φ lies within reach, φ is a polynomial as far as y matters, and 16 Gauss–Hermite
 * nodes are exact. Elsewhere the integral runs over points of φ that are the same for every center: only the density moves.
 */
export function smoother(f: Integrand, scales: readonly number[]): (centers: Float64Array, s: number) => Float64Array[] {
  const { edges } = resolve(
    scales.map((scale) => ({ f, scale })),
    1,
  );
  const sorted = Float64Array.from(edges);
  return (centers, s) => {
    const isNear = (center: number) => firstAbove(sorted, center - reach * s) < firstAbove(sorted, center + reach * s);
    const [near, far]: [number[], number[]] = [[], []];
    centers.forEach((center, k) => (isNear(center) ? near : far).push(k));
    const result = scales.map(() => new Float64Array(centers.length));
    smoothFar(f, scales, centers, far, s, result);
    smoothNear(f, scales, centers, near, s, windows(edges, s), result);
    return result;
  };
}

function smoothFar(f: Integrand, scales: readonly number[], centers: Float64Array, at: readonly number[], s: number, result: Float64Array[]): void {
  const { nodes, weights } = gaussHermite(order);
  const points = Float64Array.from({ length: at.length * order }, (_, i) => centers[at[Math.floor(i / order)]] + s * nodes[i % order]);
  scales.forEach((scale, j) => {
    const values = valuesAt(f.apply, points, scale);
    at.forEach((k, i) => {
      let sum = 0;
      for (let y = 0; y < order; y++) sum += weights[y] * values[i * order + y];
      result[j][k] = sum;
    });
  });
}

function smoothNear(
  f: Integrand,
  scales: readonly number[],
  centers: Float64Array,
  at: readonly number[],
  s: number,
  points: Rule,
  result: Float64Array[],
): void {
  const { nodes, weights } = points;
  const values = scales.map((scale) => valuesAt(f.apply, nodes, scale));
  const densities = new Float64Array(nodes.length);
  for (const k of at) {
    const from = firstAbove(nodes, centers[k] - reach * s);
    const to = firstAbove(nodes, centers[k] + reach * s);
    for (let i = from; i < to; i++) densities[i] = (weights[i] / s) * density((nodes[i] - centers[k]) / s);
    for (let j = 0; j < values.length; j++) result[j][k] = dot(densities, values[j], from, to);
  }
}

function dot(a: Float64Array, b: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += a[i] * b[i];
  return sum;
}

/** A rule on everything that lies within twice the reach of an edge, cut at the edges, in panels on which a density of width s is resolved. */
function windows(edges: readonly number[], s: number): Rule {
  const spans: [number, number][] = [];
  for (const edge of edges) {
    const last = spans[spans.length - 1];
    if (last !== undefined && edge - 2 * reach * s <= last[1]) last[1] = edge + 2 * reach * s;
    else spans.push([edge - 2 * reach * s, edge + 2 * reach * s]);
  }
  const rules = spans.map(([from, to]) => compositeRule(panelEdges(from, to, widest * s, edges), order));
  return { nodes: joined(rules.map((rule) => rule.nodes)), weights: joined(rules.map((rule) => rule.weights)) };
}

function joined(arrays: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(arrays.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const array of arrays) {
    all.set(array, at);
    at += array.length;
  }
  return all;
}

/** The index of the first of ascending numbers that is greater than x. */
function firstAbove(ascending: Float64Array, x: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] > x) high = middle;
    else low = middle + 1;
  }
  return low;
}
