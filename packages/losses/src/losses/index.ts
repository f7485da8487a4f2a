import { mse } from "./mse.ts";

/** Every loss of this package, by kind. */
export const losses = { mse };
