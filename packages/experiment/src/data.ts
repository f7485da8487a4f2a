import { InvalidInput, type NDArray, takeRows } from "@ntkit/core";
import { applyPreparation, type FittedStep, fitPreparation, split, takeLabels } from "@ntkit/datasets";
import { checkTargets, chooseLoss } from "@ntkit/losses";
import { below } from "./place.ts";
import type { ExperimentPlugins } from "./plugins.ts";
import type { Encoding, Experiment } from "./schema.ts";
import { loadSource } from "./source.ts";
import { encodeTargets, type TargetScale } from "./targets.ts";

/** One side of the data, ready for a kernel. */
export interface Samples {
  /** [n, d], prepared. */
  readonly inputs: NDArray;
  /** [n, O], as the loss sees them. */
  readonly targets: NDArray;
  /** Class of each sample, for classification. */
  readonly labels?: Int32Array;
  /** Inputs before preparation, for pictures. */
  readonly raw: NDArray;
  /** Row of each sample in the data as they came, counted from 0. */
  readonly rows: readonly number[];
}

export interface PreparedData {
  readonly task: "classification" | "regression";
  readonly train: Samples;
  readonly test: Samples;
  readonly classNames?: readonly string[];
  readonly targetName?: string;
  readonly imageShape?: readonly [number, number, number];
  readonly preparation: readonly FittedStep[];
  readonly split: Split;
  readonly encoding: Encoding;
  /** For numbers: what the loss sees, in the units of each output. */
  readonly targetScales?: readonly TargetScale[];
  /** Where the numbers come from. */
  readonly source: string;
  /** Of the file that they come from. */
  readonly sha256?: string;
}

/** Loads the samples of an experiment, splits them, and prepares both sides by what the training samples say. Throws for misuse, targets that the loss is not defined on among it, with the path. */
export async function loadData({ data, loss: spec }: Experiment, plugins: ExperimentPlugins): Promise<PreparedData> {
  const loss = chooseLoss(spec, plugins.losses);
  const loaded = await loadSource(data.source, plugins);
  const chosen = data.split ?? usualSplit(loaded.inputs.shape[0]);
  requireSamples(chosen);
  const parts = below("data", () => split(loaded.inputs.shape[0], chosen, loaded.labels));
  const rawTrain = takeRows(loaded.inputs, parts.train);
  const preparation = fitPreparation(data.preparation, rawTrain, plugins.preparations);
  const encoded = encodeTargets(loaded, data.targets, parts.train, loss.targets);
  checkTargets(loss, encoded.targets, "data.targets");
  const side = (raw: NDArray, rows: readonly number[]): Samples => ({
    inputs: applyPreparation(preparation, raw),
    targets: takeRows(encoded.targets, rows),
    ...(loaded.labels === undefined ? {} : { labels: takeLabels(loaded.labels, rows) }),
    raw,
    rows,
  });
  const { classNames, targetName, imageShape, source, sha256 } = loaded;
  return {
    task: loaded.labels === undefined ? "regression" : "classification",
    train: side(rawTrain, parts.train),
    test: side(takeRows(loaded.inputs, parts.test), parts.test),
    ...(classNames === undefined ? {} : { classNames }),
    ...(targetName === undefined ? {} : { targetName }),
    ...(imageShape === undefined ? {} : { imageShape }),
    preparation,
    split: chosen,
    encoding: encoded.encoding,
    ...(encoded.scales === undefined ? {} : { targetScales: encoded.scales }),
    source,
    ...(sha256 === undefined ? {} : { sha256 }),
  };
}

/** What a result tells of its data. */
export function aboutData({ source, sha256, task, train, test, classNames, targetName, encoding, preparation }: PreparedData) {
  return {
    source,
    ...(sha256 === undefined ? {} : { sha256 }),
    task,
    train: train.rows.length,
    test: test.rows.length,
    ...(classNames === undefined ? {} : { classNames }),
    ...(targetName === undefined ? {} : { targetName }),
    encoding,
    preparation,
  };
}

/** A split with its defaults filled in. */
type Split = NonNullable<Experiment["data"]["split"]>;

function usualSplit(n: number): Split {
  const test = Math.max(1, Math.round(n / 5));
  return { order: "shuffled", train: n - test, test, seed: 0, stratified: false };
}

function requireSamples(chosen: Split): void {
  for (const side of ["train", "test"] as const) {
    if (chosen[side] >= 1) continue;
    throw new InvalidInput({
      path: `data.split.${side}`,
      problem: "at least one sample is needed to train on and one to test on",
      found: `${chosen[side]}`,
      remedy: "Ask for at least 1.",
    });
  }
}
