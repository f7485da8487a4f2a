import type { ExperimentResult, JsonTime, Score } from "@ntkit/experiment";

export interface SummaryRow {
  readonly label: string;
  readonly value: string;
}

export function formatTime(time: JsonTime | null): string {
  if (time === null) return "never";
  if (time === "Infinity") return "∞";
  return time === 0 ? "0" : time.toPrecision(3).replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");
}

const scoreName = (score: Score) => (score.accuracy === undefined ? "r²" : "accuracy");
const scoreValue = (score: Score) => (score.accuracy ?? score.r2 ?? Number.NaN).toFixed(4);

/** The few numbers to be read first. */
export function summaryRows({ experiment, data, conventions, spectrum, final, reached, warnings }: ExperimentResult): SummaryRow[] {
  const { dynamics } = conventions;
  const name = scoreName(final.test);
  return [
    { label: "experiment", value: experiment.name },
    { label: "samples", value: `${data.train} train, ${data.test} test, ${data.features} features, ${data.outputs} ${data.outputs === 1 ? "output" : "outputs"}` },
    { label: "solver", value: `${experiment.solver.kind}, kernel ${conventions.kernel}, ridge ${conventions.ridge.absolute.toPrecision(3)}` },
    { label: `test ${name}, t = ∞`, value: scoreValue(final.test) },
    { label: `train ${name}, t = ∞`, value: scoreValue(final.train) },
    { label: "test loss, t = ∞", value: final.test.loss.toPrecision(4) },
    ...(final.meanDeviation === undefined ? [] : [{ label: "mean deviation, t = ∞", value: final.meanDeviation.toPrecision(4) }]),
    ...reached.map(({ fraction, time }) => ({ label: `${fraction * 100} % of final at`, value: `t = ${formatTime(time)}` })),
    ...(dynamics === null ? [] : [{ label: "time", value: `steps of learning rate ${dynamics.learningRate}, loss divided by ${dynamics.normaliser.value} (${dynamics.normaliser.name})` }]),
    ...(spectrum === undefined
      ? []
      : [
          { label: "stable up to", value: `learning rate ${spectrum.maximumLearningRate.toPrecision(4)}` },
          { label: "condition number", value: spectrum.conditionNumber === "Infinity" ? `∞ (rank ${spectrum.rank})` : spectrum.conditionNumber.toPrecision(3) },
        ]),
    ...warnings.map(({ kind, problem, remedy }) => ({ label: `warning (${kind})`, value: `${problem}. ${remedy}` })),
  ];
}

export function summaryText(rows: readonly SummaryRow[]): string {
  const width = Math.max(...rows.map(({ label }) => label.length));
  return rows.map(({ label, value }) => `${label.padEnd(width)}  ${value}`).join("\n");
}
