import { type NDArray, parse } from "@ntkit/core";
import { z } from "zod";
import { type ImportedModel, type ImportOptions, parseLayersModel } from "./import-model.ts";
import { decodeWeights } from "./weights/decode-weights.ts";
import { joined } from "./weights/joined.ts";

const schema = z.looseObject({
  modelTopology: z.unknown(),
  weightsManifest: z.array(z.looseObject({ paths: z.array(z.string()), weights: z.array(z.unknown()) })),
});

/**
 * A layers model of which model.json has been read, and whose weight files `read` reads by the names that it gives:
 *
 *     const url = new URL("model.json", location.href);
 *     const read = async (file: string) => new Uint8Array(await (await fetch(new URL(file, url))).arrayBuffer());
 *     const model = await loadLayersModel(await (await fetch(url)).json(), read);
 *
 * @throws as `parseLayersModel` and `decodeWeights`; InvalidInput for what is no model.json
 */
export async function loadLayersModel(json: unknown, read: (file: string) => Promise<Uint8Array>, options: ImportOptions = {}): Promise<ImportedModel> {
  const { modelTopology, weightsManifest } = parse(schema, json, "model.json");
  const weights: Record<string, NDArray> = {};
  for (const group of weightsManifest) {
    const bytes = joined(await Promise.all(group.paths.map(read)));
    Object.assign(weights, decodeWeights(bytes, group.weights, group.paths.join(" + ")));
  }
  return parseLayersModel(modelTopology, weights, options);
}
