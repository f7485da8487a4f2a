import type { Backend } from "@ntkit/backend";
import { lookUp, type NDArray, ndArray, parse, random } from "@ntkit/core";
import { type Normaliser, resolveNormaliser } from "@ntkit/losses";
import { combine } from "../arrays.ts";
import { type Prepared, prepare, type SolverRegistry } from "../prepare.ts";
import { blocksOf, checkProblem, type KernelName, type Problem, type Sizes } from "../problem.ts";
import { kernelOf, type RegressionSpec } from "../regression/setup.ts";
import { absoluteRidge, type Ridge } from "../ridge.ts";
import type { Conventions, Prediction, Report, SolverSpec, SolverTrouble, Uncertainty, Warning } from "../solver.ts";
import { solvers } from "../solvers/index.ts";
import { type PriorOptions, samplePrior } from "./prior.ts";
import { stackProblem, unstack } from "./stack.ts";

/** Where every sample stands at one time. */
export interface SampleMoment {
  readonly time: number;
  /** [count, n, O] and [count, m, O]; absent where the solver has no numbers. */
  readonly train?: NDArray;
  readonly test?: NDArray;
  readonly report?: Report;
  readonly warnings: readonly Warning[];
}

export interface EnsembleSamples {
  readonly status: "ok";
  readonly moments: readonly SampleMoment[];
  readonly conventions: Conventions;
  /** The variance of the noise in the labels that each sample saw: see `sampleEnsemble`. */
  readonly labelNoise: number;
}

export interface EnsembleOptions extends PriorOptions {
  readonly times: readonly number[];
}

/** The options of solvers that matter to samples, where a solver has them. */
interface KnownOptions extends SolverSpec {
  readonly ensemble?: KernelName;
  readonly predictor?: RegressionSpec["predictor"];
  readonly normaliser?: Normaliser;
  readonly ridge?: Ridge;
  readonly trainOutputs?: "function" | "labels";
  readonly uncertainty?: Uncertainty;
}

/**
 * Draws networks from the ensemble and trains each: starts `f_0 ~ N(0, K)` (`samplePrior`), moved by the solver that `spec` names as it
 * moves any given initial function. At t = 0 these are samples of the prior, at any t of the ensemble trained until then, and one
 * sample over all times is one trajectory. With a squared loss all samples share one factorisation; otherwise each is solved by itself.
 *
 * Where a ridge belongs to a posterior (the kernel that drives is that of the prior: ensemble `nngp`, predictor `nngp`, and `ntkgp` with the
 * prior `ntk`), it is the variance of noise in the labels, and each sample sees labels with noise of its own (Matheron's rule: Wilson
 * et al. 2020, arXiv:2002.09309); `labelNoise` tells it. So the spread of the samples is that which the solver tells.
 *
 * Throws as `prepare` and `samplePrior` do; numerical trouble is a value.
 */
export async function sampleEnsemble(
  on: Backend,
  spec: unknown,
  problem: Problem,
  { seed, count, times, prior = "nngp" }: EnsembleOptions,
  registry: SolverRegistry = solvers,
): Promise<EnsembleSamples | SolverTrouble> {
  const drawn = await samplePrior(on, problem, { seed, count, prior });
  if (drawn.status !== "ok") return drawn;
  const sizes = checkProblem(problem);
  const given = knownOptions(spec, registry);
  const labelNoise = problem.loss.quadratic ? noiseVariance(given, problem, prior) : 0;
  const noise = drawNoise(seed, Math.sqrt(labelNoise), count, sizes);

  const all = Array.from({ length: count }, (_, sample) => sample);
  const stacks = problem.loss.quadratic ? [all] : all.map((sample) => [sample]);
  const parts: Prediction[][] = [];
  let conventions: Conventions | undefined;
  for (const samples of stacks) {
    const prepared: Prepared | SolverTrouble = await prepare(on, optionsOfOne(given, sizes), stackProblem(problem, drawn, noise, samples, sizes), registry);
    if (prepared.status !== "ok") return prepared;
    conventions = prepared.state.conventions;
    parts.push(await prepared.at(times).finally(prepared.release));
  }
  return {
    status: "ok",
    moments: times.map((_, index) =>
      joined(
        parts.map((predictions) => predictions[index]),
        sizes,
        given.trainOutputs === "labels" ? noise : undefined,
      ),
    ),
    conventions: asGiven(conventions as Conventions, given, sizes),
    labelNoise,
  };
}

function knownOptions(spec: unknown, registry: SolverRegistry): KnownOptions {
  const kind = typeof spec === "object" && spec !== null && "kind" in spec ? spec.kind : undefined;
  return parse(lookUp(registry, kind, "solver", "solver.kind").schema, spec, "solver");
}

/** One sample has no spread; and n·O is that of the problem, not of the samples side by side. */
const optionsOfOne = (given: KnownOptions, sizes: Sizes): KnownOptions => ({
  ...given,
  ...(given.uncertainty !== undefined && { uncertainty: "none" }),
  ...(given.normaliser === "entries" && { normaliser: sizes.train * sizes.outputs }),
});

const asGiven = (conventions: Conventions, given: KnownOptions, { train, outputs }: Sizes): Conventions => ({
  ...conventions,
  solver: given,
  dynamics:
    conventions.dynamics === null || given.normaliser === undefined
      ? conventions.dynamics
      : { ...conventions.dynamics, normaliser: resolveNormaliser(given.normaliser, { samples: train, outputs }) },
});

/** The ridge where it stands for noise in the labels, else 0. */
function noiseVariance({ ensemble, predictor, ridge }: KnownOptions, problem: Problem, prior: KernelName): number {
  const driving = ensemble ?? (predictor === undefined ? undefined : kernelOf({ predictor }));
  return driving === prior && ridge !== undefined ? absoluteRidge(ridge, blocksOf(problem, prior).train) : 0;
}

/** [count, n, O], from a stream of its own. */
function drawNoise(seed: number, deviation: number, count: number, { train, outputs }: Sizes): NDArray {
  const source = random(random(seed).integer(2 ** 32));
  return ndArray(
    Float64Array.from({ length: count * train * outputs }, () => (deviation === 0 ? 0 : deviation * source.normal())),
    [count, train, outputs],
  );
}

/** Predictions of the stacks at one time; `noise` is put back where labels are told. */
function joined(predictions: readonly Prediction[], { train, test, outputs }: Sizes, noise: NDArray | undefined): SampleMoment {
  const [{ time, report }] = predictions;
  const means = (set: "train" | "test") => predictions.map((prediction) => prediction[set]?.mean).filter((mean) => mean !== undefined);
  const [onTrain, onTest] = [means("train"), means("test")];
  const samples = onTrain.length === predictions.length ? unstack(onTrain, train, outputs) : undefined;
  const warnings = predictions.flatMap((prediction) => prediction.warnings);
  return {
    time,
    ...(samples && { train: noise ? combine(samples, noise.data, 1) : samples }),
    ...(onTest.length === predictions.length && { test: unstack(onTest, test, outputs) }),
    ...(report && { report }),
    warnings: warnings.filter(({ kind }, at) => warnings.findIndex((other) => other.kind === kind) === at),
  };
}
