import type { Trouble } from "@ntkit/backend";
import { contentHash, lookUp, type NDArray } from "@ntkit/core";
import { chooseLoss } from "@ntkit/losses";
import { type Moments, type Problem, prepare, type Report, type SolverTrouble } from "@ntkit/solvers";
import { analyse } from "./analyse.ts";
import { type EventListener, stageClock } from "./clock.ts";
import { computedOn, scopeOf } from "./computed-on.ts";
import { learningCurve, milestones, momentsOf, overflowIn, type Unreached, unreached } from "./curve.ts";
import { aboutData, loadData, type PreparedData } from "./data.ts";
import { kernelBlocks, traceExperiment } from "./kernels.ts";
import { parseExperiment } from "./parse.ts";
import { type Plan, planRun } from "./plan.ts";
import type { ExperimentPlugins } from "./plugins.ts";
import { type ExperimentResult, jsonNumber, type Outcome } from "./result.ts";
import type { Experiment } from "./schema.ts";
import { asksForCovariances, neededKernels } from "./support.ts";
import { finiteTimes } from "./times.ts";

export interface RunOptions {
  /** Name of the backend in the plugins. */
  readonly backend?: string;
  readonly onEvent?: EventListener;
  /**
   * Called before anything large is made; throws to refuse. For a file with a given split also before the file is read,
   * with the number of features not known yet (0).
   */
  readonly onPlan?: (plan: Plan) => void;
  /** Stops between two tiles of a kernel, two stages, or two batches of times, with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Names and versions to state with the result. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** A run that came to its end with numbers, or the numerical trouble that ended it. */
export type RunResult = { readonly status: "ok"; readonly outcome: Outcome; readonly data: PreparedData } | Trouble | SolverTrouble | Unreached;

/**
 * Runs an experiment: data, kernels, the factorisation, predictions along training time.
 * Throws for misuse, with the path in the experiment; numerical trouble is a value with its remedy.
 */
export async function runExperiment(value: unknown, plugins: ExperimentPlugins, options: RunOptions = {}): Promise<RunResult> {
  const { backend = "auto", onEvent, onPlan, signal, environment = {} } = options;
  const create = lookUp(plugins.backends, backend, "backend", "backend");
  const parsed = parseExperiment(value, plugins);
  const loss = chooseLoss(parsed.loss, plugins.losses);
  const covariances = asksForCovariances(parsed.solver);
  const stages = stageClock(onEvent, signal);

  await stages.begin("data", "load and prepare");
  const { source, split } = parsed.data;
  if ("file" in source && split !== undefined) onPlan?.(planRun({ ...split, features: 0, outputs: 1 }, covariances));
  const data = await loadData(parsed, plugins);
  const { train, test } = data;
  const [features, outputs] = [train.inputs.stride[0], train.targets.shape[1]];
  const wanted = neededKernels(parsed.solver, plugins.solvers, { loss, samples: train.rows.length, outputs, classical: parsed.kernel?.kind });
  const trace = traceExperiment(parsed, plugins, { sample: train.inputs.shape.slice(1), outputs, wanted });
  const plan = planRun({ train: train.rows.length, test: test.rows.length, features, outputs }, covariances);
  onPlan?.(plan);
  const experiment: Experiment = { ...parsed, data: { ...parsed.data, split: data.split, targets: data.encoding } };

  const on = await create();
  // What a device hands to its host for the decomposition stays there, in float64, for all that follows from it.
  const solveOn = on.host ?? on;
  return scopeOf(on, async (): Promise<RunResult> => {
    await stages.begin("kernel", `${trace.kinds.join(" and ")}: ${plan.train} × ${plan.train} and ${plan.test} × ${plan.train}`);
    const made = await kernelBlocks(on, trace, data, { covariances, asPrior: parsed.kernel !== undefined, signal, onProgress: stages.progress });
    if (made.status !== "ok") return made;

    await stages.begin("decomposition", `${experiment.solver.kind}, ${plan.train} × ${plan.train}`);
    const problem: Problem = { loss, kernels: made.kernels, targets: train.targets, labels: { train: train.labels, test: test.labels } };
    const prepared = await prepare(solveOn, experiment.solver, problem, plugins.solvers);
    if (prepared.status !== "ok") return prepared;

    const times = finiteTimes(experiment, prepared.state);
    await stages.begin("prediction", times.length === 0 ? "the end of training" : `${times.length} times and infinity`);
    const [end] = await prepared.at([Number.POSITIVE_INFINITY]);
    const trouble = overflowIn(end);
    if (trouble !== undefined) return trouble;
    const missing = unreached(end);
    if (missing !== undefined) return missing;
    const scored = await learningCurve(solveOn, prepared, [...times, Number.POSITIVE_INFINITY], data, { loss, signal, onProgress: stages.progress });
    if (scored.status !== "ok") return scored;
    const reached = await milestones(prepared, scored.curve, data);
    const { conventions } = prepared.state;
    const last = scored.curve[scored.curve.length - 1];
    const final = momentsOf(end);
    const kernel = (made.kernels[conventions.kernel]?.train ?? final.train.mean) as NDArray;
    const limit = await prepared.maximumLearningRate();
    const result: ExperimentResult = {
      version: 1,
      experiment,
      hash: contentHash(experiment),
      environment: { ...environment, ...computedOn(on) },
      data: { ...aboutData(data), features, outputs },
      conventions,
      evaluation: made.evaluation,
      ...(await analyse(solveOn, { state: prepared.state, kernel, train, quadratic: loss.quadratic })),
      ...(limit === undefined ? {} : { maximumLearningRate: jsonNumber(limit) }),
      report: jsonReport(end.report),
      curve: scored.curve,
      reached,
      final: { train: last.train, test: last.test, ...meanDeviation(final.test) },
      warnings: end.warnings,
      seconds: await stages.end(),
    };
    return { status: "ok", outcome: { result, final, kernel }, data };
  });
}

function jsonReport({ reached, conditionNumber, ...report }: Report): ExperimentResult["report"] {
  return { ...report, reached: jsonNumber(reached), ...(conditionNumber === undefined ? {} : { conditionNumber: jsonNumber(conditionNumber) }) };
}

function meanDeviation({ variance }: Moments): { readonly meanDeviation?: number } {
  if (variance === undefined) return {};
  return { meanDeviation: variance.data.reduce((sum, v) => sum + Math.sqrt(v), 0) / variance.data.length };
}
