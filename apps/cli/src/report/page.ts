import type { Outcome } from "@ntkit/experiment";
import { reportPage } from "@ntkit/plots";
import { analysisRows } from "./analysis.ts";
import type { NamedFigure } from "./figures.ts";
import { detailRows } from "./settings.ts";
import { learningRateRows, resultRows } from "./summary.ts";

/** The report of an outcome: one self-contained page. */
export function outcomePage({ result }: Outcome, figures: readonly NamedFigure[]): string {
  const { experiment, data, conventions, environment } = result;
  const { ntkit, ...others } = environment;
  const programs = Object.entries(others).map(([name, version]) => `${name} ${version}`);
  return reportPage({
    title: experiment.name,
    subtitle: `${data.train} training and ${data.test} test samples, ${experiment.kernel?.kind ?? conventions.kernel} kernel, solver ${experiment.solver.kind}`,
    summary: [...resultRows(result), ...learningRateRows(result)],
    sections: [
      ...figures.map(({ heading, text, figure }) => ({ heading, text, figure })),
      {
        heading: "What the kernel says of learning",
        text: "Numbers of the training samples alone. Alignment is 1 for a kernel that is the targets' own; estimates are those of kernel regression with the same ridge, in the mean over outputs.",
        table: { columns: ["quantity", "value"], rows: analysisRows(result).map(({ label, value }) => [label, value]) },
      },
      {
        heading: "Conventions",
        text: "Everything that a number on this page depends on.",
        table: { columns: ["setting", "value"], rows: detailRows(result).map(({ label, value }) => [label, value]) },
      },
    ],
    data: { name: "result.json", value: result },
    generator: [`ntkit ${ntkit ?? ""}`, ...programs].join(" · "),
  });
}
