import { InvalidInput } from "@ntkit/core";
import { type ImportedModel, type ImportOptions, parseLayersModel } from "./import-model.ts";
import { decodeWeights } from "./weights/decode-weights.ts";
import { joined } from "./weights/joined.ts";

/** What a model of tfjs hands over when it is saved. */
export interface ModelArtifacts {
  readonly modelTopology?: unknown;
  readonly weightSpecs?: readonly unknown[];
  readonly weightData?: ArrayBuffer | readonly ArrayBuffer[];
}

interface SaveHandler {
  save(artifacts: ModelArtifacts): Promise<{ modelArtifactsInfo: { dateSaved: Date; modelTopologyType: "JSON" } }>;
}

/** The part of a `tf.LayersModel` that is needed to read it: tfjs itself is not. */
export interface SavableModel {
  save(handler: SaveHandler): Promise<unknown>;
}

/**
 * A `tf.LayersModel` (Sequential or functional) in memory as an architecture with its weights, by way of what it saves:
 *
 *     const { architecture, parameters } = await fromLayersModel(model);
 *
 * @throws as `parseLayersModel`
 */
export async function fromLayersModel(model: SavableModel, options: ImportOptions = {}): Promise<ImportedModel> {
  const saved: ModelArtifacts[] = [];
  await model.save({
    save: async (artifacts) => {
      saved.push(artifacts);
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: "JSON" } };
    },
  });
  const [artifacts] = saved;
  if (artifacts === undefined) {
    throw new InvalidInput({
      path: "model",
      problem: "it saved nothing",
      remedy: "Give a tf.LayersModel: tf.sequential, tf.model or tf.loadLayersModel make one.",
    });
  }
  const { modelTopology, weightSpecs = [], weightData = new ArrayBuffer(0) } = artifacts;
  const bytes = weightData instanceof ArrayBuffer ? new Uint8Array(weightData) : joined(weightData.map((part) => new Uint8Array(part)));
  return parseLayersModel(modelTopology, decodeWeights(bytes, weightSpecs), options);
}
