import { expect, test } from "vitest";
import * as solvers from "./index.ts";

test("what @ntkit/solvers exports", () => {
  expect(Object.keys(solvers).sort()).toMatchInlineSnapshot(`
    [
      "absoluteRidge",
      "conjugateGradient",
      "eigen",
      "explicitRungeKutta",
      "gp",
      "gradientDescent",
      "jitterSchema",
      "krylov",
      "logTimes",
      "maximumBatchLearningRate",
      "maximumLearningRate",
      "ode",
      "odeMethods",
      "odeSolver",
      "prepare",
      "readSpectrum",
      "release",
      "ridgeSchema",
      "sampleEnsemble",
      "samplePrior",
      "sgd",
      "solvers",
      "timeConstants",
      "timeToReach",
      "uncertaintySchema",
    ]
  `);
});
