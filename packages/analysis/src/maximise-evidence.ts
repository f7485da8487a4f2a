import type { Backend, Trouble } from "@ntkit/backend";
import type { NDArray } from "@ntkit/core";
import { checkPositive } from "./checks.ts";
import { type DifferentiableKernel, logMarginalLikelihood } from "./evidence.ts";
import { type MinimiseOptions, minimise, type Point } from "./minimise.ts";
import type { Ridge } from "./regularised.ts";

export interface EvidenceSearch<Name extends string> {
  /** The training kernel and its derivatives at some values of the hyperparameters. */
  kernelAt(values: Readonly<Record<Name, number>>): Promise<({ readonly status: "ok" } & DifferentiableKernel<Name>) | Trouble>;
  /** Where the search starts: positive numbers. */
  readonly start: Readonly<Record<Name, number>>;
  /** y [n, O]. */
  readonly targets: NDArray;
  readonly ridge: Ridge;
  /** Whether the ridge is searched too, from its value, which must then be positive; default true. */
  readonly searchRidge?: boolean;
  /** Iterations of BFGS; default 100. */
  readonly maxIterations?: number;
  /** Stop where no `d log p/d log θ` exceeds this, relative to max(1, |log p|); default 1e-6. */
  readonly tolerance?: number;
  /** Called for every point that is tried. */
  readonly onStep?: (step: { readonly values: Readonly<Record<Name, number>>; readonly ridge: number; readonly logMarginalLikelihood: number }) => void;
}

export interface BestEvidence<Name extends string> {
  /** `converged`: at a local maximum. `stalled`: no step gains anything more. `exhausted`: out of iterations, still climbing. */
  readonly status: "converged" | "stalled" | "exhausted";
  readonly values: Readonly<Record<Name, number>>;
  readonly ridge: Ridge;
  readonly logMarginalLikelihood: number;
  readonly iterations: number;
  readonly evaluations: number;
}

/** A factor of e² a step is as far as a hyperparameter moves on the word of one gradient. */
const longestStep = 2;

/**
 * Hyperparameters (such as `weightStd`, `biasStd` and the ridge) that maximise the log marginal likelihood near `start`, by its
 * gradient (BFGS) in their logarithms, so that they stay positive. The maximum is local: start from several places where it
 * matters. Trouble at the start is returned; later, steps are shortened until there is none.
 * Throws InvalidInput for a start that is not positive.
 */
export async function maximiseEvidence<Name extends string>(on: Backend, search: EvidenceSearch<Name>): Promise<BestEvidence<Name> | Trouble> {
  const { kernelAt, start, targets, ridge, searchRidge = true, maxIterations = 100, tolerance = 1e-6, onStep } = search;
  const names = Object.keys(start) as Name[];
  for (const name of names) checkPositive(`start.${name}`, start[name]);
  if (searchRidge) checkPositive("ridge.value", ridge.value);

  const settings = (x: Float64Array) => ({
    values: Object.fromEntries(names.map((name, i) => [name, Math.exp(x[i])])) as Record<Name, number>,
    ridge: searchRidge ? { ...ridge, value: Math.exp(x[names.length]) } : ridge,
  });
  const evaluate = async (x: Float64Array): Promise<{ readonly status: "ok"; readonly point: Point } | Trouble> => {
    const at = settings(x);
    const kernel = await kernelAt(at.values);
    if (kernel.status !== "ok") return kernel;
    const evidence = await logMarginalLikelihood(on, kernel, targets, at.ridge);
    if (evidence.status !== "ok") return evidence;
    onStep?.({ values: at.values, ridge: at.ridge.value, logMarginalLikelihood: evidence.value });
    const slopes = names.map((name) => -evidence.gradient[name] * at.values[name]);
    if (searchRidge) slopes.push(-evidence.ridgeGradient * at.ridge.value);
    return { status: "ok", point: { value: -evidence.value, gradient: Float64Array.from(slopes) } };
  };

  const x = Float64Array.from([...names.map((name) => Math.log(start[name])), ...(searchRidge ? [Math.log(ridge.value)] : [])]);
  const first = await evaluate(x);
  if (first.status !== "ok") return first;
  const options: MinimiseOptions = { tolerance, maxIterations, longestStep };
  const objective = async (at: Float64Array) => {
    const result = await evaluate(at);
    return result.status === "ok" ? result.point : null;
  };
  const best = await minimise(objective, x, first.point, options);
  return { status: best.status, ...settings(best.x), logMarginalLikelihood: -best.value, iterations: best.iterations, evaluations: best.evaluations };
}
