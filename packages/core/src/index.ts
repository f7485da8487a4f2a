export * from "./errors.ts";
export * from "./names.ts";
export * from "./nd-array.ts";
export * from "./random.ts";
export * from "./schema.ts";
