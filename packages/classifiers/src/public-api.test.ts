import { expect, test } from "vitest";
import * as classifiers from "./index.ts";

test("what @ntkit/classifiers exports", () => {
  expect(Object.keys(classifiers).sort()).toEqual(["fitSupportVectors"]);
});
