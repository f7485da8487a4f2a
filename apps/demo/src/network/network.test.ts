import * as architectures from "@ntkit/architectures";
import { describe, expect, it } from "vitest";
import { activations, architectureOf, type Network, networkSchema } from "./network.ts";
import { networkCode, networkLines } from "./network-code.ts";

const { parseArchitecture, traceKernel } = architectures;
const usual = networkSchema.parse({});
const kinds = Object.keys(activations) as Network["activation"][];

describe("networks of the editor", () => {
  it.each(kinds)("%s has both kernels, however it is put together", (activation) => {
    for (const residual of [false, true]) {
      for (const layerNorm of [false, true]) {
        const network: Network = { ...usual, activation, residual, layerNorm, depth: 3 };
        expect(traceKernel(parseArchitecture(architectureOf(network)), ["nngp", "ntk"], [1]).kinds).toEqual(["nngp", "ntk"]);
      }
    }
  });

  it.each(kinds)("the code of %s builds the same", (activation) => {
    const network: Network = { ...usual, activation, depth: 3, residual: true, layerNorm: true, parameterization: "standard", weightStd: 1.25 };
    const { imports } = networkCode(network);
    const build = new Function("given", `const { ${imports.join(", ")} } = given;\n${networkLines(network).join("\n")}\nreturn network;`);
    expect(build(architectures)).toEqual(parseArchitecture(architectureOf(network)));
  });
});
