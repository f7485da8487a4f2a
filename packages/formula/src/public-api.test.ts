import { expect, it } from "vitest";
import * as api from "./index.ts";

it("exports these names, and no other", () => {
  const operations = Object.keys(api.operations);
  expect(
    Object.keys(api)
      .filter((name) => !operations.includes(name))
      .sort(),
  ).toMatchInlineSnapshot(`
    [
      "FormulaMistake",
      "compile",
      "constant",
      "differentiate",
      "erfNumber",
      "evaluate",
      "evaluateArray",
      "formula",
      "kernelCache",
      "kernelKey",
      "lift",
      "lower",
      "operation",
      "operations",
      "parseFormula",
      "print",
      "relu",
      "remembered",
      "sigmoid",
      "simplify",
      "softplus",
      "substitute",
      "tangent",
      "variable",
      "variablesOf",
      "wgslKernel",
      "wgslModule",
    ]
  `);
});
