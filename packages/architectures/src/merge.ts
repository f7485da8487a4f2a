import { Unsupported } from "@ntkit/core";
import { add, constant, type Expr, multiply } from "@ntkit/formula";
import type { KernelState, LayerContext } from "./layer.ts";

/** What merging branches settles; shape and independence are the business of the layer. */
export type Merged = Pick<KernelState, "nngp" | "ntk" | "gaussian">;

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

/** Two branches with means leave a cross term E[f1] E[f2], for which there is no rule. */
function requireZeroMean(branches: readonly KernelState[], context: LayerContext): void {
  if (branches.filter((b) => !b.gaussian).length > 1) {
    throw new Unsupported({
      path: context.path,
      problem: "more than one branch has features whose mean is not zero, so the branches are correlated",
      remedy: "End every branch but one with a dense layer; raw inputs count as a branch with a mean.",
    });
  }
}

const total = (list: readonly Expr[]) => list.reduce((sum, value) => add(sum, value));
const product = (list: readonly Expr[]) => list.reduce((all, value) => multiply(all, value));

/** K = Σ K_b, Θ = Σ Θ_b. */
export function mergeSum(branches: readonly KernelState[], context: LayerContext): Merged {
  requireIndependent(branches, context);
  requireZeroMean(branches, context);
  return { nngp: total(branches.map((b) => b.nngp)), ntk: total(branches.map((b) => b.ntk)), gaussian: branches.every((b) => b.gaussian) };
}

/** K = Π K_b, Θ = Σ_b Θ_b Π_{b' ≠ b} K_b'. */
export function mergeProduct(branches: readonly KernelState[], context: LayerContext): Merged {
  requireIndependent(branches, context);
  const terms = branches.map((b) => product([b.ntk, ...branches.filter((other) => other !== b).map((other) => other.nngp)]));
  return { nngp: product(branches.map((b) => b.nngp)), ntk: total(terms), gaussian: branches.length === 1 && branches[0].gaussian };
}

/** Side by side along the channels: the means of K_b and Θ_b weighted by width. A channel is Gaussian, but not with the mean covariance. */
export function mergeChannels(branches: readonly KernelState[]): Merged {
  const widths = branches.map((b) => b.shape[b.shape.length - 1]);
  const all = widths.reduce((sum, w) => sum + w, 0);
  const mean = (list: readonly Expr[]) => total(list.map((value, i) => multiply(widths[i] / all, value)));
  return { nngp: mean(branches.map((b) => b.nngp)), ntk: mean(branches.map((b) => b.ntk)), gaussian: branches.length === 1 && branches[0].gaussian };
}

/** The block of two different branches stacked along the samples. Their weights are independent and their means are zero: K = Θ = 0. */
export function crossBlock(row: KernelState, column: KernelState, context: LayerContext): Merged {
  requireIndependent([row, column], context);
  requireZeroMean([row, column], context);
  return { nngp: constant(0), ntk: constant(0), gaussian: row.gaussian && column.gaussian };
}
