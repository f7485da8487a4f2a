import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import type { Suite } from "../../../../test/suite.ts";

const panel = "section[data-panel=lazy]";

/** Brings the panel into view and waits until its network is trained. */
async function trained(page: Page): Promise<void> {
  await page.locator(panel).scrollIntoViewIfNeeded();
  await page.waitForSelector(`${panel} [data-done=all]`, { timeout: 45_000 });
  await page.waitForFunction((selector) => document.querySelectorAll(selector).length === 26, `${panel} td[data-column="loss network"]`, { timeout: 45_000 });
}

const column = async (page: Page, name: string): Promise<number[]> => (await page.locator(`${panel} td[data-column="${name}"]`).allTextContents()).map(Number);

const close = (found: readonly number[], expected: readonly number[], gate = 1e-4) =>
  expected.forEach((value, i) => assert.ok(Math.abs(found[i] - value) <= gate * Math.max(1, Math.abs(value)), `[${i}] ${found[i]}, expected ${value}`));

/** A training by the packages, written apart from the page: losses of network and linear twin, and how far layers and kernel move. */
const program = (width: number, scale: number, depth: number, seed: number): string => `
  import { dense, erf, serial } from "@ntkit/architectures";
  import { referenceBackend } from "@ntkit/backend-reference";
  import { fromNested } from "@ntkit/core";
  import { infiniteWidthKernels } from "@ntkit/kernels";
  import { train } from "@ntkit/training";
  const layer = (width) => dense(width, { weightStd: 1.5, biasStd: 0.1 });
  const hidden = Array.from({ length: ${depth} }, () => [layer(${width}), erf()]).flat();
  const architecture = serial(...hidden, layer(1));
  const at = [-2.8, -2, -1.2, -0.4, 0.4, 1.2, 2, 2.8];
  const [x, y] = [fromNested(at.map((v) => [v])), fromNested(at.map((v) => [Math.round(1000 * Math.sin(1.5 * v)) / 1000]))];
  const on = referenceBackend();
  const { matrices } = await infiniteWidthKernels(on, architecture, ["ntk"], x);
  let v = matrices.ntk.data.slice(0, 8);
  let most = 0;
  for (let i = 0; i < 200; i++) {
    const next = v.map((_, r) => v.reduce((sum, value, c) => sum + matrices.ntk.data[8 * r + c] * value, 0));
    most = Math.hypot(...next) / Math.hypot(...v);
    v = next.map((value) => value / Math.hypot(...next));
  }
  const learningRate = Number((4 / most).toPrecision(3)) / ${scale} ** 2;
  const record = ["loss", "weight-change", "ntk"].map((kind) => ({ kind, at: { perDecade: 10 } }));
  const optimiser = { kind: "gradient-descent", learningRate };
  const settings = { steps: 500, seed: ${seed}, outputScale: ${scale}, centre: true, linearise: true };
  const { records } = await train({ on, architecture, x, y, optimiser, ...settings, record });
  console.log(JSON.stringify(records.numbers));
`;

type Numbers = Readonly<Record<string, { readonly steps: readonly number[]; readonly values: readonly number[] }>>;

interface TrainingJson {
  readonly curves: Readonly<Record<string, { readonly train: readonly { readonly loss: number }[] }>>;
  readonly records: Numbers;
  readonly widths: { readonly rows: readonly { readonly numbers: Readonly<Record<string, { readonly mean: number }>> }[] };
}

export const suite: Suite = {
  name: "lazy",
  tests: {
    "a network of one hidden layer, its linear twin and their moves have the numbers of the packages": async ({ open, program: run }) => {
      const { page } = await open({ address: "v1&lazy.width=128&lazy.scale=2&lazy.seed=7" });
      await trained(page);
      const expected = JSON.parse(run(program(128, 2, 1, 7))) as Numbers;
      close(await column(page, "loss network"), expected["loss.train"].values);
      close(await column(page, "loss twin"), expected["linear.loss.train"].values);
      for (const name of ["weight-change.layers[0]", "weight-change.layers[2]", "ntk.drift"]) close(await column(page, name), expected[name].values);
    },

    "a network of two hidden layers too": async ({ open, program: run }) => {
      const { page } = await open({ address: "v1&lazy.width=32&lazy.depth=2" });
      await trained(page);
      const expected = JSON.parse(run(program(32, 1, 2, 1))) as Numbers;
      close(await column(page, "loss network"), expected["loss.train"].values);
      close(await column(page, "loss twin"), expected["linear.loss.train"].values);
      for (const name of ["weight-change.layers[2]", "weight-change.layers[4]", "ntk.drift"]) close(await column(page, name), expected[name].values);
    },

    "wide networks are where theory is, and a large scale keeps a narrow one at its twin": async ({ open }) => {
      const { page } = await open({ address: "v1&lazy.width=2048" });
      await trained(page);
      const [distance, drift] = [await column(page, "distance"), await column(page, "ntk.drift")];
      assert.ok((distance.at(-1) ?? 1) < 0.03, `${distance.at(-1)} from theory`);
      assert.ok((drift.at(-1) ?? 1) < 0.05, `the kernel moved by ${drift.at(-1)}`);
      const narrow = await open({ address: "v1&lazy.width=16&lazy.scale=64" });
      await trained(narrow.page);
      const [loss, twin, far] = await Promise.all(["loss network", "loss twin", "distance"].map((name) => column(narrow.page, name)));
      loss.forEach((value, i) => assert.ok(Math.abs(value - twin[i]) < 0.01 * loss[0], `${value} and ${twin[i]}`));
      assert.ok(far[25] > 3 * (distance.at(-1) ?? 1), `${far[25]} and ${distance.at(-1)} from theory`);
    },

    "the chart of widths is filled in the background, and a click on it chooses a width": async ({ open }) => {
      const { page } = await open();
      await trained(page);
      await page.waitForFunction((selector) => document.querySelectorAll(selector).length >= 7, `${panel} td[data-column="law ntk.drift"]`, {
        timeout: 45_000,
      });
      const first = await column(page, "law weight-change.layers[0]");
      const power = Math.log2(first[6] / first[2]) / 4;
      assert.ok(Math.abs(power + 0.5) < 0.2, `the first layer moves as n^${power}`);
      await page.locator(`${panel} .width .reach`).nth(5).click();
      await page.waitForFunction(() => location.hash.includes("lazy.width=128"));
      await trained(page);
      assert.equal(await page.locator(panel).getByLabel("Width n").inputValue(), "7");
    },

    "Play runs to the end": async ({ open }) => {
      const { page } = await open({ address: "v1&lazy.step=20" });
      await trained(page);
      await page.locator(panel).getByRole("button", { name: "Play training" }).click();
      await page.locator(panel).getByText("step 500 of 500").waitFor({ timeout: 20_000 });
      await page.locator(panel).getByRole("button", { name: "Play training" }).waitFor();
    },

    "the address brings everything back": async ({ open }) => {
      const first = await open();
      await trained(first.page);
      await first.page.locator(panel).getByLabel("Width n").fill("4");
      await first.page.locator(panel).getByLabel("Scale α of the output").fill("3");
      await first.page.locator(panel).getByText("GELU", { exact: true }).click();
      await first.page.waitForFunction(() => location.hash.includes("gelu"));
      await trained(first.page);
      const shown = await column(first.page, "loss network");
      const address = new URL(first.page.url()).hash.slice(1);
      assert.equal(address, "v1&lazy.width=16&lazy.scale=8&lazy.activation=gelu");
      const second = await open({ address });
      await trained(second.page);
      assert.deepEqual(await column(second.page, "loss network"), shown);
    },

    "the newest width wins": async ({ open }) => {
      const { page } = await open({ address: "v1&lazy.width=4096" });
      await page.locator(panel).scrollIntoViewIfNeeded();
      await page.locator(panel).getByText("A network of 4096 units is being trained").waitFor();
      for (const power of ["11", "10", "5", "4", "3"]) await page.locator(panel).getByLabel("Width n").fill(power);
      await trained(page);
      assert.equal(await page.locator(panel).getByLabel("Width n").inputValue(), "3");
      assert.ok((await column(page, "ntk.drift"))[25] > 0.1);
    },

    "the exported experiment gives the same numbers on the command line": async ({ open, ntkit, folder }) => {
      const { page } = await open({ address: "v1&lazy.width=16&lazy.scale=2&lazy.seed=3" });
      await trained(page);
      await page.waitForFunction((selector) => document.querySelectorAll(selector).length >= 2, `${panel} td[data-column="law ntk.drift"]`);
      const [file] = await Promise.all([page.waitForEvent("download"), page.locator(`${panel} .export`).getByRole("button", { name: "Experiment" }).click()]);
      const experiment = JSON.parse(readFileSync(await file.path(), "utf8")) as { readonly training: object };
      const path = folder();
      // The first of its widths will do.
      writeFileSync(join(path, "lazy.json"), JSON.stringify({ ...experiment, training: { ...experiment.training, widths: [4, 8] } }));
      ntkit("train", join(path, "lazy.json"), "--out", join(path, "out"), "--backend", "reference");
      const { curves, records, widths } = JSON.parse(readFileSync(join(path, "out", "training.json"), "utf8")) as TrainingJson;
      const losses = (name: string) => curves[name].train.map(({ loss }) => loss);
      close(await column(page, "loss network"), losses("network"), 1e-5);
      close(await column(page, "loss twin"), losses("linear"), 1e-5);
      close(await column(page, "loss theory"), losses("theory"), 1e-5);
      close(await column(page, "ntk.drift"), records["ntk.drift"].values, 1e-5);
      for (const name of ["weight-change.layers[0]", "ntk.drift"])
        close(
          await column(page, `law ${name}`),
          widths.rows.map(({ numbers }) => numbers[name].mean),
          1e-5,
        );
    },

    "the code prints the same numbers": async ({ open, program: run }) => {
      const { page } = await open({ address: "v1&lazy.width=16&lazy.scale=4&lazy.activation=relu" });
      await trained(page);
      await page.locator(`${panel} .export`).getByRole("button", { name: "The code" }).click();
      const code = ((await page.locator(`${panel} dialog code`).textContent()) ?? "").replace(/console\.log\((.*)\);\s*$/, "console.log(JSON.stringify($1));");
      const printed = JSON.parse(run(code)) as Readonly<Record<string, number>>;
      close([(await column(page, "loss network"))[25], (await column(page, "ntk.drift"))[25]], [printed["loss.train"], printed["ntk.drift"]], 1e-5);
      await page.locator(`${panel} dialog`).getByRole("button", { name: "Close" }).click();
      const [file] = await Promise.all([
        page.waitForEvent("download"),
        page.locator(`${panel} .export`).getByRole("button", { name: "CSV", exact: true }).click(),
      ]);
      const lines = readFileSync(await file.path(), "utf8")
        .trim()
        .split("\n");
      assert.equal(lines.length, 27);
      assert.ok(Math.abs(Number(lines[26].split(",")[1]) - printed["loss.train"]) < 1e-9);
    },
  },
};
