import { z } from "zod";
import { momentsOf, per } from "./columns.ts";
import type { Preparation } from "./preparation.ts";

const schema = z.strictObject({ kind: z.literal("standardise"), per });

export type StandardiseSpec = z.infer<typeof schema>;

/**
 * (x − mean) / std, mean and standard deviation (divided by n) of the training inputs. A feature that is constant in
 * training has no deviation to divide by: it is only shifted, becomes 0 there, and is listed as `constant`.
 */
export const standardisePreparation: Preparation<StandardiseSpec> = {
  kind: "standardise",
  schema,
  fit(spec, train) {
    const moments = momentsOf(train, spec.per);
    return {
      shift: moments.map(({ mean }) => mean),
      scale: moments.map(({ std, constant }) => (constant ? 1 : std)),
      constant: moments.flatMap(({ constant }, column) => (constant ? [column] : [])),
    };
  },
};

export const standardise = (options: { readonly per?: StandardiseSpec["per"] } = {}): StandardiseSpec => ({
  kind: "standardise",
  per: "feature",
  ...options,
});
