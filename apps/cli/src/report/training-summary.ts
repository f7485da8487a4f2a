import type { CurveName, Score, TrainingReport } from "@ntkit/experiment";
import { alignedRows } from "../fields.ts";
import { fieldsInWords, inWords, stagesInWords } from "./settings.ts";
import { formatNumber, type SummaryRow } from "./summary.ts";
import { curveNames } from "./training-predictions.ts";

const row = (label: string, value: string | undefined): SummaryRow[] => (value === undefined || value === "" ? [] : [{ label, value }]);
const skillOf = (score: Score) => (score.accuracy === undefined ? `r² ${(score.r2 ?? Number.NaN).toFixed(4)}` : `accuracy ${score.accuracy.toFixed(4)}`);

/** What the run was. */
function trainingSettingRows({ experiment, data, network, conventions }: TrainingReport): SummaryRow[] {
  const { training } = experiment;
  const { normaliser } = conventions.training;
  const samples = `${data.train} train, ${data.test} test, ${data.features} ${data.features === 1 ? "feature" : "features"}, ${data.outputs} ${data.outputs === 1 ? "output" : "outputs"}`;
  return [
    { label: "experiment", value: experiment.name },
    { label: "samples", value: samples },
    {
      label: "network",
      value: `${network.parameters} parameters, ${training.networks === 1 ? `seed ${training.seed}` : `${training.networks} networks from seed ${training.seed} on`}`,
    },
    { label: "optimiser", value: `${inWords(training.optimiser)}, loss divided by ${normaliser.value} (${normaliser.name})` },
  ];
}

/** What came out, in words. */
function trainingResultRows({ status, step, reason, curves, distances, records, learningRate, widths, ensemble }: TrainingReport): SummaryRow[] {
  const why = { steps: "", loss: ", the wanted loss is reached", signal: ", interrupted", seconds: ", out of time", diverged: "" }[reason];
  const scores = Object.entries(curves).flatMap(([name, curve]) => {
    const [train, test] = [curve.train.at(-1), curve.test.at(-1)];
    const at = curve.steps.at(-1) === step ? "" : ` (at step ${curve.steps.at(-1)})`;
    if (train === undefined || test === undefined) return [];
    return row(curveNames[name as CurveName], `test loss ${formatNumber(test.loss, 4)}, ${skillOf(test)}; train loss ${formatNumber(train.loss, 4)}${at}`);
  });
  const gaps = Object.entries(distances).flatMap(([name, { test }]) =>
    row(`network − ${curveNames[name as CurveName]}`, test.rms.length === 0 ? undefined : `${formatNumber(test.rms.at(-1) ?? 0, 3)} rms on test samples`),
  );
  const exponent = widths?.exponents["ntk.drift"];
  return [
    { label: "status", value: `${status} after ${step} steps${why}` },
    ...scores,
    ...gaps,
    ...driftRows(records),
    ...row("learning rate", limitsInWords(learningRate)),
    ...row(
      "NTK drift against width",
      exponent === undefined ? undefined : `as width^${exponent.toFixed(2)}, widths ${widths?.rows.map(({ width }) => width).join(", ")}`,
    ),
    ...row(
      "normality of the ensemble",
      ensemble?.against && `p = ${formatNumber(ensemble.against.normality.pValue, 3)} (Kolmogorov–Smirnov, ${ensemble.against.normality.count} outputs)`,
    ),
  ];
}

/** The few numbers to be read first, short. */
export function trainingHeadlines({ status, step, curves, distances, records, widths, ensemble, learningRate }: TrainingReport): SummaryRow[] {
  const names = (["network", "linear", "theory"] as const).filter((name) => curves[name] !== undefined);
  const losses = names.flatMap((name) => row(`test loss, ${shortNames[name]}`, numberOr(curves[name]?.test.at(-1)?.loss, 3)));
  const accuracy = curves.network?.test.at(-1)?.accuracy;
  const gaps = (["linear", "theory"] as const).flatMap((name) => row(`network − ${shortNames[name]}, rms`, numberOr(distances[name]?.test.rms.at(-1), 3)));
  return [
    { label: `after ${step} steps`, value: status },
    ...row("test accuracy, network", accuracy?.toFixed(3)),
    ...losses,
    ...gaps,
    ...driftRows(records),
    ...row("stable learning rates below", learningRate.limit === undefined ? undefined : formatNumber(learningRate.limit, 3)),
    ...row("drift against width, exponent", widths?.exponents["ntk.drift"]?.toFixed(2)),
    ...row("normality of the ensemble, p", numberOr(ensemble?.against?.normality.pValue, 2)),
  ];
}

const shortNames: Readonly<Record<"network" | "linear" | "theory", string>> = { network: "network", linear: "twin", theory: "theory" };
const numberOr = (value: number | undefined, digits: number): string | undefined => (value === undefined ? undefined : formatNumber(value, digits));

function driftRows(records: TrainingReport["records"]): SummaryRow[] {
  const last = (name: string) => numberOr(records[name]?.values.at(-1), 3);
  return [...row("weight change", last("weight-change")), ...row("NTK drift", last("ntk.drift")), ...row("kernel distance", last("ntk.distance"))];
}

function limitsInWords({ value, limit, theoryLimit }: TrainingReport["learningRate"]): string {
  const known = [
    ...(limit === undefined ? [] : [`${formatNumber(limit, 4)} on this network`]),
    ...(theoryLimit === undefined ? [] : [`${formatNumber(theoryLimit, 4)} at infinite width`]),
  ];
  return `${formatNumber(value, 4)}${known.length === 0 ? "" : `, stable below ${known.join(" and ")}`}`;
}

/** What should be known before the numbers are believed. */
function trainingWarningRows({ warnings, absent, curves, trouble }: TrainingReport): SummaryRow[] {
  return [
    ...(trouble === undefined ? [] : row("trouble", `${trouble.problem}. ${trouble.remedy}`)),
    ...warnings.flatMap(({ problem, remedy }) => row("warning", `${problem}. ${remedy}`)),
    ...Object.entries(absent).flatMap(([name, { problem, remedy }]) => row(`no ${curveNames[name as CurveName]}`, `${problem}. ${remedy}`)),
    ...Object.entries(curves).flatMap(([name, { notes }]) => row(`${curveNames[name as CurveName]} is`, notes.join("; "))),
  ];
}

/** Everything else that the numbers depend on. */
export function trainingDetailRows(report: TrainingReport): SummaryRow[] {
  const { experiment, data, conventions, hash, seconds } = report;
  const { architecture, training } = experiment;
  const { networks: _, widths, optimiser: __, record, ...settings } = training;
  return [
    ...trainingSettingRows(report),
    ...trainingWarningRows(report),
    ...row("network", architecture?.layers.map(inWords).join(" → ")),
    ...row("parameterisation", architecture?.parameterization),
    ...row("widths", widths?.join(", ")),
    ...row("settings", fieldsInWords(settings)),
    ...row("recorded", record.map(inWords).join(", ")),
    ...row("theory by", conventions.theory && inWords(conventions.theory.solver)),
    ...row("empirical kernel by", conventions.empirical && inWords(conventions.empirical.solver)),
    ...row("data", data.source),
    ...row("SHA-256 of the data", data.sha256),
    ...row("preparation", experiment.data.preparation.map(inWords).join(", then ")),
    ...row("targets", data.encoding),
    ...row("loss", inWords(experiment.loss)),
    ...row("backend", `${conventions.training.backend}, ${conventions.training.dtype}`),
    ...row("hash of the experiment", hash),
    ...row("seconds", stagesInWords(seconds)),
  ];
}

/** The summary as aligned lines. */
export function trainingSummaryText(report: TrainingReport): string {
  const rows = [trainingSettingRows, trainingResultRows, trainingWarningRows].flatMap((part) => part(report));
  return alignedRows(
    rows.map(({ label, value }) => [label, value]),
    "",
  );
}
