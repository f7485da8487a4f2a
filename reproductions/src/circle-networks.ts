import { type Architecture, dense, erf, relu, serial } from "@ntkit/architectures";
import { type NDArray, ndArray } from "@ntkit/core";

/** n points on the unit circle, evenly spaced from the angle 0. */
export const circlePoints = (n: number): NDArray => pointsAt(Array.from({ length: n }, (_, i) => (2 * Math.PI * i) / n));

/** Points of the unit circle at given angles: [n, 2]. */
export const pointsAt = (angles: readonly number[]): NDArray =>
  ndArray(Float64Array.from(angles.flatMap((t) => [Math.cos(t), Math.sin(t)])), [angles.length, 2]);

/** Two hidden layers of one width, all of one weightStd, biasStd² = 0.1. */
export function circleNetwork(nonlinearity: "relu" | "erf", width: number): Architecture {
  const [weightStd, layer] = nonlinearity === "relu" ? [Math.SQRT2, relu()] : [Math.sqrt(1.5), erf()];
  const wide = (units: number) => dense(units, { weightStd, biasStd: Math.sqrt(0.1) });
  return serial(wide(width), layer, wide(width), layer, wide(1));
}

/** The slope of log y against log x: least squares. */
export function logSlope(x: readonly number[], y: readonly number[]): number {
  const [u, v] = [x.map(Math.log), y.map(Math.log)];
  const mean = (list: readonly number[]) => list.reduce((sum, value) => sum + value, 0) / list.length;
  const [centreX, centreY] = [mean(u), mean(v)];
  const covariance = u.reduce((sum, value, i) => sum + (value - centreX) * (v[i] - centreY), 0);
  return covariance / u.reduce((sum, value) => sum + (value - centreX) ** 2, 0);
}
