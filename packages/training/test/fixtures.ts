import { finiteNetwork, initialise, parseArchitecture } from "@ntkit/architectures";
import { type NDArray, ndArray, random, type Shape, sizeOf } from "@ntkit/core";

/** Arrays of standard normal numbers, from one stream. */
export function normals(seed: number): (shape: Shape) => NDArray {
  const { normal } = random(seed);
  return (shape) =>
    ndArray(
      Float64Array.from({ length: sizeOf(shape) }, () => normal()),
      shape,
    );
}

/** A small network, four samples to train on and three to test. */
export const architecture = parseArchitecture({
  input: [2],
  layers: [{ kind: "dense", width: 5, weightStd: 1.3, biasStd: 0.4 }, { kind: "erf" }, { kind: "dense", width: 2, biasStd: 0.2 }],
});
export const network = finiteNetwork(architecture);
export const start = initialise(network, { seed: 1 });

const array = normals(3);
export const data = { x: array([4, 2]), y: array([4, 2]), testX: array([3, 2]), testY: array([3, 2]) };

/** An array with a function of every number. */
export const mapped = ({ data, shape }: NDArray, map: (value: number, at: number) => number): NDArray => ndArray(data.map(map), shape);

/** The largest difference of two arrays. */
export const largestGap = (a: NDArray, b: NDArray): number => a.data.reduce((most, value, i) => Math.max(most, Math.abs(value - b.data[i])), 0);
