import type { TrainingOutcome } from "@ntkit/experiment";
import { reportPage } from "@ntkit/plots";
import type { NamedFigure } from "./figures.ts";
import { trainingDetailRows, trainingHeadlines } from "./training-summary.ts";

/** The report of a training: one self-contained page. */
export function trainingPage({ report }: TrainingOutcome, figures: readonly NamedFigure[]): string {
  const { experiment, data, environment } = report;
  const { ntkit, ...others } = environment;
  const programs = Object.entries(others).map(([name, version]) => `${name} ${version}`);
  return reportPage({
    title: experiment.name,
    subtitle: `${data.train} training and ${data.test} test samples, ${report.network.parameters} parameters, ${report.step} steps of ${experiment.training.optimiser.kind}`,
    summary: trainingHeadlines(report),
    sections: [
      ...figures.map(({ heading, text, figure }) => ({ heading, text, figure })),
      {
        heading: "Conventions",
        text: "Everything that a number on this page depends on.",
        table: { columns: ["setting", "value"], rows: trainingDetailRows(report).map(({ label, value }) => [label, value]) },
      },
    ],
    data: { name: "training.json", value: report },
    generator: [`ntkit ${ntkit ?? ""}`, ...programs].join(" · "),
  });
}
