import type { Backend, Tensor } from "@ntkit/backend";
import { times } from "./series.ts";

/** An array [n, …] written k times one below the other: [k·n, …]. */
export const repeatRows = (on: Backend, a: Tensor, k: number): Tensor => (k === 1 ? a : on.concat(new Array<Tensor>(k).fill(a)));

/** `activations[i, j] · sensitivities[(o, i), (o', j)]`: inner products of inputs [n, m] times those of cotangents [k·n, l·m]. */
export function weightByActivations(on: Backend, activations: Tensor, sensitivities: Tensor): Tensor {
  const [n = 0, m = 0] = activations.shape;
  const [rows = 0, columns = 0] = sensitivities.shape;
  const functions = m === 0 ? 1 : columns / m;
  // Piece ((o, i), o') of the cotangents' products meets row i of the inputs'.
  const pieces = on.reshape(sensitivities, [rows * functions, m]);
  const own = on.gather(
    activations,
    Int32Array.from({ length: rows * functions }, (_, piece) => Math.floor(piece / functions) % n),
  );
  const product = times(on, own, pieces);
  on.dispose(own);
  return on.reshape(product, [rows, columns]);
}
