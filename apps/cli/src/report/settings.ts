import type { ExperimentResult } from "@ntkit/experiment";
import { conditionRows, formatNumber, type SummaryRow, settingRows, warningRows } from "./summary.ts";

/** Everything that the numbers of a result depend on, in words. */
export function detailRows(result: ExperimentResult): SummaryRow[] {
  const { experiment, data, conventions, evaluation, report, hash, seconds } = result;
  const { architecture, kernel } = experiment;
  const { split, preparation } = experiment.data;
  const row = (label: string, value: string | undefined): SummaryRow[] => (value === undefined || value === "" ? [] : [{ label, value }]);
  return [
    ...settingRows(result),
    ...conditionRows(result),
    ...warningRows(result),
    ...row("network", architecture?.layers.map(inWords).join(" → ")),
    ...row("parameterisation", architecture?.parameterization),
    ...row("kernel", kernel && inWords(kernel)),
    ...row("data", data.source),
    ...row("SHA-256 of the data", data.sha256),
    ...row("split", split && fieldsInWords(split)),
    ...row("preparation", preparation.map(inWords).join(", then ")),
    ...row("targets", data.encoding),
    ...row("loss", inWords(conventions.loss)),
    ...row("options", inWords(conventions.solver)),
    ...row(
      "kernel by",
      evaluation.kind === "direct" ? `its formula, entry by entry (${evaluation.reason})` : `a table of ${evaluation.terms} terms in the angle`,
    ),
    ...row("solved by", `${report.method.name}: ${report.method.reason}`),
    ...row(
      "work",
      report.steps + report.evaluations === 0 ? undefined : `${report.steps} steps, ${report.rejected} refused, ${report.evaluations} right-hand sides`,
    ),
    ...row("error of the means, estimated", report.errorEstimate === null ? undefined : formatNumber(report.errorEstimate, 2)),
    ...row("backend", `${conventions.backend}, ${conventions.dtype}`),
    ...row("hash of the experiment", hash),
    ...row("seconds", stagesInWords(seconds)),
  ];
}

/** `{kind: "dense", width: 9, biasStd: 0.1}` as "dense (width 9, biasStd 0.1)", nested layers in square brackets. */
export function inWords(spec: { readonly kind: string }): string {
  const { kind, ...fields } = spec;
  const text = fieldsInWords(fields);
  return text === "" ? kind : `${kind} (${text})`;
}

/** `{width: 9, biasStd: 0.1}` as "width 9, biasStd 0.1". */
export const fieldsInWords = (fields: object): string =>
  Object.entries(fields)
    .map(([name, value]) => `${name} ${valueInWords(value)}`)
    .join(", ");

function valueInWords(value: unknown): string {
  if (typeof value === "number") return formatNumber(value, 6);
  if (Array.isArray(value)) return `[${value.map(valueInWords).join(value.every((entry) => typeof entry === "object") ? " → " : ", ")}]`;
  if (typeof value !== "object" || value === null) return String(value);
  return "kind" in value && typeof value.kind === "string" ? inWords({ ...value, kind: value.kind }) : `(${fieldsInWords(value)})`;
}

/** How long each stage took: "kernel 0.21, decomposition 9.6". */
export const stagesInWords = (seconds: Readonly<Record<string, number>>): string =>
  Object.entries(seconds)
    .map(([stage, spent]) => `${stage} ${formatNumber(spent, 2)}`)
    .join(", ");
