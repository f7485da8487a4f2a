import { compositeRule, gaussLegendre, type Rule } from "./gauss-legendre.ts";
import { type ArrayFunction, density, type Integrand, scaledBreakpoints, valuesAt } from "./integrand.ts";

/** Gauss–Legendre points in a panel: functions are resolved as polynomials of one degree less. */
export const order = 16;
/** Beyond so many standard deviations the density underflows. */
const bound = 38;
/** The last two Legendre coefficients of a resolved function, relative to its peak under the root of the density. */
const resolution = 1e-12;
/** What a panel too narrow to matter may be wrong by. */
const negligible = 1e-16;
/** Panels around x = 0, where activations turn, are at most so wide in x = scale · z: nothing wider than a tenth of it hides between nodes. */
const widestInX = 0.5;
/** At most so many panels: what is not resolved by then is not integrable here. */
const most = 16_384;

/** A partition of the line on which functions are resolved; `edges` ascending, from where the functions begin to matter to where they cease. */
export interface Panels {
  readonly edges: readonly number[];
  /** False if the functions still vary too fast in the narrowest panels that were tried. */
  readonly resolved: boolean;
}

/** A function φ(scale · z) of a standard normal z. */
export interface Scaled {
  readonly f: Integrand;
  readonly scale: number;
}

/** Ascending edges of panels no wider than `width` on [from, to], with those of the given points that lie inside. */
export function panelEdges(from: number, to: number, width: number, points: readonly number[]): number[] {
  const corners = [from, ...points.filter((p) => p > from && p < to).sort((a, b) => a - b), to];
  const edges = [from];
  for (let i = 1; i < corners.length; i++) {
    const start = edges[edges.length - 1];
    const length = corners[i] - start;
    if (length <= 1e-14 * Math.abs(start)) continue;
    const count = Math.ceil(length / width);
    for (let k = 1; k <= count; k++) edges.push(k === count ? corners[i] : start + (length * k) / count);
  }
  return edges;
}

/** The Legendre polynomials of the two highest degrees at the nodes, times weights: rows that give the last coefficients. */
const lastCoefficients: readonly Float64Array[] = [order - 2, order - 1].map((degree) => {
  const { nodes, weights } = gaussLegendre(order);
  return nodes.map((x, i) => {
    let [previous, current] = [1, x];
    for (let k = 2; k <= degree; k++) [previous, current] = [current, ((2 * k - 1) * x * current - (k - 1) * previous) / k];
    return (degree + 0.5) * weights[i] * current;
  });
});

interface Panel {
  readonly from: number;
  readonly to: number;
}

/**
 * Cuts the line until every function is a polynomial of degree 15 on every panel, to 1e-12 of its peak (so that products
 * integrate to rounding), all relative to the root of the normal density. Panels are at most `widest` wide and cut at the breakpoints of the functions.
 */
export function resolve(scaled: readonly Scaled[], widest: number): Panels {
  const largest = scaled.reduce((most, { scale }) => Math.max(most, Math.abs(scale)), 0);
  const cuts = [...scaled.flatMap(({ f, scale }) => scaledBreakpoints(f, scale)), ...towardsZero(widest, widestInX / largest)];
  const functions = scaled.flatMap(({ f, scale }) => [f.apply, ...(f.guide === undefined ? [] : [f.guide])].map((apply) => ({ apply, scale })));
  const start = panelEdges(-bound, bound, widest, cuts);
  let open: Panel[] = start.slice(1).map((to, i) => ({ from: start[i], to }));
  const done: (Panel & { readonly matters: boolean })[] = [];
  const peaks = functions.map(() => 0);
  let resolved = true;
  while (open.length > 0) {
    const looks = functions.map(({ apply, scale }, k) => look(apply, scale, open, peaks, k));
    const next: Panel[] = [];
    open.forEach((panel, p) => {
      const { from, to } = panel;
      const width = to - from;
      const tail = Math.max(...looks.map(({ tails }, k) => tails[p] / peaks[k] || 0));
      const fine = !(tail > resolution && tail * width > negligible && width > 1e-15 * Math.max(Math.abs(from), Math.abs(to)));
      if (!fine && done.length + open.length + next.length < most) {
        next.push({ from, to: (from + to) / 2 }, { from: (from + to) / 2, to });
        return;
      }
      resolved &&= fine;
      done.push({ ...panel, matters: looks.some(({ sizes }, k) => !(sizes[p] <= 1e-18 * peaks[k])) });
    });
    open = next;
  }
  done.sort((a, b) => a.from - b.from);
  const first = done.findIndex((panel) => panel.matters);
  const last = done.findLastIndex((panel) => panel.matters);
  const kept = first < 0 ? done.slice(0, 1) : done.slice(first, last + 1);
  return { edges: [kept[0].from, ...kept.map(({ to }) => to)], resolved };
}

/** ±from, ±from/2, … down to `to`, and 0; nothing if `from` is that small. */
function towardsZero(from: number, to: number): number[] {
  const cuts: number[] = from > to ? [0] : [];
  for (let z = from; z > to; z /= 2) cuts.push(-z, z);
  return cuts;
}

/** For each panel the size of f there and of its last Legendre coefficients, under the root of the density; raises `peaks[k]`. */
function look(f: ArrayFunction, scale: number, panels: readonly Panel[], peaks: number[], k: number) {
  const { nodes } = gaussLegendre(order);
  const points = new Float64Array(panels.length * order);
  panels.forEach(({ from, to }, p) => {
    for (let i = 0; i < order; i++) points[p * order + i] = (from + to) / 2 + ((to - from) / 2) * nodes[i];
  });
  const values = valuesAt(f, points, scale);
  const sizes = new Float64Array(panels.length);
  const tails = new Float64Array(panels.length);
  panels.forEach(({ from, to }, p) => {
    const nearest = from > 0 ? from : Math.min(to, 0);
    const weight = Math.exp((-nearest * nearest) / 4);
    for (let i = 0; i < order; i++) sizes[p] = Math.max(sizes[p], weight * Math.abs(values[p * order + i]));
    for (const row of lastCoefficients) {
      let coefficient = 0;
      for (let i = 0; i < order; i++) coefficient += row[i] * values[p * order + i];
      tails[p] = Math.max(tails[p], weight * Math.abs(coefficient));
    }
    if (sizes[p] > peaks[k]) peaks[k] = sizes[p];
  });
  return { sizes, tails };
}

/** A rule for E[g(z)], z standard normal, g smooth between the edges. */
export function normalRule(edges: readonly number[]): Rule {
  const { nodes, weights } = compositeRule(edges, order);
  return { nodes, weights: weights.map((w, i) => w * density(nodes[i])) };
}
