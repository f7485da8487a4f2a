import type { ExperimentResult, JsonNumber, Score } from "@ntkit/experiment";

export interface SummaryRow {
  readonly label: string;
  readonly value: string;
}

/** Numbers are given to so many digits, and none beyond them. */
function formatNumber(value: JsonNumber, digits: number): string {
  if (value === "Infinity") return "∞";
  const text = value.toPrecision(digits);
  return text.includes("e") || !text.includes(".") ? text : text.replace(/\.?0+$/, "");
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
  const { dynamics } = conventions;
  return [
    { label: "experiment", value: experiment.name },
    {
      label: "samples",
      value: `${data.train} train, ${data.test} test, ${data.features} features, ${data.outputs} ${data.outputs === 1 ? "output" : "outputs"}`,
    },
    { label: "solver", value: `${experiment.solver.kind}, kernel ${conventions.kernel}, ridge ${conventions.ridge.absolute.toPrecision(3)}` },
    ...(dynamics === null
      ? []
      : [
          {
            label: "time t",
            value: `steps at learning rate ${dynamics.learningRate}, loss divided by ${dynamics.normaliser.value} (${dynamics.normaliser.name})`,
          },
        ]),
  ];
}

/** The few numbers to be read first. */
export function resultRows(result: ExperimentResult): SummaryRow[] {
  const { spectrum, final, reached, data } = result;
  const name = scoreName(final.test);
  const first = firstTime(result);
  return [
    { label: `test ${name}, t = ∞`, value: scoreValue(final.test) },
    { label: `train ${name}, t = ∞`, value: scoreValue(final.train) },
    { label: "test loss, t = ∞", value: final.test.loss.toPrecision(4) },
    ...(final.meanDeviation === undefined ? [] : [{ label: "mean deviation, t = ∞", value: final.meanDeviation.toPrecision(4) }]),
    ...reached.map(({ fraction, time }) => ({
      label: `${fraction * 100} % of final ${name} at`,
      value: typeof time === "number" && time < first ? `t < ${formatTime(first)}` : `t = ${formatTime(time)}`,
    })),
    ...(spectrum === undefined
      ? []
      : [
          { label: "largest stable learning rate", value: formatNumber(spectrum.maximumLearningRate, 4) },
          { label: "condition number", value: `${formatNumber(spectrum.conditionNumber, 3)}${spectrum.rank < data.train ? ` (rank ${spectrum.rank})` : ""}` },
        ]),
  ];
}

export function warningRows({ warnings }: ExperimentResult): SummaryRow[] {
  return warnings.map(({ kind, problem, remedy }) => ({ label: `warning (${kind})`, value: `${problem}. ${remedy}` }));
}

export function summaryText(rows: readonly SummaryRow[]): string {
  const width = Math.max(...rows.map(({ label }) => label.length));
  return rows.map(({ label, value }) => `${label.padEnd(width)}  ${value}`).join("\n");
}
