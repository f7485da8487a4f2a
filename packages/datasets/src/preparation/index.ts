import { centerPreparation } from "./center.ts";
import { scalePreparation } from "./scale.ts";
import { standardisePreparation } from "./standardise.ts";

/** The preparations of inputs, by kind. Add your own: `{ ...preparations, mine }`. */
export const preparations = {
  scale: scalePreparation,
  center: centerPreparation,
  standardise: standardisePreparation,
};

/** A step of a preparation as it may be written. */
export type PreparationSpec = { readonly kind: string };
