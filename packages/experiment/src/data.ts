import { InvalidInput, lookUp, type NDArray, ndArray, takeRows } from "@ntkit/core";
import {
  applyPreparation,
  type FittedStep,
  fitPreparation,
  oneHot,
  parseClassificationCsv,
  parseRegressionCsv,
  type SplitSpec,
  split,
  takeLabels,
} from "@ntkit/datasets";
import type { ExperimentPlugins } from "./plugins.ts";
import type { Experiment } from "./schema.ts";

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
}

export interface PreparedData {
  readonly task: "classification" | "regression";
  readonly train: Samples;
  readonly test: Samples;
  readonly classNames?: readonly string[];
  readonly targetName?: string;
  readonly imageShape?: readonly [number, number, number];
  readonly preparation: readonly FittedStep[];
  readonly split: SplitSpec;
  readonly encoding: string;
  /** For numbers: target = shift + scale · what the loss sees. */
  readonly targetScale?: { readonly shift: number; readonly scale: number };
  /** Where the numbers come from. */
  readonly source: string;
}

interface Loaded {
  readonly inputs: NDArray;
  readonly labels?: Int32Array;
  readonly targets?: NDArray;
  readonly classNames?: readonly string[];
  readonly targetName?: string;
  readonly imageShape?: readonly [number, number, number];
  readonly source: string;
}

/** How many samples an experiment has, before anything of size n² is made. Throws for names that do not exist and files that cannot be read. */
export async function loadData({ data }: Experiment, plugins: ExperimentPlugins): Promise<PreparedData> {
  const loaded = await load(data.source, plugins);
  const n = loaded.inputs.shape[0];
  const test = Math.max(1, Math.round(n / 5));
  const chosen: SplitSpec = data.split ?? { order: "shuffled", train: n - test, test, seed: 0, stratified: false };
  if (chosen.train < 1 || chosen.test < 1) {
    throw new InvalidInput({
      path: `data.split.${chosen.train < 1 ? "train" : "test"}`,
      problem: "at least one sample is needed to train on and one to test on",
      found: `${Math.min(chosen.train, chosen.test)}`,
      remedy: "Ask for at least 1.",
    });
  }
  const parts = split(n, chosen, loaded.labels);
  const rawTrain = takeRows(loaded.inputs, parts.train);
  const rawTest = takeRows(loaded.inputs, parts.test);
  const preparation = fitPreparation(data.preparation, rawTrain, plugins.preparations);
  const encoded = encode(loaded, data.targets, parts.train);
  const side = (raw: NDArray, indices: readonly number[]): Samples => ({
    inputs: applyPreparation(preparation, raw),
    targets: takeRows(encoded.targets, indices),
    ...(loaded.labels === undefined ? {} : { labels: takeLabels(loaded.labels, indices) }),
    raw,
  });
  const { classNames, targetName, imageShape, source } = loaded;
  return {
    task: loaded.labels === undefined ? "regression" : "classification",
    train: side(rawTrain, parts.train),
    test: side(rawTest, parts.test),
    ...(classNames === undefined ? {} : { classNames }),
    ...(targetName === undefined ? {} : { targetName }),
    ...(imageShape === undefined ? {} : { imageShape }),
    preparation,
    split: chosen,
    encoding: encoded.encoding,
    ...(encoded.scale === undefined ? {} : { targetScale: encoded.scale }),
    source,
  };
}

async function load(source: Experiment["data"]["source"], plugins: ExperimentPlugins): Promise<Loaded> {
  if ("dataset" in source) {
    const dataset = lookUp(plugins.datasets, source.dataset, "data set", "data.source.dataset");
    const about = { source: `${dataset.title}. ${dataset.source.citation} ${dataset.source.url} (${dataset.source.licence})` };
    if (dataset.task === "regression") return { ...(await dataset.load()), targetName: dataset.targetName, ...about };
    const { classNames, imageShape } = dataset;
    return { ...(await dataset.load()), classNames, ...(imageShape === undefined ? {} : { imageShape }), ...about };
  }
  if (plugins.readText === undefined) {
    throw new InvalidInput({ path: "data.source.file", problem: "no files can be read here", found: source.file, remedy: "Use a data set of the registry." });
  }
  const text = await plugins.readText(source.file);
  const options = { path: source.file, ...(source.target === undefined ? {} : { target: source.target }) };
  const about = { source: source.file };
  return source.task === "classification" ? { ...parseClassificationCsv(text, options), ...about } : { ...parseRegressionCsv(text, options), ...about };
}

/** Targets as the loss sees them; means and deviations are those of the training samples. */
function encode(
  { labels, targets, classNames }: Loaded,
  asked: Experiment["data"]["targets"],
  train: readonly number[],
): { targets: NDArray; encoding: string; scale?: { shift: number; scale: number } } {
  if (labels !== undefined) {
    const encoding = asked ?? "one-hot-centred";
    if (encoding !== "one-hot" && encoding !== "one-hot-centred") throw wrongEncoding(encoding, "classes", "one-hot or one-hot-centred");
    const classes = classNames?.length ?? Math.max(...labels) + 1;
    return { targets: oneHot(labels, classes, { centred: encoding === "one-hot-centred" }), encoding };
  }
  const encoding = asked ?? "standardised";
  if (encoding === "one-hot" || encoding === "one-hot-centred") throw wrongEncoding(encoding, "numbers", "raw, centred or standardised");
  const values = targets as NDArray;
  const seen = train.map((i) => values.data[i]);
  const mean = seen.reduce((sum, y) => sum + y, 0) / seen.length;
  const deviation = Math.sqrt(seen.reduce((sum, y) => sum + (y - mean) ** 2, 0) / seen.length);
  const shift = encoding === "raw" ? 0 : mean;
  const scale = encoding === "standardised" && deviation > 0 ? deviation : 1;
  return { targets: ndArray(values.data.map((y) => (y - shift) / scale), values.shape), encoding, scale: { shift, scale } };
}

function wrongEncoding(found: string, of: string, remedy: string): InvalidInput {
  return new InvalidInput({ path: "data.targets", problem: `targets that are ${of} cannot be encoded so`, found, remedy: `Use ${remedy}.` });
}
