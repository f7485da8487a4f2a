import { type Dtype, epsilon } from "@ntkit/backend";
import { random } from "@ntkit/core";
import { indefinite } from "../indefinite.ts";
import type { Indefinite } from "../solver.ts";
import { lanczos } from "./lanczos.ts";
import type { SymmetricProduct } from "./product.ts";
import { edges } from "./tridiagonal.ts";

/** The edges of the spectrum of a kernel with its ridge, as they show from inside: the largest is good, the smallest where it stands apart. */
export interface Edges {
  readonly status: "ok";
  readonly smallest: number;
  readonly largest: number;
  /** Eigenvalues up to this count as zero: they are rounding errors. */
  readonly rankTolerance: number;
}

/** How many products a look at the spectrum may take. */
const probes = 20;

/**
 * Smallest and largest eigenvalue of a kernel after a few products with a random vector (the same one every time), which
 * has something of every mode. A kernel whose smallest is clearly below zero is refused; one that hides it for longer is not.
 */
export async function probeEdges(
  product: SymmetricProduct,
  dtype: Dtype,
  { rankTolerance, indefiniteTolerance }: { readonly rankTolerance?: number | undefined; readonly indefiniteTolerance?: number | undefined },
): Promise<Edges | Indefinite> {
  const source = random(1950);
  const start = Float64Array.from({ length: product.side }, () => source.normal());
  const [basis] = await lanczos(product, [start], probes, closedTolerance(product.side, dtype), () => false);
  const { smallest, largest } = edges(basis);
  if (smallest < -(indefiniteTolerance ?? Math.sqrt(epsilon[dtype])) * Math.abs(largest)) return indefinite(smallest, largest);
  const relative = rankTolerance ?? product.side * epsilon[dtype];
  return { status: "ok", smallest, largest, rankTolerance: Math.max(relative * largest, -smallest, 0) };
}

/** A Krylov space is closed where what is left of a product is no more than this part of it: the rounding error of n terms. */
export const closedTolerance = (side: number, dtype: Dtype): number => side * epsilon[dtype];
