import { dirname, join } from "node:path";
import { readBytes, readJson } from "@ntkit/datasets/node";
import type { ImportedModel, ImportOptions } from "./import-model.ts";
import { loadLayersModel } from "./load-model.ts";

/**
 * The layers model in a model.json and the weight files beside it, as tfjs (`model.save("file://folder")`) and
 * tensorflowjs_converter write them. Throws FileProblem for files that are missing or cut short, and as `loadLayersModel` does.
 */
export async function readLayersModel(file: string, options: ImportOptions = {}): Promise<ImportedModel> {
  return loadLayersModel(await readJson(file), (shard) => readBytes(join(dirname(file), shard)), options);
}
