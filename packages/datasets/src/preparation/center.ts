import { z } from "zod";
import { momentsOf, per } from "./columns.ts";
import type { Preparation } from "./preparation.ts";

const schema = z.strictObject({ kind: z.literal("center"), per });

export type CenterSpec = z.infer<typeof schema>;

/** x − mean of the training inputs. */
export const centerPreparation: Preparation<CenterSpec> = {
  kind: "center",
  schema,
  fit: (spec, train) => ({ shift: momentsOf(train, spec.per).map(({ mean }) => mean), scale: [1] }),
};

export const center = (options: { readonly per?: CenterSpec["per"] } = {}): CenterSpec => ({ kind: "center", per: "feature", ...options });
