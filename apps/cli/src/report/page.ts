import type { Outcome } from "@ntkit/experiment";
import { reportPage } from "@ntkit/plots";
import type { NamedFigure } from "./figures.ts";
import { resultRows, settingRows, warningRows } from "./summary.ts";

/** The report of an outcome: one self-contained page. */
export function outcomePage({ result }: Outcome, figures: readonly NamedFigure[]): string {
  const { experiment, data, conventions, environment } = result;
  const text = ({ label, value }: { label: string; value: string }) => [label, value];
  const details = [
    ...settingRows(result).map(text),
    ...warningRows(result).map(text),
    ["data", data.source],
    ["targets", data.encoding],
    ["loss", JSON.stringify(conventions.loss)],
    ["options", JSON.stringify(conventions.solver)],
    ["backend", `${conventions.backend}, ${conventions.dtype}`],
    ["hash of the experiment", result.hash],
    ...Object.entries(result.seconds).map(([stage, seconds]) => [`seconds for the ${stage}`, seconds.toFixed(2)]),
  ];
  return reportPage({
    title: experiment.name,
    subtitle: `${data.train} training and ${data.test} test samples, ${conventions.kernel} kernel, solver ${experiment.solver.kind}`,
    summary: resultRows(result),
    sections: [
      ...figures.map(({ heading, text, figure }) => ({ heading, text, figure })),
      { heading: "Conventions", text: "Everything that a number on this page depends on.", table: { columns: ["", "value"], rows: details } },
    ],
    data: { name: "result.json", value: result },
    generator: `ntkit ${environment["ntkit"] ?? ""} · ${Object.entries(environment)
      .filter(([name]) => name !== "ntkit")
      .map(([name, version]) => `${name} ${version}`)
      .join(" · ")}`,
  });
}
