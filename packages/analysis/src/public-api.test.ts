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
      "evidenceOf",
      "kare",
      "kareOf",
      "kernelAlignment",
      "kernelDistance",
      "learningCurve",
      "learningProblem",
      "leaveOneOut",
      "leaveOneOutOf",
      "logMarginalLikelihood",
      "maximiseEvidence",
      "modeResiduals",
      "noRidge",
      "participationRatio",
      "phasePoint",
      "regularise",
      "regulariseBySpectrum",
      "relativeDrift",
      "spectrum",
      "targetAlignment",
      "targetModes",
      "timeConstants",
    ]
  `);
});
