import type { Backend, Tensor } from "@ntkit/backend";
import { asRows } from "./arrays.ts";
import { timesSamples } from "./cotangents.ts";
import type { Series } from "./finite-layer.ts";
import { addSeries, bilinear, joinSeries, times } from "./series.ts";

/** A way to make one output [n, …] of those of several branches. */
export interface BranchMerge {
  forward(on: Backend, branches: readonly [Series, ...Series[]], degree: number): Series;
  /** Cotangents [k·n, …] of the output of one branch, from those of the merged output; `outputs` are the branches'. */
  pull(on: Backend, dy: Tensor, outputs: readonly Tensor[], branch: number, cotangents: number): Tensor;
}

/** `y = Σ_b y_b`. */
export const sumOfBranches: BranchMerge = {
  forward: (on, branches) => branches.reduce((sum, branch) => addSeries(on, sum, branch)),
  pull: (_, dy) => dy,
};

/** `y = Π_b y_b`, entry by entry. */
export const productOfBranches: BranchMerge = {
  forward: (on, branches, degree) => branches.reduce((all, branch) => bilinear(on, all, branch, degree, (a, b) => times(on, a, b))),
  pull: (on, dy, outputs, branch, cotangents) =>
    outputs.reduce((product, output, other) => (other === branch ? product : timesSamples(on, product, output, cotangents)), dy),
};

/** Side by side along the last axis. */
export const branchesAsChannels: BranchMerge = {
  forward: (on, branches) => joinSeries(on, branches, (parts) => joinChannels(on, parts)),
  pull(on, dy, outputs, branch) {
    const from = outputs.slice(0, branch).reduce((sum, { shape }) => sum + channels(shape), 0);
    return sliceChannels(on, dy, from, from + channels(outputs[branch].shape));
  },
};

/** One after another along the samples: all of the first branch, then all of the second. */
export const branchesAsSamples: BranchMerge = {
  forward: (on, branches) => joinSeries(on, branches, (parts) => on.concat(parts)),
  pull(on, dy, outputs, branch, cotangents) {
    const rows = outputs.map(({ shape: [count = 0] }) => count);
    const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
    const [all, before, own] = [sum(rows), sum(rows.slice(0, branch)), rows[branch]];
    return on.gather(
      dy,
      Int32Array.from({ length: cotangents * own }, (_, at) => Math.floor(at / own) * all + before + (at % own)),
    );
  },
};

const channels = (shape: readonly number[]): number => shape[shape.length - 1];

/** Channels as rows: [channels, everything else]. */
const channelRows = (on: Backend, a: Tensor): Tensor => on.transpose(asRows(on, a));

function fromChannelRows(on: Backend, rows: Tensor, like: Tensor): Tensor {
  return on.reshape(on.transpose(rows), [...like.shape.slice(0, -1), rows.shape[0] ?? 0]);
}

const joinChannels = (on: Backend, parts: readonly Tensor[]): Tensor => fromChannelRows(on, on.concat(parts.map((part) => channelRows(on, part))), parts[0]);

const sliceChannels = (on: Backend, a: Tensor, from: number, to: number): Tensor => fromChannelRows(on, on.slice(channelRows(on, a), from, to), a);
