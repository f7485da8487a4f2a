import { InvalidInput, random } from "@ntkit/core";
import { z } from "zod";

const count = z.int().nonnegative();

/** How to choose the training and the test samples, as JSON. Counts are of samples; samples that neither asks for are left out. */
export const splitSchema = z.discriminatedUnion("order", [
  z.strictObject({
    order: z.literal("given").describe("the first samples train, the last ones test"),
    train: count.meta({ description: "how many of the first samples train", unit: "samples" }),
    test: count.meta({ description: "how many of the last samples test", unit: "samples" }),
  }),
  z.strictObject({
    order: z.literal("shuffled").describe("samples are drawn at random, without replacement"),
    train: count.meta({ description: "how many samples train", unit: "samples" }),
    test: count.meta({ description: "how many of the others test", unit: "samples" }),
    seed: z.int().meta({ description: "seed of the random order" }),
    stratified: z.boolean().default(false).describe("keep the share of every class, to within one sample"),
  }),
]);

/** A split as it may be written: `stratified` is false if left out. */
export type SplitSpec = z.input<typeof splitSchema>;

/** Row numbers, counted from 0. */
export interface Split {
  readonly train: readonly number[];
  readonly test: readonly number[];
}

/**
 * Chooses training and test samples out of `n`, disjoint, as `spec` says; a stratified split needs the `labels`, one
 * for each sample, and takes from every class its share by largest remainders.
 *
 * Throws InvalidInput if there are too few samples, or no labels to stratify by.
 */
export function split(n: number, spec: SplitSpec, labels?: ArrayLike<number>): Split {
  if (spec.train + spec.test > n) {
    throw new InvalidInput({
      path: "split",
      problem: `${spec.train} training and ${spec.test} test samples are more than there are`,
      found: `${n}`,
      remedy: `Ask for at most ${n} in all.`,
    });
  }
  const all = Array.from({ length: n }, (_, i) => i);
  if (spec.order === "given") return { train: all.slice(0, spec.train), test: all.slice(n - spec.test) };
  const order = random(spec.seed).permutation(n);
  if (spec.stratified !== true) return { train: order.slice(0, spec.train), test: order.slice(spec.train, spec.train + spec.test) };
  if (labels?.length !== n) {
    throw new InvalidInput({
      path: "split.stratified",
      problem: `a stratified split needs a label for each of the ${n} samples`,
      found: labels === undefined ? "none" : `${labels.length}`,
      remedy: "Give the class labels, or set stratified to false.",
    });
  }
  const train = takeShares(order, spec.train, labels);
  const chosen = new Set(train);
  return {
    train,
    test: takeShares(
      order.filter((i) => !chosen.has(i)),
      spec.test,
      labels,
    ),
  };
}

/** The first of `order` in every class, `total` in all, each class by its share (largest remainders, the lower class first). */
function takeShares(order: readonly number[], total: number, labels: ArrayLike<number>): number[] {
  const sizes = new Map<number, number>();
  for (const i of order) sizes.set(labels[i], (sizes.get(labels[i]) ?? 0) + 1);
  const shares = [...sizes]
    .map(([label, size]) => ({ label, exact: (total * size) / order.length }))
    .map((share) => ({ ...share, left: share.exact - Math.floor(share.exact) }))
    .sort((a, b) => b.left - a.left || a.label - b.label);
  const extra = total - shares.reduce((sum, { exact }) => sum + Math.floor(exact), 0);
  const wanted = new Map(shares.map(({ label, exact }, rank) => [label, Math.floor(exact) + (rank < extra ? 1 : 0)]));
  return order.filter((i) => {
    const open = wanted.get(labels[i]) ?? 0;
    wanted.set(labels[i], open - 1);
    return open > 0;
  });
}
