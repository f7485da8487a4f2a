import type { NDArray } from "@ntkit/core";
import { z } from "zod";

/** Over what means and standard deviations are taken. */
export const per = z.enum(["feature", "all"]).default("feature").meta({
  description: 'take mean and deviation of every feature for itself ("feature"), or of all entries together ("all")',
});

/** Mean, standard deviation (divided by the count, not the count less one) and whether all entries are equal. */
export interface Moments {
  readonly mean: number;
  readonly std: number;
  readonly constant: boolean;
}

/** The moments of each column of [n, ...], or of all entries, as a list of one. */
export function momentsOf(array: NDArray, over: "feature" | "all"): Moments[] {
  const width = over === "all" ? 1 : array.stride[0];
  return Array.from({ length: width }, (_, column) => momentsOfColumn(array.data, column, width));
}

function momentsOfColumn(data: Float64Array, column: number, width: number): Moments {
  const count = data.length / width;
  let sum = 0;
  let constant = true;
  for (let i = column; i < data.length; i += width) {
    sum += data[i];
    constant &&= data[i] === data[column];
  }
  if (constant) return { mean: data[column], std: 0, constant };
  const mean = sum / count;
  let squares = 0;
  for (let i = column; i < data.length; i += width) squares += (data[i] - mean) ** 2;
  return { mean, std: Math.sqrt(squares / count), constant };
}
