import type { Tensor } from "@ntkit/backend";
import { type Shape, ShapeMismatch } from "@ntkit/core";
import { z } from "zod";
import { body } from "../body.ts";
import { type BranchMerge, branchesAsChannels, branchesAsSamples, productOfBranches, sumOfBranches } from "../finite/branch-merge.ts";
import type { Series } from "../finite/finite-layer.ts";
import { plus } from "../finite/series.ts";
import type { KernelState, Layer, LayerContext } from "../layer.ts";
import { crossBlock, mergeChannels, mergeProduct, mergeSum } from "../merge.ts";

const schema = z.strictObject({
  kind: z.literal("parallel"),
  branches: z.array(body).min(1).meta({ description: "each a list of layers; all take the same input" }),
  merge: z.enum(["sum", "product", "concat"]).default("sum"),
  axis: z.enum(["channels", "samples"]).default("channels").meta({ description: "of concat: side by side as features, or one after another as samples" }),
});

export type ParallelSpec = z.infer<typeof schema>;

const stacksSamples = ({ merge, axis }: ParallelSpec) => merge === "concat" && axis === "samples";
const keyOf = (index: number) => `branches[${index}]`;
const exampleBranches = [[{ kind: "identity" }], [{ kind: "relu" }, { kind: "dense", width: 16 }]];
const indexOf = (key: string) => Number(key.slice("branches[".length, -1));

/**
 * Branches over the same input, merged. Sum: `K = Σ K_b`, `Θ = Σ Θ_b`; product: `K = Π K_b`, `Θ = Σ Θ_b Π K_b'`;
 * concat: the mean weighted by width; concat along samples: a block for each pair of branches, zero off the diagonal.
 */
export const parallel: Layer<ParallelSpec> = {
  kind: "parallel",
  schema,
  example: { kind: "parallel", branches: exampleBranches, merge: "sum", axis: "channels" },
  shape(spec, input, context) {
    const shapes = spec.branches.map((layers, i) => context.shape(layers, input, keyOf(i)));
    const channels = (shape: Shape) => shape[shape.length - 1];
    const joined = spec.merge === "concat" && spec.axis === "channels";
    requireOneShape(joined ? shapes.map((shape) => shape.slice(0, -1)) : shapes, shapes, context);
    return joined ? [...shapes[0].slice(0, -1), shapes.reduce((sum, shape) => sum + channels(shape), 0)] : shapes[0];
  },
  propagate(spec, state, context) {
    if (stacksSamples(spec)) return stack(spec, state, context);
    const named = { ...context.name(state), independent: false };
    const branches = spec.branches.map((layers, i) => context.propagate(layers, named, keyOf(i)));
    const merge = { sum: mergeSum, product: mergeProduct, concat: mergeChannels }[spec.merge];
    return { ...state, ...merge(branches, context), independent: state.independent || branches.every((b) => b.independent) };
  },
  finite: {
    parameters: ({ branches }, input, { describe }) => Object.assign({}, ...branches.map((layers, i) => describe(layers, input, keyOf(i)))),
    async forward(spec, x, { on, degree, forward, release }) {
      const [first, ...others] = spec.branches;
      const outputs: [Series, ...Series[]] = [await forward(first, x, keyOf(0))];
      for (const [i, layers] of others.entries()) outputs.push(await forward(layers, x, keyOf(i + 1)));
      const merged = await on.scope(() => mergeOf(spec).forward(on, outputs, degree));
      for (const output of outputs) release(output, x, merged);
      return merged;
    },
    async pull(spec, dy, { on, cotangents, pull, release, result }) {
      const outputs = spec.branches.map((_, i) => result(keyOf(i)));
      let sum: Tensor | undefined;
      for (const [i, layers] of spec.branches.entries()) {
        const own = await on.scope(() => mergeOf(spec).pull(on, dy, outputs, i, cotangents));
        const below = await pull(layers, own, keyOf(i));
        release(own, dy, below);
        const next = sum === undefined ? below : plus(on, sum, below);
        for (const term of [sum, below]) if (term !== undefined) release(term, dy, next);
        sum = next;
      }
      return sum ?? dy;
    },
  },
  bodies: ({ branches }) => Object.fromEntries(branches.map((layers, i) => [keyOf(i), layers])),
  withBodies: (spec, bodies) => ({ ...spec, branches: spec.branches.map((layers, i) => [...(bodies[keyOf(i)] ?? layers)]) }),
  copies: (spec) => (stacksSamples(spec) ? spec.branches.map((_, i) => keyOf(i)) : undefined),
  references: ["Novak et al. 2019, arXiv:1912.02803 (FanInSum, FanInProd, FanInConcat)"],
};

const mergeOf = (spec: ParallelSpec): BranchMerge =>
  ({ sum: sumOfBranches, product: productOfBranches, concat: stacksSamples(spec) ? branchesAsSamples : branchesAsChannels })[spec.merge];

function stack(spec: ParallelSpec, state: KernelState, context: LayerContext): KernelState {
  const { row, column } = context.block;
  const named = { ...context.name(state), independent: false };
  if (row === column) return { ...context.propagate(spec.branches[indexOf(row)], named, row), independent: false };
  const flags = (key: string) => context.inspect(spec.branches[indexOf(key)], named, key);
  return { ...state, ...crossBlock(flags(row), flags(column), context), independent: false };
}

function requireOneShape(compared: readonly Shape[], shapes: readonly Shape[], { path }: LayerContext): void {
  if (compared.every((shape) => shape.join() === compared[0].join())) return;
  throw new ShapeMismatch({
    path,
    problem: "branches of different shapes",
    found: shapes.map((shape) => `[${shape.join(", ")}]`).join(" and "),
    remedy: "Give every branch the same output width.",
  });
}
