import fc from "fast-check";
import { expect, it } from "vitest";
import { rowsOf, spread } from "./labels.ts";

it("sets labels in rows without overlap", () => {
  const wish = fc.record({ at: fc.integer({ min: 0, max: 500 }), size: fc.integer({ min: 1, max: 120 }) });
  fc.assert(
    fc.property(fc.array(wish, { maxLength: 12 }), (wishes) => {
      const rows = rowsOf(wishes, 10);
      wishes.forEach((a, i) => {
        wishes.forEach((b, j) => {
          if (i < j && rows[i] === rows[j]) expect(Math.abs(a.at - b.at)).toBeGreaterThanOrEqual((a.size + b.size) / 2 + 10 - 1e-9);
        });
      });
      if (wishes.length > 0) expect(Math.min(...rows)).toBe(0);
    }),
  );
});

it("spreads labels by the least distance, keeps their order and moves none that has room", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 10 }), (wished) => {
      const placed = spread(wished, 15, 400);
      const sorted = [...placed].sort((a, b) => a - b);
      for (let i = 1; i < sorted.length; i++) expect((sorted[i] as number) - (sorted[i - 1] as number)).toBeGreaterThanOrEqual(15);
      wished.forEach((a, i) => {
        wished.forEach((b, j) => {
          if (a < b) expect(placed[i]).toBeLessThan(placed[j] as number);
        });
      });
    }),
  );
  expect(spread([10, 100, 50], 15, 400)).toEqual([10, 100, 50]);
  expect(spread([395, 398], 15, 400)).toEqual([385, 400]);
});
