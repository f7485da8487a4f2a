import { expect, test } from "vitest";
import * as losses from "./index.ts";

test("what @ntkit/losses exports", () => {
  expect(Object.keys(losses).sort()).toMatchInlineSnapshot(`
    [
      "accuracy",
      "argmax",
      "checkTargets",
      "chooseLoss",
      "crossEntropy",
      "entrywise",
      "hinge",
      "huber",
      "logistic",
      "losses",
      "meanLoss",
      "mse",
      "normaliserSchema",
      "resolveNormaliser",
      "squaredHinge",
    ]
  `);
});
