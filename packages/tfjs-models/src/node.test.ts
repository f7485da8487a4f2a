import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FileProblem } from "@ntkit/core";
import * as tf from "@tensorflow/tfjs";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { difference, forward, predict, startTfjs } from "../test/forward.ts";
import { samples } from "../test/samples.ts";
import { fromLayersModel } from "./from-layers-model.ts";
import { readLayersModel } from "./node.ts";

const folders: string[] = [];
let folder = "";

beforeAll(startTfjs);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "ntkit-tfjs-models-"));
  folders.push(folder);
});
afterAll(() => Promise.all(folders.map((path) => rm(path, { recursive: true }))));

/** As tfjs writes a model into files, its weights cut into two shards in the middle of a number. */
async function write(model: tf.LayersModel): Promise<void> {
  await model.save(
    tf.io.withSaveHandler(async ({ modelTopology, weightSpecs, weightData, format, generatedBy, convertedBy }) => {
      if (!(weightData instanceof ArrayBuffer)) throw new Error("one buffer is expected");
      const paths = ["group1-shard1of2.bin", "group1-shard2of2.bin"];
      const cut = Math.floor(weightData.byteLength / 2) + 1;
      await writeFile(join(folder, paths[0]), new Uint8Array(weightData, 0, cut));
      await writeFile(join(folder, paths[1]), new Uint8Array(weightData, cut));
      const json = { modelTopology, format, generatedBy, convertedBy, weightsManifest: [{ paths, weights: weightSpecs }] };
      await writeFile(join(folder, "model.json"), JSON.stringify(json));
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: "JSON" } };
    }),
  );
}

const mlp = () => tf.sequential({ layers: [tf.layers.dense({ units: 5, inputShape: [3], activation: "relu" }), tf.layers.dense({ units: 2 })] });

describe("model.json and its weights on disk", () => {
  it("are the model that was saved", async () => {
    const model = mlp();
    await write(model);
    const read = await readLayersModel(join(folder, "model.json"));
    expect(read).toEqual(await fromLayersModel(model));
    const x = samples([4, 3]);
    expect(difference((await forward(read, x)).data, predict(model, x))).toBeLessThan(1e-6);
  });

  it("a missing or truncated file is named", async () => {
    await expect(readLayersModel(join(folder, "model.json"))).rejects.toThrow(FileProblem);
    await write(mlp());
    await truncate(join(folder, "group1-shard2of2.bin"), 10);
    await expect(readLayersModel(join(folder, "model.json"))).rejects.toThrow(/group1-shard1of2\.bin \+ group1-shard2of2\.bin: "dense_Dense\d+\/\w+" of shape/);
    await rm(join(folder, "group1-shard2of2.bin"));
    await expect(readLayersModel(join(folder, "model.json"))).rejects.toThrow(/group1-shard2of2\.bin: cannot be read: no such file/);
    await writeFile(join(folder, "model.json"), JSON.stringify({ modelTopology: {} }));
    await expect(readLayersModel(join(folder, "model.json"))).rejects.toThrow(/^model\.json\.weightsManifest: missing field/);
  });
});
