import { initialise } from "@ntkit/architectures";
import type { Prediction } from "@ntkit/solvers";
import { recorders, train } from "@ntkit/training";
import type { JobContext } from "../../compute/job.ts";
import { seldom } from "../../compute/seldom.ts";
import { empiricalBlocks, finiteOf, kernelCourse } from "../../network/finite.ts";
import { samples } from "../../network/kernels.ts";
import { watching } from "../../network/watching.ts";
import type { LazyState } from "./panel.ts";
import { grid, gridTargets, looks, networkOf, targets, trainAt, trainingOf } from "./setting.ts";
import { rms, theoryOf } from "./theory.ts";

export type LazyRequest = Pick<LazyState, "width" | "scale" | "depth" | "activation" | "seed">;

/** One of the three, at some steps. */
export interface Course {
  readonly steps: readonly number[];
  readonly loss: readonly number[];
  /** Functions on the grid, one for each step. */
  readonly functions: readonly Float64Array[];
}

export interface Run {
  readonly request: LazyRequest;
  /** η before it is divided by α². */
  readonly learningRate: number;
  readonly network: Course;
  readonly twin: Course;
  readonly theory: Course;
  /** How far things have moved, at the steps of the network: `weight-change.layers[0]`, `ntk.drift`, and `distance` of its function from theory. */
  readonly moves: Readonly<Record<string, readonly number[]>>;
  /** Why the network was not trained to the end. */
  readonly trouble?: { readonly problem: string; readonly remedy: string };
}

const [x, y, testX, testY] = [trainAt, targets, grid, gridTargets].map((values) => samples(values));

/** Trains one network, and tells after every look how it stands beside its linear twin and theory. */
export async function follow(request: LazyRequest, { on, signal, report }: JobContext<Run>): Promise<Run> {
  const described = networkOf(request);
  const { learningRate, predictions } = await theoryOf(on, described);
  const theory = courseOf(predictions);
  const network = finiteOf(described, request.width);
  const parameters = initialise(network, request);
  const kernel = await empiricalBlocks(on, { network, parameters, x, testX, signal });
  const twin = courseOf(await kernelCourse(on.host ?? on, { kernel, targets: y, learningRate, steps: looks }));
  const seen = { steps: [] as number[], loss: [] as number[], functions: [] as Float64Array[] };
  const moves: Record<string, number[]> = {};
  const now = (): Run => ({ request, learningRate, network: seen, twin, theory, moves });
  report(now());

  const tell = seldom(report);
  const at = { steps: [...looks] };
  let newest: Float64Array | undefined;
  const result = await train({
    ...{ on, network, parameters, x, y, testX, testY, signal },
    ...trainingOf(request, learningRate),
    checkLearningRate: false,
    record: ["watching", "loss", "weight-change", "ntk"].map((kind) => ({ kind, at })),
    plugins: { recorders: { ...recorders, watching: watching((_, { test }) => (newest = test?.data)) } },
    onEvent(event) {
      if (event.kind !== "record" || newest === undefined) return;
      const expected = theory.functions[looks.indexOf(event.step)];
      const { "loss.train": loss, ...numbers }: Readonly<Record<string, number>> = { ...event.numbers, distance: rms(newest, expected) };
      seen.steps.push(event.step);
      seen.loss.push(loss);
      seen.functions.push(newest);
      for (const [name, value] of Object.entries(numbers)) {
        moves[name] ??= [];
        moves[name].push(value);
      }
      tell(now());
    },
  });
  signal.throwIfAborted();
  return result.trouble === undefined ? now() : { ...now(), trouble: result.trouble };
}

const courseOf = (predictions: readonly Prediction[]): Course => ({
  steps: predictions.map(({ time }) => time),
  loss: predictions.map(({ loss }) => loss?.value ?? Number.NaN),
  functions: predictions.map(({ test }) => test?.mean.data ?? new Float64Array(grid.length)),
});

export { widths } from "./widths.ts";
