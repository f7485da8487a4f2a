import { ndArray } from "@ntkit/core";
import type { Dual } from "./method.ts";
import { type Phi, phi } from "./phi.ts";
import { combination } from "./vectors.ts";

/** `weight φ_order(−time A) vector`. */
export interface Term {
  readonly order: 1 | 2 | 3 | 4;
  readonly time: number;
  readonly weight: number;
  readonly vector: Float64Array;
}

/** A direction counts as none if orthogonalisation leaves less than this of its squared length. */
const nothing = 1e-26;

/**
 * A growing space of dual coefficients, orthonormal in ⟨x, Θ x'⟩, in which functions of `A x = curvature(lift(x))` are approximated by those
 * of the small symmetric matrix T that A is there. It holds the Krylov spaces of several vectors together: what is known of
 * the stiff directions from the first serves the others. Each new direction is one product with the kernel and, for k of them, k
 * inner products.
 */
export function krylovSpace(
  { lift, eigh }: Dual,
  curvature: (change: Float64Array) => Promise<Float64Array>,
  [from, to]: readonly [number, number],
  /** How far an entry of the state may move and not matter. */
  negligible: Float64Array,
  maxDimension: number,
) {
  const basis: Float64Array[] = [];
  const lifts: Float64Array[] = [];
  const rows: number[][] = [];
  /** Directions whose image under A is not in the space yet: the last of each Krylov space. */
  const open: { readonly direction: number; readonly image: Float64Array }[] = [];
  let ritz: { readonly values: Float64Array; readonly vectors: Float64Array } | undefined;
  const known = new Map<number, Phi>();

  const inner = (lifted: Float64Array, x: Float64Array): number => {
    let sum = 0;
    for (let i = 0; i < x.length; i++) sum += lifted[from + i] * x[i];
    return sum;
  };

  /** Adds the part of x that is new, if there is one. `lifted` is lift(x), where it is known and the space still empty. */
  async function add(x: Float64Array, lifted?: Float64Array): Promise<(typeof open)[number] | undefined> {
    let rest = x;
    let old = 0;
    for (let pass = 0; pass < 2; pass++) {
      const parts = lifts.map((image) => inner(image, rest));
      if (pass === 0) old = parts.reduce((sum, part) => sum + part * part, 0);
      rest = combination(
        rest,
        parts.map((part) => -part),
        basis,
      );
    }
    const moved = lifted ?? (await lift(rest));
    const square = inner(moved, rest);
    if (!(square > nothing * (old + square))) return undefined;
    const length = Math.sqrt(square);
    basis.push(rest.map((value) => value / length));
    const unit = moved.map((value) => value / length);
    lifts.push(unit);
    const image = await curvature(unit);
    rows.push(lifts.map((other) => inner(other, image)));
    ritz = undefined;
    known.clear();
    return { direction: basis.length - 1, image };
  }

  async function diagonalise() {
    if (ritz !== undefined) return ritz;
    const k = rows.length;
    const matrix = new Float64Array(k * k);
    rows.forEach((row, i) => row.forEach((value, j) => (matrix[i * k + j] = matrix[j * k + i] = value)));
    const { values, vectors } = await eigh(ndArray(matrix, [k, k]));
    // A is positive semidefinite: what is below zero is a rounding error.
    ritz = { values: values.map((value) => Math.max(0, value)), vectors };
    return ritz;
  }

  /** The coordinates [k] of a sum of terms. */
  async function coordinates(terms: readonly Term[]): Promise<Float64Array> {
    const k = basis.length;
    const sum = new Float64Array(k);
    if (k === 0) return sum;
    const { values, vectors } = await diagonalise();
    const modes = new Float64Array(k);
    const rotated = new Map<Float64Array, Float64Array>();
    for (const { order, time, weight, vector } of terms) {
      const factors = known.get(time) ?? phi(values, time);
      known.set(time, factors);
      let turned = rotated.get(vector);
      if (turned === undefined) {
        turned = new Float64Array(k);
        for (let i = 0; i < k; i++) {
          const part = inner(lifts[i], vector);
          for (let mode = 0; mode < k; mode++) turned[mode] += vectors[i * k + mode] * part;
        }
        rotated.set(vector, turned);
      }
      for (let mode = 0; mode < k; mode++) modes[mode] += weight * factors[order][mode] * turned[mode];
    }
    for (let i = 0; i < k; i++) for (let mode = 0; mode < k; mode++) sum[i] += vectors[i * k + mode] * modes[mode];
    return sum;
  }

  /** The most that the direction moves an entry, in units of what does not matter. */
  function share(direction: number, part: number): number {
    let most = 0;
    for (let i = from; i < to; i++) most = Math.max(most, Math.abs(part * lifts[direction][i]) / negligible[i]);
    return most;
  }

  return {
    /**
     * Grows until the terms, all of them of `vector`, no longer need the directions that the Krylov spaces would take next. What is
     * left of them at the largest dimension, in units of what does not matter; 1 or less if it was not reached.
     */
    async grow(vector: Float64Array, terms: readonly Omit<Term, "vector">[], lifted?: Float64Array): Promise<number> {
      const first = await add(vector, lifted);
      if (first !== undefined) open.push(first);
      while (open.length > 0) {
        const found = await coordinates(terms.map((term) => ({ ...term, vector })));
        const shares = open.map(({ direction }) => share(direction, found[direction]));
        const worst = Math.max(...shares);
        // NaN ends it too: what is not finite is seen in the step.
        if (!(worst > 1) || basis.length >= maxDimension) return worst;
        const at = shares.indexOf(worst);
        const next = await add(open[at].image);
        open.splice(at, 1, ...(next === undefined ? [] : [next]));
      }
      return 0;
    },

    /** The change of the state that a sum of terms makes; parts of their vectors outside the space are left out. */
    async move(terms: readonly Term[]): Promise<Float64Array> {
      const found = await coordinates(terms);
      return lifts.length === 0 ? new Float64Array(to) : combination(new Float64Array(lifts[0].length), [...found], lifts);
    },

    /** The largest eigenvalue of A that was met. */
    radius: async () => (basis.length === 0 ? 0 : (await diagonalise()).values[basis.length - 1]),
  };
}
