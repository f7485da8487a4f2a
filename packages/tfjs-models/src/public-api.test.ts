import { expect, test } from "vitest";
import * as models from "./index.ts";
import * as node from "./node.ts";

test("what @ntkit/tfjs-models exports", () => {
  expect(Object.keys(models).sort()).toMatchInlineSnapshot(`
    [
      "asFunction",
      "decodeWeights",
      "empiricalNtkOfFunction",
      "fromLayersModel",
      "layerRules",
      "loadLayersModel",
      "parseLayersModel",
    ]
  `);
  expect(Object.keys(node).sort()).toMatchInlineSnapshot(`
    [
      "readLayersModel",
    ]
  `);
});
