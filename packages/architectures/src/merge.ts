import { ShapeMismatch, Unsupported } from "@ntkit/core";
import { add, constant, type Expr, multiply } from "@ntkit/formula";
import type { KernelState, LayerContext } from "./layer.ts";

type Values = "nngp" | "variance1" | "variance2";
const values: readonly Values[] = ["nngp", "variance1", "variance2"];

/** Branches with weights of their own at some point are independent of the rest; at most one may have none. */
function requireIndependent(branches: readonly KernelState[], context: LayerContext): void {
  if (branches.filter((b) => !b.independent).length > 1) {
    throw new Unsupported({
      path: context.path,
      problem: "more than one branch has no weights of its own, so the branches are correlated",
      remedy: "Give every branch but one a dense layer; a residual body needs one.",
    });
  }
}

/** In a sum, two branches with means leave a cross term E[f1] E[f2], for which there is no rule. */
function requireZeroMean(branches: readonly KernelState[], context: LayerContext): void {
  if (branches.filter((b) => !b.gaussian).length > 1) {
    throw new Unsupported({
      path: context.path,
      problem: "more than one branch of a sum ends in features whose mean is not zero, so the branches are correlated",
      remedy: "End every branch but one with a dense layer.",
    });
  }
}

function requireOneShape(branches: readonly KernelState[], context: LayerContext): void {
  const shapes = branches.map((b) => `[${b.shape.join(", ")}]`);
  if (new Set(shapes).size > 1) {
    throw new ShapeMismatch({
      path: context.path,
      problem: "branches of different shapes",
      found: shapes.join(" and "),
      remedy: "Give every branch the same output width.",
    });
  }
}

const total = (list: readonly Expr[]) => list.reduce((sum, value) => add(sum, value));
const product = (list: readonly Expr[]) => list.reduce((all, value) => multiply(all, value));

function merged(branches: readonly KernelState[], rule: (list: readonly Expr[]) => Expr): Pick<KernelState, Values> {
  const [nngp, variance1, variance2] = values.map((key) => rule(branches.map((b) => b[key]))) as [Expr, Expr, Expr];
  return { nngp, variance1, variance2 };
}

/** K = Σ K_b, Θ = Σ Θ_b. */
export function mergeSum(branches: readonly KernelState[], context: LayerContext): KernelState {
  requireOneShape(branches, context);
  requireIndependent(branches, context);
  requireZeroMean(branches, context);
  return {
    ...(branches[0] as KernelState),
    ...merged(branches, total),
    ntk: total(branches.map((b) => b.ntk)),
    gaussian: branches.every((b) => b.gaussian),
    independent: branches.every((b) => b.independent),
  };
}

/** K = Π K_b, Θ = Σ_b Θ_b Π_{b' ≠ b} K_b'. */
export function mergeProduct(branches: readonly KernelState[], context: LayerContext): KernelState {
  requireOneShape(branches, context);
  requireIndependent(branches, context);
  const terms = branches.map((b) => product([b.ntk, ...branches.filter((other) => other !== b).map((other) => other.nngp)]));
  return {
    ...(branches[0] as KernelState),
    ...merged(branches, product),
    ntk: total(terms),
    gaussian: branches.length === 1 && branches.every((b) => b.gaussian),
    independent: branches.some((b) => b.independent),
  };
}

/** Side by side along the channels: the mean of K_b and Θ_b weighted by width. */
export function mergeChannels(branches: readonly KernelState[]): KernelState {
  const widths = branches.map((b) => b.shape.at(-1) as number);
  const all = widths.reduce((sum, w) => sum + w, 0);
  const mean = (list: readonly Expr[]) => total(list.map((value, i) => multiply((widths[i] as number) / all, value)));
  return {
    ...(branches[0] as KernelState),
    ...merged(branches, mean),
    ntk: mean(branches.map((b) => b.ntk)),
    // A channel is Gaussian, but not with the mean covariance.
    gaussian: branches.length === 1 && branches.every((b) => b.gaussian),
    independent: branches.every((b) => b.independent),
  };
}

/** The block of two different branches stacked along the samples: their weights are independent, so K = Θ = 0. */
export function crossBlock(row: KernelState, column: KernelState, context: LayerContext): KernelState {
  requireOneShape([row, column], context);
  return {
    ...row,
    nngp: constant(0),
    ntk: constant(0),
    gaussian: row.gaussian && column.gaussian,
    independent: row.independent && column.independent,
  };
}
