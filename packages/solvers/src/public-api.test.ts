import { expect, test } from "vitest";
import * as solvers from "./index.ts";

test("what @ntkit/solvers exports", () => {
  expect(Object.keys(solvers).sort()).toMatchInlineSnapshot(`
    [
      "absoluteRidge",
      "eigen",
      "gp",
      "gradientDescent",
      "jitterSchema",
      "logTimes",
      "maximumLearningRate",
      "prepare",
      "readSpectrum",
      "release",
      "ridgeSchema",
      "solvers",
      "timeConstants",
      "timeToReach",
      "uncertaintySchema",
    ]
  `);
});
