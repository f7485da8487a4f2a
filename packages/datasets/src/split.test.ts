import { InvalidInput, parse } from "@ntkit/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { datasets } from "./datasets/index.ts";
import { type SplitSpec, split, splitSchema } from "./split.ts";

test("given order: the first train, the last test, as reproduction 13 has it", () => {
  const { train, test } = split(1797, { order: "given", train: 1000, test: 797 });
  expect([train.length, train[0], train.at(-1)]).toEqual([1000, 0, 999]);
  expect([test.length, test[0], test.at(-1)]).toEqual([797, 1000, 1796]);
  expect(split(10, { order: "given", train: 3, test: 2 })).toEqual({ train: [0, 1, 2], test: [8, 9] });
});

const sizes = fc.tuple(fc.nat({ max: 20 }), fc.nat({ max: 20 }), fc.nat({ max: 20 })).map(([train, test, rest]) => ({ train, test, n: train + test + rest }));
const labelled = sizes.chain((s) =>
  fc.record({ size: fc.constant(s), labels: fc.array(fc.nat({ max: 4 }), { minLength: s.n, maxLength: s.n }), seed: fc.integer() }),
);

test("every split has the sizes asked, and no sample twice", () => {
  fc.assert(
    fc.property(labelled, fc.constantFrom("given", "shuffled", "stratified"), ({ size: { n, train, test }, labels, seed }, how) => {
      const spec: SplitSpec = how === "given" ? { order: how, train, test } : { order: "shuffled", train, test, seed, stratified: how === "stratified" };
      const chosen = split(n, spec, labels);
      expect([chosen.train.length, chosen.test.length]).toEqual([train, test]);
      const all = [...chosen.train, ...chosen.test];
      expect(new Set(all).size).toBe(train + test);
      expect(all.every((i) => Number.isInteger(i) && i >= 0 && i < n)).toBe(true);
      expect(split(n, spec, labels)).toEqual(chosen);
    }),
  );
});

test("a stratified split gives each class its share, to within one sample", () => {
  fc.assert(
    fc.property(labelled, ({ size: { n, train, test }, labels, seed }) => {
      const chosen = split(n, { order: "shuffled", train, test, seed, stratified: true }, labels);
      const count = (rows: readonly number[], label: number) => rows.filter((i) => labels[i] === label).length;
      for (const label of new Set(labels)) {
        const inClass = labels.filter((l) => l === label).length;
        const trained = count(chosen.train, label);
        expect(Math.abs(trained - (train * inClass) / n)).toBeLessThan(1);
        const left = inClass - trained;
        expect(Math.abs(count(chosen.test, label) - (n === train ? 0 : (test * left) / (n - train)))).toBeLessThan(1);
      }
    }),
  );
});

test("iris, half and half, is 25 of each species", async () => {
  const { labels } = await datasets.iris.load();
  const { train, test } = split(150, { order: "shuffled", train: 75, test: 75, seed: 1, stratified: true }, labels);
  for (const rows of [train, test]) {
    expect([0, 1, 2].map((species) => rows.filter((i) => labels[i] === species).length)).toEqual([25, 25, 25]);
  }
});

test("seeds differ, and a seed is for ever", () => {
  const by = (seed: number) => split(100, { order: "shuffled", train: 5, test: 2, seed });
  expect(by(1)).not.toEqual(by(2));
  expect(by(0)).toEqual({ train: [64, 86, 0, 74, 99], test: [16, 49] });
});

test("shuffling leaves no trace of the order: each sample trains equally often", () => {
  const counts = new Array<number>(10).fill(0);
  for (let seed = 0; seed < 4000; seed++) for (const i of split(10, { order: "shuffled", train: 3, test: 0, seed }).train) counts[i]++;
  // Each count is binomial(4000, 0.3): standard deviation 29.
  for (const c of counts) expect(Math.abs(c - 1200)).toBeLessThan(4 * 29);
});

describe("what is refused", () => {
  test("more samples than there are", () => {
    expect(() => split(10, { order: "given", train: 8, test: 3 })).toThrow(
      new InvalidInput({ path: "split", problem: "8 training and 3 test samples are more than there are", found: "10", remedy: "Ask for at most 10 in all." }),
    );
  });

  test.each([undefined, [0, 1]])("stratifying without a label for each sample (%j)", (labels) => {
    expect(() => split(3, { order: "shuffled", train: 1, test: 1, seed: 0, stratified: true }, labels)).toThrow(
      "split.stratified: a stratified split needs a label",
    );
  });

  test("a spec that is not as the schema says", () => {
    expect(() => parse(splitSchema, { order: "shuffled", train: 1, test: 1 }, "split")).toThrow(
      "split.seed: missing field. Give a whole number (seed of the random order).",
    );
    expect(() => parse(splitSchema, { order: "given", train: 1.5, test: 1 }, "split")).toThrow(
      "split.train: expected a whole number of at least 0, found 1.5.",
    );
    expect(parse(splitSchema, { order: "shuffled", train: 1, test: 1, seed: 3 })).toEqual({ order: "shuffled", train: 1, test: 1, seed: 3, stratified: false });
  });
});
