import type { Shape } from "@ntkit/core";
import { z } from "zod";
import { body } from "../body.ts";
import type { KernelState, Layer, LayerContext, LayerSpec } from "../layer.ts";
import { crossBlock, mergeChannels, mergeProduct, mergeSum } from "../merge.ts";

const schema = z.strictObject({
  kind: z.literal("parallel"),
  branches: z.array(body).min(1).meta({ description: "each a list of layers; all take the same input" }),
  merge: z.enum(["sum", "product", "concat"]).default("sum"),
  axis: z
    .enum(["channels", "samples"])
    .default("channels")
    .meta({ description: "of concat: side by side as features, or one after another as samples" }),
});

export type ParallelSpec = z.infer<typeof schema>;

const stacksSamples = ({ merge, axis }: ParallelSpec) => merge === "concat" && axis === "samples";
const keyOf = (index: number) => `branches[${index}]`;

/**
 * Branches over the same input, merged. Sum: `K = Σ K_b`, `Θ = Σ Θ_b`; product: `K = Π K_b`, `Θ = Σ Θ_b Π K_b'`;
 * concat: the mean weighted by width; concat along samples: a block for each pair of branches, zero off the diagonal.
 */
export const parallel: Layer<ParallelSpec> = {
  kind: "parallel",
  schema,
  example: {
    kind: "parallel",
    branches: [[{ kind: "identity" }], [{ kind: "relu" }, { kind: "dense", width: 16 }]] as LayerSpec[][],
    merge: "sum",
    axis: "channels",
  },
  shape(spec, input, context) {
    const shapes = spec.branches.map((layers, i) => context.shape(layers, input, keyOf(i)));
    if (spec.merge === "concat" && spec.axis === "channels") {
      return [...(shapes[0] as Shape).slice(0, -1), shapes.reduce((sum, s) => sum + (s.at(-1) as number), 0)];
    }
    return shapes[0] as Shape;
  },
  propagate(spec, state, context) {
    if (stacksSamples(spec)) return stack(spec, state, context);
    const named = { ...context.name(state), independent: false };
    const branches = spec.branches.map((layers, i) => context.propagate(layers, named, keyOf(i)));
    const merge = { sum: mergeSum, product: mergeProduct, concat: mergeChannels }[spec.merge];
    return { ...merge(branches, context), independent: state.independent || branches.every((b) => b.independent) };
  },
  bodies: ({ branches }) => Object.fromEntries(branches.map((layers, i) => [keyOf(i), layers])),
  withBodies: (spec, bodies) => ({ ...spec, branches: spec.branches.map((layers, i) => [...(bodies[keyOf(i)] ?? layers)]) }),
  copies: (spec) => (stacksSamples(spec) ? spec.branches.map((_, i) => keyOf(i)) : undefined),
  references: ["Novak et al. 2019, arXiv:1912.02803 (FanInSum, FanInProd, FanInConcat)"],
};

function stack(spec: ParallelSpec, state: KernelState, context: LayerContext): KernelState {
  const { row, column } = context.block;
  const at = (key: string) => spec.branches[Number(key.slice("branches[".length, -1))] as LayerSpec[];
  const named = { ...context.name(state), independent: false };
  if (row === column) return { ...context.propagate(at(row), named, row), independent: false };
  return { ...crossBlock(context.inspect(at(row), named, row), context.inspect(at(column), named, column), context), independent: false };
}
