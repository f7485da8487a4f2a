import type { Backend } from "@ntkit/backend";
import type { NDArray } from "@ntkit/core";
import type { ChosenLoss } from "@ntkit/losses";
import type { Moments } from "@ntkit/solvers";
import type { Curve, Reason, TrainingResult } from "@ntkit/training";
import type { PreparedData } from "../data.ts";
import { jsonNumber } from "../result.ts";
import { curveOf, type Predicted } from "./predictor.ts";
import type { CurveName, LastOutputs, ScoreCurve, TrainingReport } from "./report.ts";
import { gaps, type OutputCurves, scoreCurve } from "./score-curves.ts";

export interface Comparison {
  readonly report: Pick<TrainingReport, "curves" | "absent" | "distances" | "records">;
  readonly conventions: Pick<TrainingReport["conventions"], "empirical" | "theory">;
  readonly limits: Pick<TrainingReport["learningRate"], "limit" | "theoryLimit">;
  readonly outputs: LastOutputs;
  /** On test points, after the last step. */
  readonly theoryMoments: Moments | undefined;
}

export interface Compared {
  readonly loss: ChosenLoss;
  readonly data: PreparedData;
  readonly result: TrainingResult;
  readonly empirical: Predicted;
  readonly theory: Predicted;
}

/** One of the functions that are compared. */
interface Contender {
  readonly curves: OutputCurves;
  readonly about: Pick<ScoreCurve, "exact" | "notes">;
}

/** Scores and distances of everything that stands beside a network, at the steps at which its outputs were recorded. */
export async function compare(on: Backend, { loss, data, result, empirical, theory }: Compared): Promise<Comparison> {
  const [n, m, width] = [data.train.rows.length, data.test.rows.length, data.train.targets.shape[1]];
  const recorded = (prefix: string): OutputCurves | undefined => {
    const [train, test] = ["train", "test"].map((side): Curve<NDArray> | undefined => result.records.arrays[`${prefix}outputs.${side}`]);
    return train && test && { train, test };
  };
  const steps = recorded("")?.train.steps ?? [];
  const predicted = async (by: Predicted): Promise<Contender | undefined> => {
    if (by.status !== "ok" || steps.length === 0) return undefined;
    const predictions = await by.at(steps, "none");
    return { curves: { train: curveOf(predictions, "train", [n, width]), test: curveOf(predictions, "test", [m, width]) }, about: by };
  };
  const exact = { exact: true, notes: [] };
  const trained = (curves: OutputCurves | undefined): Contender | undefined => curves && { curves, about: exact };
  const found: Partial<Record<CurveName, Contender | undefined>> = {
    network: trained(recorded("")),
    linear: trained(recorded("linear.")),
    empirical: await predicted(empirical),
    theory: await predicted(theory),
  };
  const contenders = Object.entries(found).flatMap(([name, contender]) => (contender === undefined ? [] : [[name as CurveName, contender] as const]));
  const curves: Partial<Record<CurveName, ScoreCurve>> = {};
  for (const [name, { curves: outputs, about }] of contenders)
    curves[name] = await scoreCurve(on, loss, outputs, data, { exact: about.exact, notes: about.notes });
  const network = found.network?.curves;
  const distances = contenders.flatMap(([name, { curves: outputs }]) => {
    const gap = name === "network" || network === undefined ? undefined : gaps(network, outputs);
    return gap === undefined ? [] : [[name, gap] as const];
  });
  const last = steps.at(-1);
  const theoryMoments = last === undefined || theory.status !== "ok" ? undefined : (await theory.at([last], theory.uncertainty))[0].test;
  return {
    report: { curves, absent: reasonsOf({ empirical, theory }, result), distances: Object.fromEntries(distances), records: finiteRecords(result) },
    conventions: { ...(empirical.status === "ok" && { empirical: empirical.conventions }), ...(theory.status === "ok" && { theory: theory.conventions }) },
    limits: {
      ...(result.limit && { limit: jsonNumber(result.limit.limit) }),
      ...(theory.status === "ok" && theory.limit !== undefined && { theoryLimit: jsonNumber(theory.limit) }),
    },
    outputs: lastOutputs(contenders, last ?? 0, theoryMoments),
    theoryMoments,
  };
}

function reasonsOf(predicted: Readonly<Record<"empirical" | "theory", Predicted>>, { conventions, records }: TrainingResult): TrainingReport["absent"] {
  const off: Reason = { problem: "the linear twin was not asked for", remedy: 'Set "linearise": true.' };
  const lost: Reason = { problem: "the linear twin diverged", remedy: "Take a smaller learning rate." };
  const twin = "linear.outputs.train" in records.arrays ? {} : { linear: conventions.settings.linearise ? lost : off };
  const others = Object.entries(predicted).flatMap(([name, by]) => (by.status === "ok" ? [] : [[name, { problem: by.problem, remedy: by.remedy }] as const]));
  return { ...twin, ...Object.fromEntries(others) };
}

/** JSON has no infinity: what is not finite is left out. */
function finiteRecords({ records }: TrainingResult): Record<string, Curve> {
  const finite = ({ steps, values }: Curve): Curve => {
    const kept = values.map((_, i) => i).filter((i) => Number.isFinite(values[i]));
    return { steps: kept.map((i) => steps[i]), values: kept.map((i) => values[i]) };
  };
  return Object.fromEntries(Object.entries(records.numbers).map(([name, curve]) => [name, finite(curve)]));
}

function lastOutputs(contenders: readonly (readonly [CurveName, Contender])[], step: number, moments: Moments | undefined): LastOutputs {
  const side = (which: "train" | "test") => {
    const known = contenders.flatMap(([name, { curves }]) => {
      const at = curves[which].steps.lastIndexOf(step);
      return at < 0 ? [] : [[name, curves[which].values[at]] as const];
    });
    return Object.fromEntries(known);
  };
  return { step, train: side("train"), test: side("test"), ...(moments?.variance && { testVariance: moments.variance }) };
}
