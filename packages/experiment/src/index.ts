export type { PreparedData, Samples } from "./data.ts";
export * from "./fit.ts";
export type { Plan } from "./plan.ts";
export type { ExperimentPlugins } from "./plugins.ts";
export type { CurvePoint, ExperimentResult, JsonTime, Outcome, Score } from "./result.ts";
export * from "./run.ts";
export { type Experiment, experimentSchema, parseExperiment } from "./schema.ts";
