import { readFileSync } from "node:fs";
import { join } from "node:path";
import { losses } from "@ntkit/losses";
import { expect, test } from "vitest";
import { cli, folder, iris } from "../../test/cli.ts";

const quick = { kind: "ode", rtol: 1e-4, atol: 1e-5, horizon: 1e3 };
const start = { ...iris, times: { count: 3 } };

test.each(Object.values(losses).filter(({ kinked, example }) => !kinked?.(example as never)))(
  "predict with the loss $kind, all else by default",
  async ({ kind }) => {
    const at = folder({ "iris.json": { ...start, loss: { kind }, ...(kind === "mse" ? {} : { solver: quick }) } });
    const out = join(at, "out");
    const run = await cli(["predict", join(at, "iris.json"), "--out", out]);
    expect(run.code, run.err).toBe(0);
    const result = JSON.parse(readFileSync(join(out, "result.json"), "utf8"));
    expect(result.final.test.accuracy).toBeGreaterThan(0.7);
    expect(result.curve.length).toBeGreaterThan(3);
    expect(run.out).toContain("largest stable learning rate");
    const page = readFileSync(join(out, "report.html"), "utf8");
    expect(page).toContain("alignment with the targets");
    expect(page).toContain(kind === "mse" ? "accuracy leaving one sample out" : `<td>${kind}`);
  },
);

test("hinge: its sharp kink is refused with what to do, which then works; an encoding that does not fit, likewise", async () => {
  const at = folder({
    "sharp.json": { ...start, loss: { kind: "hinge" } },
    "round.json": { ...start, loss: { kind: "hinge", smoothing: 0.05 }, solver: quick },
    "wrong.json": { ...start, loss: { kind: "cross-entropy" }, data: { ...iris.data, targets: "one-hot-centred" } },
  });
  const sharp = await cli(["predict", join(at, "sharp.json"), "--out", join(at, "a")]);
  expect(sharp.code).toBe(2);
  expect(sharp.err).toContain('Round the kink ("smoothing": 0.01)');
  expect((await cli(["predict", join(at, "round.json"), "--out", join(at, "b")])).code).toBe(0);
  const wrong = await cli(["predict", join(at, "wrong.json"), "--out", join(at, "c")]);
  expect(wrong.code).toBe(2);
  expect(wrong.err).toContain("data.targets[0]");
  expect(wrong.err).toContain('Encode the classes as "one-hot", not centred.');
});

test("steps that diverge end with a status and what to do, and nothing is written", async () => {
  const at = folder({ "fast.json": { ...start, solver: { kind: "gradient-descent", learningRate: 1e6 } } });
  const run = await cli(["predict", join(at, "fast.json"), "--out", join(at, "out")]);
  expect(run.code).toBe(3);
  expect(run.err).toContain("numerical trouble (diverging): the learning rate 1000000 is not below");
});
