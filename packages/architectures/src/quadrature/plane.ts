import { type Integrand, scaledBreakpoints, valuesAt } from "./integrand.ts";
import { normalRule, panelEdges, resolve } from "./panels.ts";
import { smoother } from "./smoother.ts";

/** Panels are at most so many standard deviations wide. */
const widest = 1.5;

/**
 * E[φ(u) φ(v)] for every variance q1 of u, every variance q2 of v, and every angle, whose cosine is the correlation:
 * `[q1.length, q2.length, angles.length]`. NaN where it could not be integrated.
 *
 * An iterated integral: u = √q1 z, v = √q2 (c z + s y), c and s the cosine and sine. The outer panels follow φ(u), φ(v), and
 * what the inner integral makes of the breakpoints: turns of width s. Made for small s; angles are best close together.
 */
export function expectationsOnPlane(f: Integrand, q1: readonly number[], q2: readonly number[], angles: readonly number[]): Float64Array {
  const [first, second] = [q1.map(Math.sqrt), q2.map(Math.sqrt)];
  const cosines = angles.map(Math.cos);
  const extremes = [Math.min(...cosines), Math.max(...cosines)];
  const panels = resolve(
    [...first, ...second.flatMap((scale) => extremes.map((c) => c * scale))].map((scale) => ({ f, scale })),
    widest,
  );
  const smooth = smoother(f, second);
  const result = new Float64Array(q1.length * q2.length * angles.length);
  angles.forEach((angle, l) => {
    const [c, s] = [cosines[l], Math.sin(angle)];
    const turns = second.flatMap((scale) => scaledBreakpoints(f, c * scale).flatMap((b) => graded(b, s)));
    const [from, to] = [panels.edges[0], panels.edges[panels.edges.length - 1]];
    const { nodes, weights } = normalRule(panelEdges(from, to, widest, [...panels.edges, ...turns]));
    const centers = nodes.map((z) => c * z);
    const inner = smooth(centers, s);
    first.forEach((scale, i) => {
      const values = valuesAt(f.apply, nodes, scale).map((value, k) => weights[k] * value);
      inner.forEach((smoothed, j) => {
        let sum = 0;
        for (let k = 0; k < values.length; k++) sum += values[k] * smoothed[k];
        result[(i * second.length + j) * angles.length + l] = panels.resolved ? sum : Number.NaN;
      });
    });
  });
  return result;
}

/** Points on both sides of `turn`, from a distance of s up, doubling. */
function graded(turn: number, s: number): number[] {
  const points = [turn];
  for (let distance = s; distance < 2; distance *= 2) points.push(turn - distance, turn + distance);
  return points;
}
