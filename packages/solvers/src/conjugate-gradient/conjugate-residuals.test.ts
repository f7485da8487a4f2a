import { referenceBackend } from "@ntkit/backend-reference";
import { fromNested, random } from "@ntkit/core";
import { describe, expect, test } from "vitest";
import { kernelWithSpectrum, randomMatrix } from "../../test/fixtures.ts";
import { type Matrix, multiply, solve, subtract, transpose } from "../../test/matrices.ts";
import { symmetricProduct } from "../krylov/product.ts";
import { edges } from "../krylov/tridiagonal.ts";
import { conjugateResiduals } from "./conjugate-residuals.ts";

const on = referenceBackend();
const product = (a: Matrix) => symmetricProduct(on, on.tensor(fromNested(a)));
const withSpectrum = (seed: number, eigenvalues: readonly number[]): Matrix => {
  const root = kernelWithSpectrum(random(seed), eigenvalues);
  return multiply(root, transpose(root));
};
const column = (seed: number, n: number) => Float64Array.from(randomMatrix(random(seed), 1, n)[0]);
const column2 = (v: Float64Array): Matrix => [...v].map((x) => [x]);
const length = (a: Matrix) => Math.hypot(...a.flat());
const spread = (n: number, condition: number) => Array.from({ length: n }, (_, i) => condition ** (-i / (n - 1)));
const limits = { tolerance: 1e-12, maxIterations: 200, rankTolerance: 1e-13, largest: 1, epsilon: 2 ** -52 };

test("every iterate has the smallest residual that its Krylov space allows, by least squares", async () => {
  const a = withSpectrum(1, spread(12, 50));
  const b = column(2, 12);
  let vector = column2(b);
  const powers: Matrix[] = [];
  for (let k = 1; k <= 6; k++) {
    vector = multiply(a, vector);
    powers.push(vector);
    const images = powers[0].map((_, i) => powers.map((power) => power[i][0]));
    const best = subtract(column2(b), multiply(images, solve(multiply(transpose(images), images), multiply(transpose(images), column2(b)))));
    const [{ residual, x, iterations }] = await conjugateResiduals(product(a), [b], { ...limits, maxIterations: k });
    expect(iterations).toBe(k);
    expect(residual / length(best)).toBeCloseTo(1, 5);
    expect(length(subtract(column2(b), multiply(a, column2(x))))).toBeCloseTo(residual, 13);
  }
});

test("several columns, each for itself: solutions by elimination, one product a step, edges of the spectrum from inside", async () => {
  const a = withSpectrum(3, spread(20, 300));
  const columns = [column(4, 20), column(5, 20), new Float64Array(20)];
  const matrix = product(a);
  const solutions = await conjugateResiduals(matrix, columns, limits);
  expect(solutions.map(({ status }) => status)).toEqual(["converged", "converged", "converged"]);
  expect(matrix.count()).toBeLessThanOrEqual(2 + Math.max(...solutions.map(({ iterations }) => iterations)));
  solutions.forEach(({ x, residual, size }, i) => {
    expect(length(subtract(column2(x), solve(a, column2(columns[i]))))).toBeLessThan(1e-9);
    expect(residual).toBeLessThanOrEqual(1e-12 * size);
  });
  const { smallest, largest } = edges(solutions[0].ritz);
  expect(smallest * 300).toBeCloseTo(1, 5);
  expect(largest).toBeCloseTo(1, 5);
});

describe("singular matrices", () => {
  const eigenvalues = [5, 3, 2, 1, 0.5, 0, 0, 0];
  const a = withSpectrum(6, eigenvalues);

  test("b in the range: solved", async () => {
    const b = Float64Array.from(multiply(a, column2(column(7, 8))).flat());
    const [{ status, residual, size }] = await conjugateResiduals(product(a), [b], limits);
    expect(status).toBe("converged");
    expect(residual).toBeLessThanOrEqual(1e-12 * size);
  });

  test("b partly outside: the least-squares solution, and that is said", async () => {
    const b = column(8, 8);
    const [{ status, x, residual, unseen, iterations }] = await conjugateResiduals(product(a), [b], limits);
    expect(status).toBe("least-squares");
    expect(iterations).toBeLessThanOrEqual(8);
    const rest = subtract(column2(b), multiply(a, column2(x)));
    expect(length(multiply(a, rest))).toBeLessThan(1e-12);
    expect(unseen).toBeLessThan(1e-12);
    expect(residual).toBeGreaterThan(0.1);
  });
});

test("rounding stalls it: the residual is that which rounding leaves at x, where it ends", async () => {
  const a = withSpectrum(9, spread(30, 1e9));
  const [{ status, residual, x }] = await conjugateResiduals(product(a), [column(10, 30)], { ...limits, tolerance: 1e-15, maxIterations: 4000 });
  expect(status).toBe("converged");
  expect(residual).toBeGreaterThan(1e-12);
  expect(residual).toBeLessThan(8 * Math.sqrt(30) * 2 ** -52 * length(column2(x)));
});

test("a direction of negative curvature shows in the lowest quotient", async () => {
  const a = withSpectrum(11, spread(6, 10)).map((row, i) => row.map((value, j) => value - (i === 2 && j === 2 ? 3 : 0)));
  const [{ lowest, status }] = await conjugateResiduals(product(a), [column(12, 6)], limits);
  expect(status).not.toBe("least-squares");
  expect(lowest).toBeLessThan(-0.1);
});
