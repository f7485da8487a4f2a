import { fitsInput } from "@ntkit/architectures";
import { InvalidData, type NDArray, ndArray, type Shape, ShapeMismatch, sizeOf } from "@ntkit/core";
import { firstNotFinite } from "./trouble.ts";

/**
 * Samples as rows of features [n, d], d the size of `input`. Throws InvalidData without any row or with NaN or infinities,
 * ShapeMismatch for samples of another shape; `name` is what they are called.
 */
export function samplesOf(x: NDArray, input: Shape, name: string): NDArray {
  const [n = 0, ...sample] = x.shape;
  if (sample.length === 0) {
    throw new InvalidData({
      path: name,
      problem: "expected one row of features for each sample",
      found: `shape [${x.shape.join(", ")}]`,
      remedy: "Give an array [samples, features].",
    });
  }
  if (n < 1) throw new InvalidData({ path: name, problem: "expected at least one sample", found: "none", remedy: "Give some rows." });
  if (!fitsInput(input, sample)) {
    throw new ShapeMismatch({
      path: name,
      problem: `the kernel is for samples of shape [${input.join(", ")}]`,
      found: `[${sample.join(", ")}]`,
      remedy: "Give the same features as those that the kernel was made for.",
    });
  }
  const at = firstNotFinite(x.data);
  if (at >= 0) {
    throw new InvalidData({
      path: `${name}${x.stride.map((step, axis) => `[${Math.floor(at / step) % x.shape[axis]}]`).join("")}`,
      problem: "expected a finite number",
      found: String(x.data[at]),
      remedy: "Replace it, or leave its sample out.",
    });
  }
  return sample.length === 1 ? x : ndArray(x.data, [n, sizeOf(sample)]);
}
