import { parseArchitecture, traceKernel } from "@ntkit/architectures";
import { z } from "zod";
import type { KernelMethod } from "../method.ts";

const schema = z.strictObject({
  kind: z.literal("nngp"),
  architecture: z.unknown().meta({ description: "the network, as an architecture spec" }),
});

/** The covariance K(x, x') of the outputs of an infinitely wide network at initialisation, per output. */
export const nngp: KernelMethod<z.infer<typeof schema>> = {
  kind: "nngp",
  schema,
  example: { kind: "nngp", architecture: { layers: [{ kind: "dense", width: 512 }, { kind: "erf" }, { kind: "dense", width: 1 }] } },
  trace: ({ architecture }, sample, plugins) => traceKernel(parseArchitecture(architecture, plugins, "kernel.architecture"), ["nngp"], sample, plugins),
  references: ["Lee et al. 2018, arXiv:1711.00165", "Matthews et al. 2018, arXiv:1804.11271"],
};
