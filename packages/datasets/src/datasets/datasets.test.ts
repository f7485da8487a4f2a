import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { dataJson } from "../../test/files.ts";
import { datasets } from "./index.ts";

interface Expected {
  readonly shape: number[];
  readonly columnMeans: number[];
  readonly inputsSha256: string;
  readonly targetsSha256: string;
  readonly classCounts?: number[];
  readonly targetMean?: number;
}

/** Computed by numpy from the original files: test/data/make_fixtures.py. */
const expected = dataJson<Record<string, Expected>>("datasets.json");

const sha256 = (numbers: Float64Array) =>
  createHash("sha256")
    .update(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength))
    .digest("hex");
const mean = (numbers: Float64Array) => numbers.reduce((sum, x) => sum + x, 0) / numbers.length;

test("every data set has a reference, and every reference a data set", () => {
  expect(Object.keys(datasets)).toEqual(Object.keys(expected));
});

describe.each(Object.entries(datasets))("%s", (name, dataset) => {
  const reference = expected[name];

  test("says what it is", () => {
    expect(dataset.name).toBe(name);
    expect(dataset.samples).toBe(reference.shape[0]);
    expect(dataset.featureNames).toHaveLength(reference.shape[1]);
    expect(new Set(dataset.featureNames).size).toBe(reference.shape[1]);
    for (const text of [dataset.title, dataset.source.citation, dataset.source.licence]) expect(text).not.toBe("");
    expect(dataset.source.url).toMatch(/^https:\/\//);
    if (dataset.task === "classification") expect(dataset.classNames).toHaveLength(reference.classCounts?.length ?? -1);
  });

  test("holds the numbers of the original, to the last bit, in its order", async () => {
    const loaded = await dataset.load();
    expect(loaded.inputs.shape).toEqual(reference.shape);
    const columns = reference.shape[1];
    const means = Array.from({ length: columns }, (_, j) => mean(loaded.inputs.data.filter((_x, i) => i % columns === j)));
    means.forEach((m, j) => expect(m).toBeCloseTo(reference.columnMeans[j], 8));
    expect(sha256(loaded.inputs.data)).toBe(reference.inputsSha256);
    expect(sha256("labels" in loaded ? Float64Array.from(loaded.labels) : loaded.targets.data)).toBe(reference.targetsSha256);
  });

  test("has the classes, or the targets, in the right numbers", async () => {
    const loaded = await dataset.load();
    if ("labels" in loaded) {
      const counts = new Array<number>(reference.classCounts?.length ?? 0).fill(0);
      for (const label of loaded.labels) counts[label]++;
      expect(counts).toEqual(reference.classCounts);
    } else {
      expect(loaded.targets.shape).toEqual([reference.shape[0], 1]);
      expect(mean(loaded.targets.data)).toBeCloseTo(reference.targetMean ?? Number.NaN, 10);
    }
  });

  test("gives fresh arrays at each call", async () => {
    (await dataset.load()).inputs.data.fill(-1);
    expect(sha256((await dataset.load()).inputs.data)).toBe(reference.inputsSha256);
  });
});

test("a digit is an image: the first one is a zero", async () => {
  const { inputs, labels } = await datasets.digits.load();
  expect(datasets.digits.imageShape).toEqual([8, 8, 1]);
  expect(labels[0]).toBe(0);
  const rows = Array.from({ length: 8 }, (_, r) => Array.from(inputs.data.subarray(8 * r, 8 * r + 8), (v) => (v > 7 ? "#" : ".")).join(""));
  expect(rows).toEqual(["...##...", "..####..", "..#..##.", "..#..##.", "..#..##.", "..#..#..", "..#.##..", "...##..."]);
});

test("iris is Fisher's, without the two errors of the UCI copy", async () => {
  const { inputs } = await datasets.iris.load();
  expect([...inputs.data.subarray(34 * 4, 35 * 4)]).toEqual([4.9, 3.1, 1.5, 0.2]);
  expect([...inputs.data.subarray(37 * 4, 38 * 4)]).toEqual([4.9, 3.6, 1.4, 0.1]);
});
