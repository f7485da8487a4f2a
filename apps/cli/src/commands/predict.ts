import { join } from "node:path";
import { describeAllFields } from "@ntkit/core";
import { readJson } from "@ntkit/datasets/node";
import { type ExperimentEvent, experimentSchema, type Outcome, type PreparedData, runExperiment } from "@ntkit/experiment";
import { renderPng } from "@ntkit/plots/node";
import type { Command } from "commander";
import { environment } from "../environment.ts";
import { NumericalTrouble } from "../exit.ts";
import { experimentIn, usualFolder, withFiles } from "../experiment-file.ts";
import { fieldTable } from "../fields.ts";
import type { Io } from "../io.ts";
import { requireMemory } from "../memory.ts";
import { requireOutputFolder, writeFolder } from "../output.ts";
import { backends } from "../plugins.ts";
import { type ProgressLine, progressLine } from "../progress.ts";
import { outcomeFigures } from "../report/figures.ts";
import { outcomePage } from "../report/page.ts";
import { predictionsCsv } from "../report/predictions.ts";
import { summaryText } from "../report/summary.ts";

interface PredictOptions {
  readonly out?: string;
  readonly force?: boolean;
  readonly backend: string;
  readonly png?: boolean;
}

export function addPredictCommand(program: Command, io: Io): void {
  program
    .command("predict")
    .description("train an infinitely wide network on data: predictions with uncertainty along training time, and a report")
    .argument("<experiment>", "the experiment (.json): data, architecture, loss, solver, times; or a result.json, to run it again")
    .option("--out <folder>", "where result.json, predictions.csv and report.html go (default: out/ and the experiment's file name)")
    .option("--force", "write into the folder even if it exists")
    .option("--png", "also write every figure of the report as a PNG picture")
    .option("--backend <name>", `where to compute: ${Object.keys(backends).join(", ")}`, "auto")
    .addHelpText("after", () => `\nFields of an experiment:\n${fieldTable(describeAllFields(experimentSchema))}\n\nKinds and their fields: ntkit explain\n`)
    .action((file: string, options: PredictOptions) => predict(file, options, io));
}

async function predict(file: string, { out = usualFolder(file), force = false, backend, png = false }: PredictOptions, io: Io): Promise<void> {
  await requireOutputFolder(out, force);
  const experiment = experimentIn(await readJson(file));
  const progress = progressLine(io.err);
  const run = await runExperiment(experiment, withFiles(file, io.memory), {
    backend,
    environment: environment(),
    onEvent: (event) => report(progress, event),
    onPlan: ({ bytes, train, test }) =>
      requireMemory(
        bytes,
        io.memory,
        `training on ${train} and testing on ${test} samples`,
        "Ask for fewer samples in data.split, or for variances instead of covariances.",
      ),
  });
  if (run.status !== "ok") throw new NumericalTrouble(run);
  await writeFolder(out, filesOf(run.outcome, run.data, png));
  io.out.write(`${summaryText(run.outcome.result)}\nreport: ${join(out, "report.html")}\n`);
}

/** Everything that is written, made before anything is. */
function filesOf(outcome: Outcome, data: PreparedData, png: boolean): Map<string, string | Uint8Array> {
  const figures = outcomeFigures(outcome, data);
  return new Map<string, string | Uint8Array>([
    ["predictions.csv", predictionsCsv(outcome, data)],
    ["report.html", outcomePage(outcome, figures)],
    ...(png ? figures.map(({ name, figure }) => [`${name}.png`, renderPng(figure, { width: 900 })] as const) : []),
    ["result.json", `${JSON.stringify(outcome.result, null, 2)}\n`],
  ]);
}

async function report(progress: ProgressLine, event: ExperimentEvent): Promise<void> {
  if (event.kind === "stage") await progress.stage(event.stage, event.detail);
  else if (event.kind === "progress") progress.update(event.done, event.total);
  else progress.finish(event.seconds);
}
