import { expect, test } from "vitest";
import * as analysis from "./index.ts";

test("what @ntkit/analysis exports", () => {
  expect(Object.keys(analysis).sort()).toMatchInlineSnapshot(`
    [
      "centred",
      "conditionNumber",
      "edgeLine",
      "edgeOfChaos",
      "effectiveDimension",
      "effectiveRank",
      "eigenlearning",
      "eigenlearningLimits",
      "kare",
      "kernelAlignment",
      "kernelDistance",
      "learningCurve",
      "learningProblem",
      "leaveOneOut",
      "logMarginalLikelihood",
      "maximiseEvidence",
      "modeResiduals",
      "noRidge",
      "participationRatio",
      "phasePoint",
      "relativeDrift",
      "spectrum",
      "targetAlignment",
      "targetModes",
      "timeConstants",
    ]
  `);
});
