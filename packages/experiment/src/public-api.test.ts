import { expect, test } from "vitest";
import * as experiment from "./index.ts";

test("what @ntkit/experiment exports", () => {
  expect(Object.keys(experiment).sort()).toMatchInlineSnapshot(`
    [
      "experimentJsonSchema",
      "experimentSchema",
      "fitNetwork",
      "parseExperiment",
      "runExperiment",
      "runTraining",
    ]
  `);
});
