import { expect, it } from "vitest";
import * as api from "./index.ts";

it("exports these names, and no other", () => {
  expect(Object.keys(api).sort()).toMatchInlineSnapshot(`
    [
      "defaultTileSize",
      "empiricalMethods",
      "evaluateDiagonal",
      "evaluateEmpirical",
      "evaluateKernel",
      "infiniteWidthKernels",
      "innerProductKernel",
      "kernelBytes",
      "kernelDerivatives",
      "kernelMatrix",
      "kernelMethods",
      "monteCarlo",
      "tileEntries",
      "tilesOf",
    ]
  `);
});
