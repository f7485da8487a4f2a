import { InvalidData, type NDArray, ndArray, ShapeMismatch, show, sizeOf, zeros } from "@ntkit/core";

/** What an ensemble of outputs looks like, over its members. */
export interface EnsembleStatistics {
  readonly members: number;
  /** [points, O]. */
  readonly mean: NDArray;
  /** Standard error of the mean [points, O]. */
  readonly error: NDArray;
  /** [points, O], divided by members − 1. */
  readonly variance: NDArray;
  /** Between entries of the outputs taken in row-major order [points·O, points·O], divided by members − 1. */
  readonly covariance: NDArray;
  /** `E[(f − mean)³]/σ³` [points, O]: 0 for a Gaussian, with the standard error √(6/members). */
  readonly skewness: NDArray;
  /** `E[(f − mean)⁴]/σ⁴ − 3` [points, O]: 0 for a Gaussian, with the standard error √(24/members). */
  readonly excessKurtosis: NDArray;
}

/** Moments over members of outputs [members, points, O]. Throws InvalidData for fewer than two members. */
export function ensembleStatistics(outputs: NDArray): EnsembleStatistics {
  const [members = 0, ...shape] = outputs.shape;
  if (shape.length !== 2) {
    throw new ShapeMismatch({ path: "outputs", problem: "expected [members, points, outputs]", found: show(outputs.shape), remedy: "Stack the members." });
  }
  if (members < 2) {
    throw new InvalidData({ path: "outputs", problem: "at least two members are needed", found: `${members}`, remedy: "Train more of them." });
  }
  const size = sizeOf(shape);
  const moment = (power: number, about: Float64Array) => {
    const sums = new Float64Array(size);
    for (let at = 0; at < outputs.data.length; at++) sums[at % size] += (outputs.data[at] - about[at % size]) ** power / members;
    return sums;
  };
  const mean = moment(1, new Float64Array(size));
  const [second, third, fourth] = [moment(2, mean), moment(3, mean), moment(4, mean)];
  const variance = second.map((value) => (value * members) / (members - 1));
  const covariance = zeros([size, size]);
  for (let member = 0; member < members; member++) {
    const off = mean.map((value, i) => outputs.data[member * size + i] - value);
    for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) covariance.data[i * size + j] += (off[i] * off[j]) / (members - 1);
  }
  const shaped = (data: Float64Array) => ndArray(data, shape);
  const ratio = (above: Float64Array, power: number, minus: number) =>
    shaped(above.map((value, i) => (second[i] === 0 ? 0 : value / second[i] ** power - minus)));
  return {
    members,
    mean: shaped(mean),
    error: shaped(variance.map((value) => Math.sqrt(value / members))),
    variance: shaped(variance),
    covariance,
    skewness: ratio(third, 1.5, 0),
    excessKurtosis: ratio(fourth, 2, 3),
  };
}
