export {
  type EmpiricalConventions,
  type EmpiricalKernels,
  type EmpiricalKind,
  type EmpiricalOptions,
  evaluateEmpirical,
} from "./evaluate-empirical.ts";
export type * from "./method.ts";
export { empiricalMethods } from "./methods/index.ts";
export { type MonteCarloKernels, type MonteCarloOptions, monteCarlo } from "./monte-carlo.ts";
