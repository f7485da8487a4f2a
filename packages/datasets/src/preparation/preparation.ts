import type { NDArray } from "@ntkit/core";
import type { z } from "zod";

/** x ↦ (x − shift) / scale, with one entry for every feature, or a single one for all. Plain data: it prints, and it can be undone. */
export interface Affine {
  readonly shift: readonly number[];
  readonly scale: readonly number[];
  /** Features (columns, counted from 0) that were constant in training, for which `scale` is 1. */
  readonly constant?: readonly number[];
}

/** A kind of preparation of inputs: what may be written for it, and how its numbers follow from the training inputs. */
export interface Preparation<S extends { readonly kind: string } = { readonly kind: string }> {
  readonly kind: S["kind"];
  readonly schema: z.ZodType<S>;
  /** `train` is [n, ...], n ≥ 1; a feature is a column of its rows. */
  fit(spec: S, train: NDArray): Affine;
}
