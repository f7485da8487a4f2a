import type { Integrand } from "./integrand.ts";
import { resolve } from "./panels.ts";
import { expectationsOnPlane } from "./plane.ts";

/** Chebyshev points along the two variances and along the angle of a table. */
const [perVariance, perAngle] = [16, 18];
/** Angles up to here are the business of tables. */
export const widestAngle = 0.36;
/** A function that takes more panels than this to resolve at all variances of a cell (it waves, or has an undeclared kink) is not tabulated. */
const mostPanels = 300;
/** What a table may differ from direct integration by, at its test points, relative to √(E[φ(u)²] E[φ(v)²]). */
const tolerance = 1e-13;

interface Axis {
  readonly points: readonly number[];
  /** Of the barycentric formula. */
  readonly weights: readonly number[];
}

function chebyshev(count: number): Axis {
  const angles = Array.from({ length: count }, (_, i) => (Math.PI * (i + 0.5)) / count);
  return { points: angles.map(Math.cos), weights: angles.map((angle, i) => (i % 2 === 0 ? 1 : -1) * Math.sin(angle)) };
}

const [variances, angles] = [chebyshev(perVariance), chebyshev(perAngle)];

/** Where the variances and the angle of a pair lie: variances in [4^k, 4^(k+1)), angles in (widest/2^(p+1), widest/2^p]. */
interface Cell {
  readonly power1: number;
  readonly power2: number;
  readonly panel: number;
  readonly side: 1 | -1;
}

/** Values at the Chebyshev points [variance1, variance2, angle]; null where they do not interpolate well. */
type Table = Float64Array | null;

/**
 * E[φ(u) φ(v)] of nearly parallel pairs, where the Hermite series converges too slowly: `(q1, q2, θ, side)` for the angle θ
 * between u and v (side 1) or u and −v (side −1), 0 < θ ≤ 0.36, q1 ≥ q2 > 0.
 *
 * For φ with breakpoints at 0 only, the expectation is analytic in log q1, log q2 and θ, so that it is interpolated
 * from tables of 16 × 16 × 18 values, each made when first needed. Their cells grow like the distance to where singularities
 * may lie: by a factor of 4 in the variances and 2 in the angle. A table that misses direct integration at its test points is not used.
 */
export function nearParallel(f: Integrand, scaleOf: (q: number) => number): (q1: number, q2: number, angle: number, side: 1 | -1) => number {
  const tables = new Map<number, Table>();
  const tabulated = f.breakpoints.every((b) => b === 0);
  const direct = (q1: number, q2: number, angle: number, side: 1 | -1) => expectationsOnPlane(f, [q1], [q2], [side > 0 ? angle : Math.PI - angle])[0];
  const tableOf = (cell: Cell): Table => {
    const key = (((cell.power1 + 1100) * 2200 + cell.power2 + 1100) * 64 + cell.panel) * 2 + (cell.side > 0 ? 0 : 1);
    let table = tables.get(key);
    if (table === undefined) {
      table = fill(f, cell);
      if (table !== null && !isAccurate(table, cell, direct, scaleOf)) table = null;
      tables.set(key, table);
    }
    return table;
  };
  return (q1, q2, angle, side) => {
    if (!tabulated) return direct(q1, q2, angle, side);
    const cell: Cell = { power1: powerOf(q1), power2: powerOf(q2), panel: Math.floor(Math.log2(widestAngle / angle)), side };
    const table = tableOf(cell);
    return table === null ? direct(q1, q2, angle, side) : interpolate(table, cell, q1, q2, angle);
  };
}

const powerOf = (q: number): number => Math.floor(Math.log2(q) / 2);

/** The variance at x ∈ [−1, 1] of the cell that begins at 4^power. */
const varianceAt = (power: number, x: number): number => 4 ** (power + (x + 1) / 2);

/** The angle at x ∈ [−1, 1] of a panel. */
const angleAt = (panel: number, x: number): number => (widestAngle / 2 ** panel) * (0.75 + x / 4);

function fill(f: Integrand, { power1, power2, panel, side }: Cell): Table {
  const [q1, q2] = [power1, power2].map((power) => variances.points.map((x) => varianceAt(power, x)));
  const panels = resolve(
    [...q1, ...q2].map((q) => ({ f, scale: Math.sqrt(q) })),
    1,
  );
  if (panels.edges.length > mostPanels) return null;
  return expectationsOnPlane(
    f,
    q1,
    q2,
    angles.points.map((x) => (side > 0 ? angleAt(panel, x) : Math.PI - angleAt(panel, x))),
  );
}

/** Places in a cell, as x ∈ [−1, 1] along each axis: where the variances differ, and where they are nearly equal. */
const testPoints = [
  [0.83, -0.71, -0.93],
  [0.37, 0.36, -0.31],
] as const;

function isAccurate(
  table: Float64Array,
  cell: Cell,
  direct: (q1: number, q2: number, angle: number, side: 1 | -1) => number,
  scaleOf: (q: number) => number,
): boolean {
  return testPoints.every(([x1, x2, x3]) => {
    const [q1, q2, angle] = [varianceAt(cell.power1, x1), varianceAt(cell.power2, x2), angleAt(cell.panel, x3)];
    const error = Math.abs(interpolate(table, cell, q1, q2, angle) - direct(q1, q2, angle, cell.side));
    return error <= tolerance * scaleOf(q1) * scaleOf(q2);
  });
}

function interpolate(table: Float64Array, { power1, power2, panel }: Cell, q1: number, q2: number, angle: number): number {
  const first = basisAt(variances, Math.log2(q1) - 2 * power1 - 1);
  const second = basisAt(variances, Math.log2(q2) - 2 * power2 - 1);
  const third = basisAt(angles, 4 * ((angle / widestAngle) * 2 ** panel - 0.75));
  let total = 0;
  for (let i = 0; i < perVariance; i++) {
    let plane = 0;
    for (let j = 0; j < perVariance; j++) {
      const from = (i * perVariance + j) * perAngle;
      let line = 0;
      for (let l = 0; l < perAngle; l++) line += third[l] * table[from + l];
      plane += second[j] * line;
    }
    total += first[i] * plane;
  }
  return total;
}

/** The Lagrange polynomials of the Chebyshev points at x. */
function basisAt({ points, weights }: Axis, x: number): Float64Array {
  const basis = new Float64Array(points.length);
  let sum = 0;
  for (let i = 0; i < points.length; i++) {
    if (x === points[i]) {
      basis.fill(0)[i] = 1;
      return basis;
    }
    basis[i] = weights[i] / (x - points[i]);
    sum += basis[i];
  }
  for (let i = 0; i < points.length; i++) basis[i] /= sum;
  return basis;
}
