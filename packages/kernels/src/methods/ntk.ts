import { parseArchitecture, traceKernel } from "@ntkit/architectures";
import { z } from "zod";
import type { KernelMethod } from "../method.ts";

const schema = z.strictObject({
  kind: z.literal("ntk"),
  architecture: z.unknown().meta({ description: "the network, as an architecture spec" }),
});

/** The neural tangent kernel Θ(x, x') = ⟨∂f(x)/∂w, ∂f(x')/∂w⟩ of an infinitely wide network, per output. */
export const ntk: KernelMethod<z.infer<typeof schema>> = {
  kind: "ntk",
  schema,
  example: { kind: "ntk", architecture: { layers: [{ kind: "dense", width: 512 }, { kind: "erf" }, { kind: "dense", width: 1 }] } },
  trace: ({ architecture }, sample, plugins) => traceKernel(parseArchitecture(architecture, plugins, "kernel.architecture"), ["ntk"], sample, plugins),
  references: ["Jacot et al. 2018, arXiv:1806.07572"],
};
