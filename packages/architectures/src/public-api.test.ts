import { expect, it } from "vitest";
import * as api from "./index.ts";

it("exports these names, and no other", () => {
  expect(Object.keys(api).sort()).toMatchInlineSnapshot(`
    [
      "architectureJsonSchema",
      "builtIn",
      "closedFormDual",
      "dense",
      "derivativeKind",
      "dropout",
      "dualFunction",
      "elementwise",
      "erf",
      "finiteNetwork",
      "fitsInput",
      "flatten",
      "gelu",
      "getHyperparameters",
      "gramOf",
      "hashArchitecture",
      "identity",
      "inferShape",
      "initialise",
      "layer",
      "layerKinds",
      "layerNorm",
      "layers",
      "leakyRelu",
      "nonlinearities",
      "nonlinearityLayer",
      "parallel",
      "parseArchitecture",
      "printArchitecture",
      "quadratureDual",
      "relu",
      "repeat",
      "residual",
      "serial",
      "setHyperparameters",
      "tanh",
      "traceKernel",
      "traceKernelDerivatives",
    ]
  `);
});
