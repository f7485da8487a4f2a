import { expect, it } from "vitest";
import * as api from "./index.ts";

it("exports these names, and no other", () => {
  expect(Object.keys(api).sort()).toMatchInlineSnapshot(`
    [
      "adam",
      "arrayCurve",
      "batchOrder",
      "decodeCheckpoint",
      "distances",
      "encodeCheckpoint",
      "ensembleStatistics",
      "gradientDescent",
      "histogram",
      "isDue",
      "kolmogorovDistribution",
      "largestLearningRate",
      "linearModel",
      "momentum",
      "networkModel",
      "numberCurve",
      "optimisers",
      "recorders",
      "scheduleSchema",
      "taylorOutputs",
      "testNormality",
      "train",
      "trainEnsemble",
      "trainingSchema",
    ]
  `);
});
