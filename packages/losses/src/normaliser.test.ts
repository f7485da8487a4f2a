import { expect, test } from "vitest";
import { normaliserSchema, resolveNormaliser } from "./normaliser.ts";

test("Z = 1, n, n·O, or a number", () => {
  const sizes = { samples: 7, outputs: 3 };
  expect(resolveNormaliser("sum", sizes)).toEqual({ name: "sum", value: 1 });
  expect(resolveNormaliser("samples", sizes)).toEqual({ name: "samples", value: 7 });
  expect(resolveNormaliser("entries", sizes)).toEqual({ name: "entries", value: 21 });
  expect(resolveNormaliser(2.5, sizes)).toEqual({ name: "custom", value: 2.5 });
});

test.each(["mean", 0, -1, Infinity, NaN, null])("%s is no normaliser", (value) => {
  expect(normaliserSchema.safeParse(value).success).toBe(false);
});
