import { mkdir, readFile, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { FileProblem, InvalidInput } from "@ntkit/core";
import { readBytes, readJson, writeWhole } from "@ntkit/datasets/node";
import { type ExperimentEvent, runExperiment } from "@ntkit/experiment";
import { renderPng } from "@ntkit/plots/node";
import type { Command } from "commander";
import { environment } from "../environment.ts";
import { requireMemory } from "../memory.ts";
import { backends, plugins } from "../plugins.ts";
import { type ProgressLine, progressLine } from "../progress.ts";
import { outcomeFigures } from "../report/figures.ts";
import { outcomePage } from "../report/page.ts";
import { predictionsCsv } from "../report/predictions.ts";
import { resultRows, settingRows, summaryText, warningRows } from "../report/summary.ts";

interface PredictArguments {
  readonly out: string;
  readonly force?: boolean;
  readonly backend: string;
  readonly png?: boolean;
}

export function addPredictCommand(program: Command): void {
  program
    .command("predict")
    .description("train an infinitely wide network on data: predictions with uncertainty along training time, and a report")
    .argument("<experiment>", "the experiment (.json): data, architecture, loss, solver, times")
    .option("--out <folder>", "where result.json, predictions.csv and report.html go", "out")
    .option("--force", "write into the folder even if it exists")
    .option("--png", "also write every figure of the report as a PNG picture")
    .option("--backend <name>", `where to compute: ${Object.keys(backends).join(", ")}`, "auto")
    .action(runPredict);
}

async function runPredict(file: string, { out, force = false, backend, png = false }: PredictArguments): Promise<void> {
  if (!force) await refuseExisting(out);
  const experiment = await readJson(file);
  const progress = progressLine();
  const beside = dirname(resolve(file));
  const run = await runExperiment(
    experiment,
    { ...plugins, readText: async (name) => new TextDecoder().decode(await readBytes(resolve(beside, name))) },
    {
      backend,
      environment: environment(),
      onEvent: (event) => report(progress, event),
      onPlan: ({ bytes, train, test }) =>
        requireMemory(bytes, `training on ${train} and testing on ${test} samples`, "Ask for fewer samples in data.split, or variances instead of covariances."),
    },
  );
  if (run.status !== "ok") throw new InvalidInput({ path: file, problem: run.problem, remedy: run.remedy });
  const { outcome, data } = run;
  const figures = outcomeFigures(outcome, data);
  await mkdir(out, { recursive: true });
  await writeWhole(join(out, "predictions.csv"), predictionsCsv(outcome, data));
  await writeWhole(join(out, "report.html"), outcomePage(outcome, figures));
  if (png) for (const { name, figure } of figures) await writeWhole(join(out, `${name}.png`), renderPng(figure, { width: 900 }));
  await writeWhole(join(out, "result.json"), `${JSON.stringify(outcome.result, null, 2)}\n`);
  console.log(summaryText([settingRows, resultRows, warningRows].flatMap((rows) => rows(outcome.result))));
  console.log(`report: ${join(out, "report.html")}`);
}

async function report(progress: ProgressLine, event: ExperimentEvent): Promise<void> {
  if (event.kind === "stage") await progress.stage(event.stage, event.detail);
  else if (event.kind === "progress") progress.update(event.done, event.total);
  else progress.finish(event.seconds);
}

/** Refuses a folder that exists: results are not overwritten by accident. */
async function refuseExisting(out: string): Promise<void> {
  const exists = await stat(out).then(
    () => true,
    () => false,
  );
  if (!exists) return;
  const holds = await readFile(join(out, "result.json"), "utf8").then(
    () => "results",
    () => "something",
  );
  throw new FileProblem({ path: out, problem: `the output folder exists and holds ${holds}`, remedy: "Choose another with --out, or write into it with --force." });
}
