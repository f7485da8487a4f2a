import { z } from "zod";

export const normaliserSchema = z
  .union([z.enum(["sum", "samples", "entries"]), z.number().positive()])
  .meta({ description: 'What divides the summed loss: "sum" Z = 1, "samples" Z = n, "entries" Z = n·O, or Z itself' });

/** The named choice of Z in `L/Z`; mathematics of the closed forms knows η, t and Z only as ηt/Z. */
export type Normaliser = z.infer<typeof normaliserSchema>;

export interface ResolvedNormaliser {
  readonly name: "sum" | "samples" | "entries" | "custom";
  /** Z. */
  readonly value: number;
}

/** Z for targets [samples, outputs]. */
export function resolveNormaliser(normaliser: Normaliser, { samples, outputs }: { readonly samples: number; readonly outputs: number }): ResolvedNormaliser {
  if (typeof normaliser === "number") return { name: "custom", value: normaliser };
  return { name: normaliser, value: { sum: 1, samples, entries: samples * outputs }[normaliser] };
}
