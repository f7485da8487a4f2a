import { adam } from "./adam.ts";
import { gradientDescent } from "./gradient-descent.ts";
import { momentum } from "./momentum.ts";

/** Every optimiser of this package, by kind. */
export const optimisers = { "gradient-descent": gradientDescent, momentum, adam };
