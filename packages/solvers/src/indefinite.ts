import type { Indefinite } from "./solver.ts";

/** The trouble with a kernel whose smallest eigenvalue (with its ridge) is clearly below zero. */
export const indefinite = (smallest: number, largest: number): Indefinite => ({
  status: "indefinite",
  problem: `the training kernel has the eigenvalue ${smallest} (the largest is ${largest}), so it is the covariance of nothing`,
  remedy: `Check that it is a kernel of one set of points, computed in float64; or add a ridge above ${(-smallest).toPrecision(2)} (absolute).`,
  smallestEigenvalue: smallest,
  largestEigenvalue: largest,
});
