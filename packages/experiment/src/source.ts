import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { fromNested, InvalidData, InvalidInput, lookUp, type NDArray, ShapeMismatch } from "@ntkit/core";
import { parseClassificationCsv, parseRegressionCsv } from "@ntkit/datasets";
import type { ExperimentPlugins } from "./plugins.ts";
import type { Experiment } from "./schema.ts";

/** All samples of a source, in their order. */
export interface Loaded {
  /** [N, …] */
  readonly inputs: NDArray;
  /** For classes: the class of each sample. */
  readonly labels?: Int32Array;
  /** For numbers: [N, O]. */
  readonly targets?: NDArray;
  readonly classNames?: readonly string[];
  readonly targetName?: string;
  readonly imageShape?: readonly [number, number, number];
  /** Where the numbers come from. */
  readonly source: string;
  /** Of the file's text in UTF-8, in hexadecimal digits. */
  readonly sha256?: string;
}

/** Throws UnknownName for a data set that does not exist, FileProblem, InvalidData and ShapeMismatch for numbers that cannot be used. */
export async function loadSource(source: Experiment["data"]["source"], plugins: ExperimentPlugins): Promise<Loaded> {
  if ("inputs" in source) return givenSamples(source);
  const loaded = "dataset" in source ? await loadDataset(source.dataset, plugins) : await loadTable(source, plugins);
  const classes = loaded.classNames?.length ?? 2;
  if (classes >= 2) return loaded;
  throw new InvalidData({
    path: loaded.source,
    problem: "at least two classes are needed to tell apart",
    found: `${classes}`,
    remedy: "Check which column is the target.",
  });
}

async function loadDataset(name: string, { datasets }: ExperimentPlugins): Promise<Loaded> {
  const dataset = lookUp(datasets, name, "data set", "data.source.dataset");
  const about = { source: `${dataset.title}. ${dataset.source.citation} ${dataset.source.url} (${dataset.source.licence})` };
  if (dataset.task === "regression") return { ...(await dataset.load()), targetName: dataset.targetName, ...about };
  const { classNames, imageShape } = dataset;
  return { ...(await dataset.load()), classNames, ...(imageShape === undefined ? {} : { imageShape }), ...about };
}

function givenSamples({ inputs, targets }: Extract<Experiment["data"]["source"], { inputs: unknown }>): Loaded {
  if (inputs.length !== targets.length) {
    throw new ShapeMismatch({
      path: "data.source.targets",
      problem: `expected targets for ${inputs.length} samples`,
      found: String(targets.length),
      remedy: "Give one row of targets for each row of inputs.",
    });
  }
  return { inputs: fromNested(inputs, "data.source.inputs"), targets: fromNested(targets, "data.source.targets"), source: "numbers in the experiment" };
}

type FileSource = Extract<Experiment["data"]["source"], { file: string }>;

async function loadTable({ file, task, target }: FileSource, { readText }: ExperimentPlugins): Promise<Loaded> {
  if (readText === undefined) {
    throw new InvalidInput({ path: "data.source.file", problem: "no files can be read here", found: file, remedy: "Use a data set of the registry." });
  }
  const text = await readText(file);
  const options = { path: file, ...(target === undefined ? {} : { target }) };
  const samples = task === "classification" ? parseClassificationCsv(text, options) : parseRegressionCsv(text, options);
  return { ...samples, source: file, sha256: bytesToHex(sha256(utf8ToBytes(text))) };
}
