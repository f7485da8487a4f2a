export type * from "./backend.ts";
export { entrywise, scaled } from "./entrywise.ts";
export { type Lifetimes, lifetimes } from "./lifetimes.ts";
export { type Extent, operandExtent } from "./operands.ts";
export { type HostStep, type KernelStep, type Place, type Plan, planProgram } from "./plan.ts";
export type * from "./program.ts";
export * from "./shapes.ts";
export { type Direction, tangentStages } from "./tangent.ts";
export * from "./trouble.ts";
