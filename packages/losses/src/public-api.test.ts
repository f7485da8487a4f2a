import { expect, test } from "vitest";
import * as losses from "./index.ts";

test("what @ntkit/losses exports", () => {
  expect(Object.keys(losses).sort()).toMatchInlineSnapshot(`
    [
      "accuracy",
      "argmax",
      "chooseLoss",
      "entrywise",
      "losses",
      "meanLoss",
      "mse",
      "normaliserSchema",
      "resolveNormaliser",
    ]
  `);
});
