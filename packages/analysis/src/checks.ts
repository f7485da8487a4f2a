import { InvalidData, InvalidInput, type NDArray, ShapeMismatch, show } from "@ntkit/core";

/** n of a kernel [n, n]. Throws ShapeMismatch unless it is square and not empty, InvalidData unless its entries are finite. */
export function kernelSide(path: string, kernel: NDArray): number {
  const [n = 0] = kernel.shape;
  if (kernel.shape.length !== 2 || kernel.shape[1] !== n || n === 0) {
    throw new ShapeMismatch({
      path,
      problem: "expected a square matrix",
      found: show(kernel.shape),
      remedy: "Give the kernel of one set of points against itself.",
    });
  }
  checkFinite(path, kernel.data);
  return n;
}

/** O of targets [n, O]. Throws ShapeMismatch for another shape, InvalidData unless they are finite. */
export function targetOutputs(path: string, targets: NDArray, n: number): number {
  const [rows, outputs = 0] = targets.shape;
  if (targets.shape.length !== 2 || rows !== n || outputs === 0) {
    throw new ShapeMismatch({
      path,
      problem: `expected [${n}, outputs], one row for each row of the kernel`,
      found: show(targets.shape),
      remedy: "Give the targets of the same points.",
    });
  }
  checkFinite(path, targets.data);
  return outputs;
}

export function checkFinite(path: string, values: ArrayLike<number>): void {
  for (let at = 0; at < values.length; at++) {
    if (Number.isFinite(values[at])) continue;
    throw new InvalidData({ path: `${path}[${at}]`, problem: "expected a finite number", found: show(values[at]), remedy: "Check what it was computed from." });
  }
}

/** Throws InvalidInput unless `value` is a number that `holds`. */
export function checkNumber(path: string, value: number, expected: string, holds: (value: number) => boolean): void {
  if (typeof value === "number" && holds(value)) return;
  throw new InvalidInput({ path, problem: `expected ${expected}`, found: show(value), remedy: `Give ${expected}.` });
}

export const checkPositive = (path: string, value: number): void => checkNumber(path, value, "a positive number", (x) => x > 0 && x < Infinity);
export const checkNotNegative = (path: string, value: number): void => checkNumber(path, value, "a number, 0 or more", (x) => x >= 0 && x < Infinity);
