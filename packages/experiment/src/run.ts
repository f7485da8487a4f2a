import type { Backend, Trouble } from "@ntkit/backend";
import { contentHash, lookUp, type NDArray } from "@ntkit/core";
import { chooseLoss } from "@ntkit/losses";
import { maximumLearningRate, type Prepared, type Problem, prepare, type SolverTrouble, timeToReach, type Uncertainty } from "@ntkit/solvers";
import { loadData, type PreparedData } from "./data.ts";
import { kernelBlocks, traceExperiment } from "./kernels.ts";
import { type Plan, planRun } from "./plan.ts";
import type { ExperimentPlugins } from "./plugins.ts";
import { type CurvePoint, type ExperimentResult, jsonTime, type Outcome } from "./result.ts";
import { type Experiment, parseExperiment } from "./schema.ts";
import { scoreOf, skill } from "./score.ts";
import { finiteTimes, spectrumOf } from "./times.ts";

export type StageName = "data" | "kernel" | "decomposition" | "prediction";

/** What a run says while it goes on. */
export type ExperimentEvent =
  | { readonly kind: "stage"; readonly stage: StageName; readonly detail: string }
  | { readonly kind: "progress"; readonly stage: StageName; readonly done: number; readonly total: number }
  | { readonly kind: "finished"; readonly stage: StageName; readonly seconds: number };

export interface RunOptions {
  /** Name of the backend in the plugins. */
  readonly backend?: string;
  readonly onEvent?: (event: ExperimentEvent) => void | Promise<void>;
  /** Called before anything large is made; throws to refuse. */
  readonly onPlan?: (plan: Plan) => void;
  readonly signal?: AbortSignal;
  /** Names and versions to state with the result. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** A run that came to its end with numbers, or the numerical trouble that ended it. */
export type RunResult = { readonly status: "ok"; readonly outcome: Outcome; readonly data: PreparedData } | Trouble | SolverTrouble;

/**
 * Runs an experiment: data, kernels, the factorisation, predictions along training time.
 * Throws for misuse, with the path in the experiment; numerical trouble is a value with its remedy.
 */
export async function runExperiment(value: unknown, plugins: ExperimentPlugins, options: RunOptions = {}): Promise<RunResult> {
  const experiment = parseExperiment(value);
  const stages = stageClock(options);
  const create = lookUp(plugins.backends, options.backend ?? "auto", "backend", "backend");
  const loss = chooseLoss(experiment.loss, plugins.losses);

  await stages.begin("data", "load and prepare");
  const data = await loadData(experiment, plugins);
  const trace = traceExperiment(experiment, plugins, data.train.inputs.shape.slice(1));
  const covariances = uncertaintyOf(experiment) === "covariances";
  const plan = planRun(data, covariances);
  options.onPlan?.(plan);

  const on = await create();
  // What a device hands to its host for the decomposition stays there, in float64, for all that follows from it.
  const solveOn = on.host ?? on;
  return scopeOf(on, async (): Promise<RunResult> => {
    await stages.begin("kernel", `${trace.kinds.join(" and ")}: ${plan.train} × ${plan.train} and ${plan.test} × ${plan.train}`);
    const made = await kernelBlocks(on, trace, data, { covariances, signal: options.signal, onProgress: stages.progress });
    if (made.status !== "ok") return made;

    await stages.begin("decomposition", `${experiment.solver.kind}, ${plan.train} × ${plan.train}`);
    const problem: Problem = { loss, kernels: made.kernels, targets: data.train.targets };
    const prepared = await prepare(solveOn, experiment.solver, problem, plugins.solvers);
    if (prepared.status !== "ok") return prepared;

    const times = finiteTimes(experiment, prepared.state);
    await stages.begin("prediction", times.length === 0 ? "the end of training" : `${times.length} times and infinity`);
    const [end] = await prepared.at([Number.POSITIVE_INFINITY]);
    const { train, test, warnings } = end;
    if (train === undefined || test === undefined) throw new Error(`the solver "${experiment.solver.kind}" gave no predictions`);
    const curve = await learningCurve(solveOn, prepared, [...times, Number.POSITIVE_INFINITY], data, problem, stages.progress);
    const reached = await milestones(prepared, times, data);
    const { conventions } = prepared.state;
    const spectrum = spectrumOf(prepared.state);
    const last = curve[curve.length - 1];
    const deviations = test.variance?.data.map(Math.sqrt);
    const result: ExperimentResult = {
      version: 1,
      experiment,
      hash: contentHash(experiment),
      environment: { ...options.environment, ...computedOn(on) },
      data: {
        source: data.source,
        task: data.task,
        train: plan.train,
        test: plan.test,
        features: plan.features,
        outputs: plan.outputs,
        ...(data.classNames === undefined ? {} : { classNames: data.classNames }),
        ...(data.targetName === undefined ? {} : { targetName: data.targetName }),
        encoding: data.encoding,
        preparation: data.preparation,
      },
      conventions,
      ...(spectrum === undefined || conventions.dynamics === null
        ? {}
        : {
            spectrum: {
              eigenvalues: [...spectrum.eigenvalues.data].reverse(),
              conditionNumber: Number.isFinite(spectrum.conditionNumber) ? spectrum.conditionNumber : "Infinity",
              rank: spectrum.rank,
              maximumLearningRate: maximumLearningRate({ largestEigenvalue: spectrum.largest, normaliser: conventions.dynamics.normaliser.value }),
            },
          }),
      curve,
      reached,
      final: {
        train: last.train,
        test: last.test,
        ...(deviations === undefined ? {} : { meanDeviation: deviations.reduce((sum, d) => sum + d, 0) / deviations.length }),
      },
      warnings,
      seconds: await stages.end(),
    };
    const kernel = (made.kernels[conventions.kernel]?.train ?? train.mean) as NDArray;
    return { status: "ok", outcome: { result, final: { train, test }, kernel }, data };
  });
}

/** Where the numbers come from, and in which precision. */
function computedOn({ name, capabilities, host }: Backend): Record<string, string> {
  const precision = capabilities.dtypes[0];
  return { backend: name, precision, ...(host === undefined ? {} : { solve: `${host.name}, ${host.capabilities.dtypes[0]}` }) };
}

/** A scope of a backend and of its host; what the backend holds is given back at the end. */
async function scopeOf<T>(on: Backend, body: () => Promise<T>): Promise<T> {
  const { host } = on;
  try {
    return await on.scope(() => (host === undefined ? body() : host.scope(body)));
  } finally {
    await on.close?.();
  }
}

function uncertaintyOf({ solver }: Experiment): Uncertainty {
  return ((solver as { uncertainty?: Uncertainty }).uncertainty ?? "none") satisfies Uncertainty;
}

/** Scores along training time, a few times at once so that long curves show how far they are. */
async function learningCurve(
  on: Backend,
  prepared: Prepared,
  times: readonly number[],
  { train, test }: PreparedData,
  { loss }: Problem,
  progress: (p: { done: number; total: number }) => void,
): Promise<CurvePoint[]> {
  const curve: CurvePoint[] = [];
  for (let from = 0; from < times.length; from += 8) {
    const predictions = await prepared.at(times.slice(from, from + 8), { uncertainty: "none" });
    for (const { time, train: onTrain, test: onTest } of predictions) {
      if (onTrain === undefined || onTest === undefined) continue;
      curve.push({ time: jsonTime(time), train: await scoreOf(on, loss, onTrain.mean, train), test: await scoreOf(on, loss, onTest.mean, test) });
    }
    progress({ done: curve.length, total: times.length });
  }
  return curve;
}

/** When the test score came to 50, 90 and 99 % of its final value; nothing for a solver without dynamics. */
async function milestones(prepared: Prepared, times: readonly number[], { test }: PreparedData): Promise<ExperimentResult["reached"]> {
  if (times.length === 0) return [];
  const evaluate = async (asked: readonly number[]) =>
    (await prepared.at(asked, { sets: ["test"], uncertainty: "none" })).map((p) => (p.test === undefined ? Number.NaN : skill(p.test.mean, test)));
  const reached = await timeToReach(evaluate, { times });
  return reached.map(({ fraction, level, time }) => ({ fraction, level, time: time === null ? null : jsonTime(time) }));
}

/** Announces stages and takes their times. */
function stageClock({ onEvent }: RunOptions) {
  const seconds: Record<string, number> = {};
  let current: { stage: StageName; since: number } | undefined;
  const finish = async () => {
    if (current === undefined) return;
    const { stage, since } = current;
    seconds[stage] = (performance.now() - since) / 1000;
    await onEvent?.({ kind: "finished", stage, seconds: seconds[stage] });
    current = undefined;
  };
  return {
    async begin(stage: StageName, detail: string) {
      await finish();
      await onEvent?.({ kind: "stage", stage, detail });
      current = { stage, since: performance.now() };
    },
    progress({ done, total }: { readonly done: number; readonly total: number }) {
      if (current !== undefined) void onEvent?.({ kind: "progress", stage: current.stage, done, total });
    },
    async end() {
      await finish();
      return seconds;
    },
  };
}
