import type { Backend, Tensor } from "@ntkit/backend";
import { times } from "./series.ts";

/** An array [n, …] written k times one below the other: [k·n, …]. */
export const repeatRows = (on: Backend, a: Tensor, k: number): Tensor => (k === 1 ? a : on.concat(new Array<Tensor>(k).fill(a)));

/** A matrix [n, m] written k times one below the other and l times side by side: [k·n, l·m]. */
export function tileMatrix(on: Backend, a: Tensor, k: number, l: number): Tensor {
  const tall = repeatRows(on, a, k);
  return l === 1 ? tall : on.transpose(repeatRows(on, on.transpose(tall), l));
}

/** `activations[i, j] · sensitivities[(o, i), (o', j)]`: inner products of inputs [n, m] times those of cotangents [k·n, l·m]. */
export function weightByActivations(on: Backend, activations: Tensor, sensitivities: Tensor): Tensor {
  const [n = 1, m = 1] = activations.shape;
  const [rows = 0, columns = 0] = sensitivities.shape;
  return times(on, tileMatrix(on, activations, n === 0 ? 1 : rows / n, m === 0 ? 1 : columns / m), sensitivities);
}
