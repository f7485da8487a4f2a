export * from "./backend.ts";
export * from "./program.ts";
