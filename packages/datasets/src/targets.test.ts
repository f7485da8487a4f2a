import { InvalidData, InvalidInput, toNested } from "@ntkit/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { oneHot, takeLabels } from "./targets.ts";

test("one-hot, plain and centred", () => {
  expect(toNested(oneHot([2, 0], 3, { centred: false }))).toEqual([
    [0, 0, 1],
    [1, 0, 0],
  ]);
  expect(toNested(oneHot(Int32Array.of(1), 4, { centred: true }))).toEqual([[-0.25, 0.75, -0.25, -0.25]]);
});

test("reproduction 13: one-hot of ten digits − 0.1", () => {
  const { data } = oneHot([7], 10, { centred: true });
  expect([...data]).toEqual(Array.from({ length: 10 }, (_, i) => (i === 7 ? 0.9 : -0.1)));
});

test("the largest entry of a row is its class, and centred rows sum to 0", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 12 }), fc.array(fc.nat(), { maxLength: 30 }), fc.boolean(), (classes, numbers, centred) => {
      const labels = numbers.map((n) => n % classes);
      const { data, shape } = oneHot(labels, classes, { centred });
      expect(shape).toEqual([labels.length, classes]);
      labels.forEach((label, i) => {
        const row = [...data.subarray(i * classes, (i + 1) * classes)];
        expect(row.indexOf(Math.max(...row))).toBe(label);
        expect(row.reduce((a, b) => a + b, 0)).toBeCloseTo(centred ? 0 : 1, 12);
      });
    }),
  );
});

test.each([3, -1, 1.5, Number.NaN])("refuses the label %d of three classes, with its place", (label) => {
  expect(() => oneHot([0, label], 3, { centred: false })).toThrow(InvalidData);
  expect(() => oneHot([0, label], 3, { centred: false })).toThrow(`labels[1]: expected a class from 0 to 2, found ${label}.`);
});

test.each([0, 1.5, -3])("refuses %d classes", (classes) => {
  expect(() => oneHot([0], classes, { centred: true })).toThrow(InvalidInput);
});

test("takeLabels takes in the order asked", () => {
  expect(takeLabels(Int32Array.of(5, 6, 7), [2, 0, 2])).toEqual(Int32Array.of(7, 5, 7));
});
