import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { plugins, ran } from "../test/plugins.ts";

const start = JSON.parse(readFileSync(new URL("../../../examples/digits.json", import.meta.url), "utf8"));

test("the experiment of `pnpm start` classifies at least 96.5 % of 797 digits at t = ∞ (here by Cholesky, which takes a tenth of the time)", async () => {
  const { result } = (await ran({ ...start, solver: { kind: "gp", predictor: "ntk" } }, plugins)).outcome;
  expect(result.data).toMatchObject({ train: 1000, test: 797, features: 64, outputs: 10 });
  expect(result.final.test.accuracy).toBeGreaterThanOrEqual(0.965);
  expect(result.final.train.accuracy).toBe(1);
});
