import type { Backend } from "@ntkit/backend";
import { type NDArray, ndArray } from "@ntkit/core";
import { type Conventions, type Prediction, type Prepared, type Problem, prepare, type SolverTrouble, type Uncertainty } from "@ntkit/solvers";
import type { Curve, Reason } from "@ntkit/training";
import type { ExperimentPlugins } from "../plugins.ts";
import type { KernelDynamics } from "./dynamics.ts";

/** A kernel's account of training, ready to be asked. */
export interface Predictor {
  readonly status: "ok";
  readonly exact: boolean;
  /** What is different from the training of the network, but for its kernel that stays. */
  readonly notes: readonly string[];
  readonly conventions: Conventions;
  /** What it can tell of the spread. */
  readonly uncertainty: Uncertainty;
  /** The largest stable learning rate on this kernel, where one is known. */
  readonly limit?: number;
  at(steps: readonly number[], uncertainty: Uncertainty): Promise<Prediction[]>;
}

/** A predictor, or why there is none. */
export type Predicted = Predictor | ({ readonly status: "absent" } & Reason);

export const absent = ({ problem, remedy }: Reason): Predicted => ({ status: "absent", problem, remedy });

/** Prepares the solver of a dynamics on a problem. */
export async function predictor(
  on: Backend,
  { solver, exact, note }: KernelDynamics,
  problem: Problem,
  plugins: ExperimentPlugins,
  notes: readonly string[] = [],
): Promise<Predicted> {
  const prepared: Prepared | SolverTrouble = await prepare(on, solver, problem, plugins.solvers);
  if (prepared.status !== "ok") return absent(prepared);
  const { state } = prepared;
  const limit = await prepared.maximumLearningRate();
  return {
    status: "ok",
    exact: exact && notes.length === 0,
    notes: [...(note === undefined ? [] : [note]), ...notes],
    conventions: state.conventions,
    uncertainty: "uncertainty" in solver ? (solver.uncertainty as Uncertainty) : "none",
    ...(limit !== undefined && { limit }),
    at: (steps, uncertainty) => prepared.at(steps, { uncertainty }),
  };
}

/** What a predictor says of one side at some steps, as a curve of outputs [samples, O]; steps at which its numbers overflow are left out. */
export function curveOf(predictions: readonly Prediction[], side: "train" | "test", shape: readonly number[]): Curve<NDArray> {
  const known = predictions.flatMap((prediction) => {
    const mean = prediction[side]?.mean;
    return mean === undefined || !mean.data.every(Number.isFinite) ? [] : [{ step: prediction.time, value: ndArray(mean.data, shape) }];
  });
  return { steps: known.map(({ step }) => step), values: known.map(({ value }) => value) };
}
