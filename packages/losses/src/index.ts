export * from "./accuracy.ts";
export * from "./choose.ts";
export * from "./entrywise.ts";
export type * from "./loss.ts";
export * from "./losses/index.ts";
export { type Mse, mse } from "./losses/mse.ts";
export * from "./normaliser.ts";
