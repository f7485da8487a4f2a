import { NtkitError, ndArray } from "@ntkit/core";
import { describe, expect, test } from "vitest";
import { iris, network } from "../test/experiments.ts";
import { column, plugins, ran, withFiles, withPoints } from "../test/plugins.ts";
import { loadData } from "./data.ts";
import { parseExperiment } from "./parse.ts";
import type { ExperimentPlugins } from "./plugins.ts";

const load = (data: unknown, using: ExperimentPlugins = plugins) => loadData(parseExperiment({ data, architecture: network(1) }, using), using);

async function refusal(data: unknown, using: ExperimentPlugins = plugins): Promise<string> {
  const error: unknown = await load(data, using).catch((reason: unknown) => reason);
  if (error instanceof NtkitError) return `${error.tag}: ${error.message}`;
  throw error;
}

const flowers = "length,species,width\n1,rose,2\n3,tulip,4\n5,rose,6\n7,tulip,8\n9,rose,10\n";
const prices = "area,price\n1,10\n2,20\n3,60\n4,30\n";

describe("a table", () => {
  const classes = { file: "flowers.csv", task: "classification", target: "species" };
  const numbers = { file: "prices.csv", task: "regression" };
  const files = withFiles({
    "flowers.csv": flowers,
    "prices.csv": prices,
    "one.csv": "x,y\n1,a\n2,a\n",
    "bad.csv": "x,y\n1,2\n3,\n",
    "ragged.csv": "1,2\n3\n",
    "none.csv": "",
  });

  test("of classes, the target by name", async () => {
    const data = await load({ source: classes, split: { order: "given", train: 3, test: 2 } }, files);
    expect(data).toMatchObject({ task: "classification", classNames: ["rose", "tulip"], encoding: "one-hot-centred", source: "flowers.csv" });
    expect([...data.train.inputs.data]).toEqual([1, 2, 3, 4, 5, 6]);
    expect([...(data.test.labels ?? [])]).toEqual([1, 0]);
    expect([...data.test.targets.data]).toEqual([-0.5, 0.5, 0.5, -0.5]);
    expect(data.test.rows).toEqual([3, 4]);
    // printf 'length,species,width\n1,rose,2\n…' | sha256sum
    expect(data.sha256).toBe("b1d3b0883991e9dd828aed38739f4b93a044dc71e93466111a1c377176823117");
  });

  test("of numbers, the last column, standardised by the training samples", async () => {
    const data = await load({ source: numbers, split: { order: "given", train: 3, test: 1 } }, files);
    const deviation = Math.sqrt((20 ** 2 + 10 ** 2 + 30 ** 2) / 3);
    expect(data).toMatchObject({
      task: "regression",
      targetName: "price",
      encoding: "standardised",
      targetScales: [{ shift: 30, scale: expect.closeTo(deviation, 12) }],
    });
    expect(data.train.targets.data[2]).toBeCloseTo(30 / deviation, 14);
    expect(data.test.targets.data[0]).toBe(0);
    expect((await load({ source: numbers, targets: "raw" }, files)).targetScales).toEqual([{ shift: 0, scale: 1 }]);
    expect((await load({ source: numbers, targets: "centred", split: { order: "given", train: 3, test: 1 } }, files)).targetScales).toEqual([
      { shift: 30, scale: 1 },
    ]);
  });

  test("is refused with file, row and column", async () => {
    const source = (file: string, task = "regression", target?: string) => ({ source: { file, task, ...(target === undefined ? {} : { target }) } });
    expect(await refusal(source("bad.csv"), files)).toBe(
      "invalid-data: bad.csv row 3, column 2 (y): expected a finite number, found an empty cell. Drop this row or this column, or put a number in.",
    );
    expect(await refusal(source("flowers.csv"), files)).toContain(
      'invalid-data: flowers.csv row 2, column 2 (species): expected a finite number, found "rose".',
    );
    expect(await refusal(source("ragged.csv"), files)).toContain("invalid-data: ragged.csv row 2: ragged rows: expected 2 cells, as in row 1, found 1.");
    expect(await refusal(source("none.csv"), files)).toBe("invalid-data: none.csv: no rows. Give at least one row of numbers.");
    expect(await refusal(source("prices.csv", "regression", "prize"), files)).toBe(
      'unknown-name: prices.csv: unknown column, found "prize". Did you mean "price"? There are: area, price.',
    );
    expect(await refusal(source("one.csv", "classification"), files)).toBe(
      "invalid-data: one.csv: at least two classes are needed to tell apart, found 1. Check which column is the target.",
    );
    expect(await refusal(source("prices.csv"))).toBe(
      "invalid-input: data.source.file: no files can be read here, found prices.csv. Use a data set of the registry.",
    );
  });
});

describe("samples in the experiment itself", () => {
  const source = { inputs: [[1], [2], [3]], targets: [[0.5], [-1], [7]] };

  test("are taken as they are", async () => {
    const data = await load({ source, split: { order: "given", train: 2, test: 1 }, targets: "raw" });
    expect(data).toMatchObject({ task: "regression", encoding: "raw", source: "numbers in the experiment" });
    expect([data.train.inputs.data, data.train.targets.data, data.test.targets.data].map((one) => [...one])).toEqual([[1, 2], [0.5, -1], [7]]);
  });

  test("are refused with their place", async () => {
    expect(await refusal({ source: { ...source, targets: [[1], [2]] } })).toBe(
      "shape-mismatch: data.source.targets: expected targets for 3 samples, found 2. Give one row of targets for each row of inputs.",
    );
    expect(await refusal({ source: { ...source, inputs: [[1], [2, 3], [4]] } })).toContain("invalid-data: data.source.inputs[1]: ragged rows");
    expect(() => load({ source: { ...source, inputs: [[1], ["two"], [3]] } })).toThrow("data.source.inputs[1][0]: expected a number");
  });
});

test("left out, a fifth of the samples tests, shuffled by seed 0, and the result says so", async () => {
  const { result } = (await ran({ data: { source: { dataset: "iris" } }, architecture: network(3), solver: { kind: "eigen" }, times: { count: 2 } })).outcome;
  expect(result.experiment.data).toMatchObject({ split: { order: "shuffled", train: 120, test: 30, seed: 0, stratified: false }, targets: "one-hot-centred" });
  const [tiny] = [withPoints(column([1, 2]), column([3, 4]))];
  expect((await load({ source: { dataset: "points" } }, tiny)).split).toMatchObject({ train: 1, test: 1 });
});

test("means and deviations are those of the training samples, and the raw inputs are kept", async () => {
  const data = await load(iris.data);
  for (let feature = 0; feature < 4; feature++) {
    const values = Array.from({ length: 60 }, (_, i) => data.train.inputs.data[i * 4 + feature]);
    expect(values.reduce((sum, x) => sum + x, 0)).toBeCloseTo(0, 10);
    expect(values.reduce((sum, x) => sum + x * x, 0) / 60).toBeCloseTo(1, 10);
  }
  const { shift, scale } = data.preparation[0];
  expect(data.test.inputs.data[5]).toBe((data.test.raw.data[5] - shift[1]) / scale[1]);
  expect(data.train.rows.filter((row) => data.test.rows.includes(row))).toEqual([]);
});

test("several numbers a sample are scaled each by its own", async () => {
  const two = withPoints(column([1, 2, 3]), ndArray(Float64Array.from([1, 100, 3, 300, 9, 900]), [3, 2]));
  const data = await load({ source: { dataset: "points" }, split: { order: "given", train: 2, test: 1 } }, two);
  expect(data.targetScales).toEqual([
    { shift: 2, scale: 1 },
    { shift: 200, scale: 100 },
  ]);
  expect([...data.test.targets.data]).toEqual([7, 7]);
});

test("numbers that are all equal are only shifted", async () => {
  const flat = withPoints(column([1, 2, 3]), column([5, 5, 5]));
  const run = await ran({ data: { source: { dataset: "points" }, split: { order: "given", train: 2, test: 1 } }, architecture: network(1) }, flat);
  expect(run.data.targetScales).toEqual([{ shift: 5, scale: 1 }]);
  expect(run.outcome.result.final.test).toEqual({ loss: 0, r2: 1 });
});

test.each<[string, unknown, string]>([
  [
    "a data set that is not there",
    { source: { dataset: "irsi" } },
    'unknown-name: data.source.dataset: unknown data set, found "irsi". Did you mean "iris"? There are: iris, wine, breast-cancer, diabetes, digits.',
  ],
  [
    "more samples than there are",
    { ...iris.data, split: { order: "given", train: 200, test: 10 } },
    "invalid-input: data.split: 200 training and 10 test samples are more than there are, found 150. Ask for at most 150 in all.",
  ],
  [
    "none to train on",
    { ...iris.data, split: { order: "given", train: 0, test: 10 } },
    "invalid-input: data.split.train: at least one sample is needed to train on and one to test on, found 0. Ask for at least 1.",
  ],
  [
    "none to test on",
    { ...iris.data, split: { order: "shuffled", train: 9, test: 0, seed: 1 } },
    "invalid-input: data.split.test: at least one sample is needed to train on and one to test on, found 0. Ask for at least 1.",
  ],
  [
    "shares of numbers",
    { source: { dataset: "diabetes" }, split: { order: "shuffled", train: 9, test: 9, seed: 1, stratified: true } },
    "invalid-input: data.split.stratified: a stratified split needs a label for each of the 442 samples, found none. Give the class labels, or set stratified to false.",
  ],
  [
    "classes as numbers",
    { ...iris.data, targets: "standardised" },
    'invalid-input: data.targets: targets that are classes cannot be encoded so, found "standardised". Use one-hot, one-hot-centred or signs.',
  ],
  [
    "numbers as classes",
    { source: { dataset: "diabetes" }, targets: "one-hot" },
    'invalid-input: data.targets: targets that are numbers cannot be encoded so, found "one-hot". Use raw, centred or standardised.',
  ],
])("refuses %s", async (_, data, message) => {
  expect(await refusal(data)).toBe(message);
});
