import type { ExperimentResult, JsonNumber, Score } from "@ntkit/experiment";
import { alignedRows } from "../fields.ts";

export interface SummaryRow {
  readonly label: string;
  readonly value: string;
}

/** A number to so many digits, without zeros at the end: 0.0549, 7310, 4.33e9, ∞. */
export function formatNumber(value: JsonNumber, digits: number): string {
  const rounded = value === "Infinity" ? Number.POSITIVE_INFINITY : Number(value.toPrecision(digits));
  if (!Number.isFinite(rounded)) return "∞";
  const size = Math.abs(rounded);
  return size === 0 || (size >= 1e-4 && size < 1e6) ? String(rounded) : rounded.toExponential().replace("e+", "e");
}

const formatTime = (time: number | null): string => (time === null ? "never" : formatNumber(time, 3));

const scoreName = (score: Score) => (score.accuracy === undefined ? "r²" : "accuracy");
const scoreValue = (score: Score) => (score.accuracy ?? score.r2 ?? Number.NaN).toFixed(4);

/** The first time of the curve after 0: what was reached before it was there as soon as training began. */
export function firstTime({ curve }: ExperimentResult): number {
  return curve.flatMap(({ time }) => (typeof time === "number" && time > 0 ? [time] : []))[0] ?? 0;
}

/** What the run was: samples, solver, the unit of time. */
export function settingRows({ experiment, data, conventions }: ExperimentResult): SummaryRow[] {
  const { dynamics, ridge, jitter } = conventions;
  const added = [
    ...(ridge.absolute > 0 ? [`ridge ${formatNumber(ridge.absolute, 3)}`] : ["no ridge"]),
    ...(jitter > 0 ? [`jitter ${formatNumber(jitter, 3)}`] : []),
  ];
  return [
    { label: "experiment", value: experiment.name },
    {
      label: "samples",
      value: `${data.train} train, ${data.test} test, ${data.features} features, ${data.outputs} ${data.outputs === 1 ? "output" : "outputs"}`,
    },
    { label: "solver", value: `${experiment.solver.kind}, kernel ${experiment.kernel?.kind ?? conventions.kernel}, ${added.join(", ")}` },
    ...(dynamics === null
      ? []
      : [{ label: "time t", value: `${unitOfTime(dynamics)}, loss divided by ${dynamics.normaliser.value} (${dynamics.normaliser.name})` }]),
  ];
}

export const unitOfTime = ({ learningRate }: { readonly learningRate: number }): string => `steps at learning rate ${formatNumber(learningRate, 4)}`;

/** The few numbers to be read first. */
export function resultRows(result: ExperimentResult): SummaryRow[] {
  const { final, reached, conventions } = result;
  const end = conventions.dynamics === null ? "" : ", t = ∞";
  const name = scoreName(final.test);
  const first = firstTime(result);
  return [
    { label: `test ${name}${end}`, value: scoreValue(final.test) },
    { label: `train ${name}${end}`, value: scoreValue(final.train) },
    { label: `test loss${end}`, value: formatNumber(final.test.loss, 4) },
    ...(final.meanDeviation === undefined ? [] : [{ label: `mean deviation${end}`, value: formatNumber(final.meanDeviation, 4) }]),
    ...reached.map(({ fraction, time }) => ({
      label: `${fraction * 100} % of final ${name} at`,
      value: time !== null && time < first ? `t < ${formatTime(first)}` : `t = ${formatTime(time)}`,
    })),
  ];
}

/** From where on gradient descent, as the solver takes it, diverges. */
export function learningRateRows({ maximumLearningRate }: ExperimentResult): SummaryRow[] {
  return maximumLearningRate === undefined ? [] : [{ label: "largest stable learning rate", value: formatNumber(maximumLearningRate, 4) }];
}

export function conditionRows({ spectrum, report, data }: ExperimentResult): SummaryRow[] {
  const conditionNumber = spectrum?.conditionNumber ?? report.conditionNumber;
  if (conditionNumber === undefined) return [];
  const rank = spectrum !== undefined && spectrum.rank < data.train ? ` (rank ${spectrum.rank})` : "";
  return [{ label: "condition number", value: `${formatNumber(conditionNumber, 3)}${rank}` }];
}

export function warningRows({ warnings }: ExperimentResult): SummaryRow[] {
  return warnings.map(({ kind, problem, remedy }) => ({ label: `warning (${kind})`, value: `${problem}. ${remedy}` }));
}

/** The summary as aligned lines. */
export function summaryText(result: ExperimentResult): string {
  const rows = [settingRows, resultRows, learningRateRows, conditionRows, warningRows].flatMap((part) => part(result));
  return alignedRows(
    rows.map(({ label, value }) => [label, value]),
    "",
  );
}
