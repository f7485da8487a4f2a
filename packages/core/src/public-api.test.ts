import { expect, test } from "vitest";
import * as core from "./index.ts";

test("what @ntkit/core exports", () => {
  expect(Object.keys(core).sort()).toMatchInlineSnapshot(`
    [
      "FileProblem",
      "InvalidData",
      "InvalidInput",
      "NotEnoughMemory",
      "NtkitError",
      "ShapeMismatch",
      "UnknownName",
      "Unsupported",
      "breather",
      "canonicalJson",
      "contentHash",
      "describeAllFields",
      "describeFields",
      "fromNested",
      "joinPath",
      "jsonSchema",
      "lookUp",
      "ndArray",
      "nearestName",
      "parse",
      "random",
      "show",
      "sizeOf",
      "sliceRows",
      "strideOf",
      "suggestion",
      "takeRows",
      "toNested",
      "zeros",
    ]
  `);
});
