import { fromNested, type NDArray, type Random, toNested } from "@ntkit/core";
import { chooseLoss } from "@ntkit/losses";
import type { KernelBlocks, Problem } from "@ntkit/solvers";
import { expect } from "vitest";
import { type Matrix, multiply, transpose } from "./matrices.ts";

export const mse = chooseLoss({ kind: "mse" });

export const nested = (array: NDArray | undefined): Matrix => toNested(array as NDArray) as Matrix;

export const randomMatrix = (random: Random, rows: number, columns: number): Matrix =>
  Array.from({ length: rows }, () => Array.from({ length: columns }, () => random.normal()));

/** The blocks of the positive semidefinite kernel `g gᵀ` on n training points (first) and the rest (test). */
export function blocksOfRoot(g: Matrix, n: number): KernelBlocks & { readonly train: NDArray; readonly cross: NDArray; readonly test: NDArray } {
  const gram = multiply(g, transpose(g));
  const block = (from: number, to: number, first: number, last: number) => fromNested(gram.slice(from, to).map((row) => row.slice(first, last)));
  return { train: block(0, n, 0, n), cross: block(n, g.length, 0, n), test: block(n, g.length, n, g.length) };
}

/** A problem with random kernels K = g gᵀ/d and Θ = K + h hᵀ/d (as for a network, Θ − K is a covariance too). */
export function randomProblem(
  random: Random,
  { train = 6, test = 4, outputs = 2, features = 12 }: { train?: number; test?: number; outputs?: number; features?: number } = {},
): Problem & { readonly kernels: Required<Problem["kernels"]> } {
  const points = train + test;
  const g = randomMatrix(random, points, features).map((row) => row.map((x) => x / Math.sqrt(features)));
  const h = randomMatrix(random, points, features).map((row) => row.map((x) => x / Math.sqrt(features)));
  return {
    loss: mse,
    kernels: {
      nngp: blocksOfRoot(g, train),
      ntk: blocksOfRoot(
        g.map((row, i) => [...row, ...h[i]]),
        train,
      ),
    },
    targets: fromNested(randomMatrix(random, train, outputs)),
  };
}

/** Largest difference relative to the larger of `expected`'s largest entry and `scale`. */
export function relativeError(actual: Matrix, expected: Matrix, scale = 0): number {
  expect([actual.length, actual[0].length]).toEqual([expected.length, expected[0].length]);
  const size = Math.max(scale, ...expected.flat().map(Math.abs));
  const error = Math.max(...actual.flatMap((row, i) => row.map((x, j) => Math.abs(x - expected[i][j]))));
  return error === 0 ? 0 : error / size;
}

/** The prediction or state itself; fails the test with the problem in words if it is trouble. */
export function ok<T extends { readonly status: string }>(result: T): T & { readonly status: "ok" } {
  expect(result).toMatchObject({ status: "ok" });
  return result as T & { readonly status: "ok" };
}

/** A root g [n, n] of the kernel `g gᵀ` that has these eigenvalues, in random directions. */
export function kernelWithSpectrum(random: Random, eigenvalues: readonly number[]): Matrix {
  const n = eigenvalues.length;
  const directions: number[][] = [];
  for (let i = 0; i < n; i++) {
    let row = Array.from({ length: n }, () => random.normal());
    // Gram–Schmidt, twice.
    for (const other of [...directions, ...directions]) {
      const overlap = row.reduce((sum, x, j) => sum + x * other[j], 0);
      row = row.map((x, j) => x - overlap * other[j]);
    }
    const length = Math.hypot(...row);
    directions.push(row.map((x) => x / length));
  }
  return transpose(directions.map((row, i) => row.map((x) => x * Math.sqrt(eigenvalues[i]))));
}
