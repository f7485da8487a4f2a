import { referenceBackend } from "@ntkit/backend-reference";
import { fromNested, random } from "@ntkit/core";
import { expect, test } from "vitest";
import { ok, randomMatrix } from "../../test/fixtures.ts";
import { multiply, transpose } from "../../test/matrices.ts";
import { inspectKernel } from "./kernel.ts";

const on = referenceBackend();

/** Q diag(values) Qᵀ with an orthogonal Q: a product of reflections. */
function withEigenvalues(values: readonly number[]) {
  const n = values.length;
  let q = values.map((_, i) => values.map((__, j) => Number(i === j)));
  for (let seed = 1; seed <= 3; seed++) {
    const v = randomMatrix(random(seed), n, 1).map(([x]) => x);
    const size = v.reduce((sum, x) => sum + x * x, 0);
    const reflection = v.map((x, i) => v.map((y, j) => Number(i === j) - (2 * x * y) / size));
    q = multiply(q, reflection).map((row) => [...row]);
  }
  return fromNested(
    multiply(
      q.map((row) => row.map((x, j) => x * values[j])),
      transpose(q),
    ),
  );
}

test("the largest eigenvalue, rather too large, and the condition number, with the ridge", async () => {
  const kernel = withEigenvalues([0.01, 0.5, 1, 2, 9]);
  const facts = ok(await inspectKernel(on, kernel, 0));
  expect(facts.largest).toBeGreaterThan(9);
  expect(facts.largest).toBeLessThan(9.5);
  expect(Math.abs(facts.conditionNumber / 900 - 1)).toBeLessThan(0.02);
  expect(Math.abs(ok(await inspectKernel(on, kernel, 0.01)).conditionNumber / (9.01 / 0.02) - 1)).toBeLessThan(0.02);
  expect(on.liveTensors()).toBe(0);
});

test("whether a kernel needs its ridge to be positive", async () => {
  for (const [values, ridge, positive] of [
    [[0.01, 1, 3], 0, true],
    [[0.01, 1, 3], 0.5, true],
    [[0, 1, 3], 0.5, true],
    [[-1e-12, 1, 3], 0.5, true],
    [[-0.2, 1, 3], 0.5, false],
  ] as const) {
    const facts = ok(await inspectKernel(on, withEigenvalues(values), ridge));
    expect(facts.positive).toBe(positive);
    expect(Math.abs(facts.top / 3 - 1)).toBeLessThan(0.01);
  }
});

test("singular, and indefinite by rounding: infinite; truly indefinite: refused with the eigenvalue, unless a ridge lifts it", async () => {
  expect(ok(await inspectKernel(on, withEigenvalues([0, 1, 3]), 0)).conditionNumber).toBe(Infinity);
  expect(ok(await inspectKernel(on, withEigenvalues([-1e-12, 1, 3]), 0)).conditionNumber).toBe(Infinity);
  expect(ok(await inspectKernel(on, withEigenvalues([0, 0, 0]), 0))).toEqual({
    status: "ok",
    largest: 0,
    top: 0,
    conditionNumber: Infinity,
    positive: true,
  });
  const refused = await inspectKernel(on, withEigenvalues([-0.2, 1, 3]), 0);
  expect(refused.status).toBe("indefinite");
  if (refused.status === "indefinite") expect(refused.smallestEigenvalue).toBeCloseTo(-0.2, 12);
  expect(Math.abs(ok(await inspectKernel(on, withEigenvalues([-0.2, 1, 3]), 0.5)).conditionNumber / (3.5 / 0.3) - 1)).toBeLessThan(0.02);
  expect(on.liveTensors()).toBe(0);
});
