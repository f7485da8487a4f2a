import { expect, test } from "vitest";
import * as datasets from "./index.ts";
import * as node from "./node.ts";

test("what @ntkit/datasets exports", () => {
  expect(Object.keys(datasets).sort()).toMatchInlineSnapshot(`
    [
      "applyPreparation",
      "arrayFormats",
      "center",
      "datasets",
      "decodeArray",
      "encodeArrays",
      "fitPreparation",
      "formatOf",
      "invertPreparation",
      "oneHot",
      "parseClassificationCsv",
      "parseCsv",
      "parseIdx",
      "parseJson",
      "parseNpy",
      "parseNpz",
      "parseRegressionCsv",
      "preparations",
      "scale",
      "split",
      "splitFileName",
      "splitSchema",
      "standardise",
      "takeLabels",
      "writeNpy",
      "writeNpz",
    ]
  `);
});

test("what @ntkit/datasets/node exports", () => {
  expect(Object.keys(node).sort()).toMatchInlineSnapshot(`
    [
      "readArray",
      "readBytes",
      "readJson",
      "writeArrays",
      "writeWhole",
    ]
  `);
});
