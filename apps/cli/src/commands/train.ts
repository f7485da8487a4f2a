import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { writeNpz } from "@ntkit/datasets";
import { readJson, writeWhole } from "@ntkit/datasets/node";
import { runTraining, type TrainingOutcome, type TrainingRun, type TrainingRunEvent } from "@ntkit/experiment";
import { renderPng } from "@ntkit/plots/node";
import { encodeCheckpoint } from "@ntkit/training";
import type { Command } from "commander";
import { environment } from "../environment.ts";
import { Interrupted, NumericalTrouble } from "../exit.ts";
import { experimentIn, usualFolder, withFiles } from "../experiment-file.ts";
import type { Io } from "../io.ts";
import { requireMemory } from "../memory.ts";
import { writeFolder } from "../output.ts";
import { backends } from "../plugins.ts";
import { type ProgressLine, progressLine } from "../progress.ts";
import { formatNumber } from "../report/summary.ts";
import { trainingFigures } from "../report/training-figures.ts";
import { trainingPage } from "../report/training-page.ts";
import { trainingPredictionsCsv } from "../report/training-predictions.ts";
import { trainingSummaryText } from "../report/training-summary.ts";
import { checkpointFile, dropCheckpoints, readCheckpoints, requireTrainingFolder } from "./train-checkpoints.ts";

interface TrainOptions {
  readonly out?: string;
  readonly force?: boolean;
  readonly resume?: boolean;
  readonly backend: string;
  readonly png?: boolean;
}

export function addTrainCommand(program: Command, io: Io): void {
  program
    .command("train")
    .description("train networks of finite width beside their linear twin and the theory of infinite width, and write a report")
    .argument("<experiment>", "the experiment (.json), with a section `training`; or a training.json, to run it again")
    .option("--out <folder>", "where training.json, network.npz, predictions.csv and report.html go (default: out/ and the experiment's file name)")
    .option("--force", "write into the folder even if it exists, and begin anew")
    .option("--resume", "go on with the training in the folder that was interrupted, to the same numbers")
    .option("--png", "also write every figure of the report as a PNG picture")
    .option("--backend <name>", `where to compute: ${Object.keys(backends).join(", ")}`, "auto")
    .addHelpText("after", "\nFields of `training`: ntkit explain training. Ctrl-C stops after the step at hand and keeps what is done.\n")
    .action((file: string, options: TrainOptions) => trainCommand(file, options, io));
}

async function trainCommand(
  file: string,
  { out = usualFolder(file), force = false, resume = false, backend, png = false }: TrainOptions,
  io: Io,
): Promise<void> {
  await requireTrainingFolder(out, { force, resume });
  const experiment = experimentIn(await readJson(file));
  const checkpoints = resume ? await readCheckpoints(out) : {};
  if (!resume) await dropCheckpoints(out);
  const progress = progressLine(io.err);
  const stop = new AbortController();
  const release = io.onInterrupt?.(() => {
    progress.say("stopping after this step; once more ends at once and keeps the last checkpoint");
    stop.abort(new Interrupted("stopped before the first step, so there is nothing to keep"));
  });
  try {
    const run = await runTraining(experiment, withFiles(file, io.memory), {
      backend,
      environment: environment(),
      resume: checkpoints,
      signal: stop.signal,
      onEvent: (event) => report(progress, event),
      async onCheckpoint(name, checkpoint) {
        await mkdir(out, { recursive: true });
        await writeWhole(checkpointFile(out, name), encodeCheckpoint(checkpoint));
      },
      onPlan: ({ bytes, train, test }) =>
        requireMemory(
          bytes,
          io.memory,
          `training on ${train} and testing on ${test} samples`,
          "Ask for fewer samples in data.split, or for a smaller network.",
        ),
    });
    await writeFolder(out, filesOf(run, png));
    const { status } = run.outcome.report;
    const interrupted = stop.signal.aborted;
    if (status === "finished" && !interrupted) await dropCheckpoints(out);
    io.out.write(`${trainingSummaryText(run.outcome.report)}\nreport: ${join(out, "report.html")}\n`);
    if (status === "diverged" || interrupted) throw endOf(run.outcome, `ntkit train ${file} --out ${out} --resume`, out);
  } finally {
    release?.();
  }
}

/** Everything that is written, made before anything is. */
function filesOf({ outcome, data }: TrainingRun, png: boolean): Map<string, string | Uint8Array> {
  const figures = trainingFigures(outcome, data);
  return new Map<string, string | Uint8Array>([
    ["predictions.csv", trainingPredictionsCsv(outcome, data)],
    ["network.npz", writeNpz(outcome.parameters)],
    ["report.html", trainingPage(outcome, figures)],
    ...(png ? figures.map(({ name, figure }) => [`${name}.png`, renderPng(figure, { width: 900 })] as const) : []),
    ["training.json", `${JSON.stringify(outcome.report, null, 2)}\n`],
  ]);
}

/** How a training that is not whole ends: written what there is, and how to go on. */
function endOf({ report: { status, trouble, step, experiment } }: TrainingOutcome, command: string, out: string): Error {
  if (status === "diverged" && trouble !== undefined) return new NumericalTrouble({ status, ...trouble, written: `What is done was written into ${out}.` });
  const { steps } = experiment.training;
  const where = step < steps ? `at step ${step} of ${steps}` : "before all networks were trained";
  return new Interrupted(`stopped ${where}. What is done was written into ${out}; to go on: ${command}`);
}

async function report(progress: ProgressLine, event: TrainingRunEvent): Promise<void> {
  if (event.kind === "stage") await progress.stage(event.stage, event.detail);
  else if (event.kind === "progress") progress.update(event.done, event.total, event.stage === "training" ? noteOf(event) : undefined);
  else if (event.kind === "warning") progress.say(`warning: ${event.warning.problem}. ${event.warning.remedy}`);
  else progress.finish(event.seconds);
}

function noteOf({ done, numbers = {} }: Extract<TrainingRunEvent, { kind: "progress" }>): string {
  const known = Object.entries(numbers).flatMap(([name, value]) => (Number.isFinite(value) ? [`${name} ${formatNumber(value, 3)}`] : []));
  return [`step ${done}`, ...known].join(", ");
}
