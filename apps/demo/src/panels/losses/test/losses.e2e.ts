import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import type { Suite } from "../../../../test/suite.ts";

const panel = "section[data-panel=losses]";

async function shown(page: Page): Promise<void> {
  await page.locator(panel).scrollIntoViewIfNeeded();
  await page.waitForSelector(`${panel} td[data-column="loss mse"]`, { state: "attached" });
}

/** A column of the table: now, then t = 0.1, 1, 10, … 10⁶. */
const column = async (page: Page, name: string): Promise<number[]> => (await page.locator(`${panel} td[data-column="${name}"]`).allTextContents()).map(Number);

const near = (found: number, expected: number, gate: number) => assert.ok(Math.abs(found - expected) < gate, `${found}, expected ${expected}`);

export const suite: Suite = {
  name: "losses",
  tests: {
    "the squared loss comes to its end, cross-entropy grows by the logarithm of time": async ({ open }) => {
      const { page } = await open({ address: "v1&losses.shape=clusters&losses.count=20" });
      await shown(page);
      const [squared, entropy] = [await column(page, "least mse"), await column(page, "least cross-entropy")];
      near(squared[8], 1, 1e-4);
      // The least margin pulls hardest: its dm/dt is about e^{-m}, so in the end ten times the training adds log 10.
      const growth = [5, 6, 7].map((at) => Math.abs(entropy[at + 1] - entropy[at] - Math.log(10)));
      assert.ok(growth[2] < growth[1] && growth[1] < growth[0] && growth[2] < 0.05, growth.join());
      const loss = await column(page, "loss cross-entropy");
      near(loss[7] / loss[8], 10, 0.2);
    },

    "with soft labels cross-entropy ends where the softmax is the label": async ({ open }) => {
      const { page } = await open({ address: "v1&losses.shape=clusters&losses.count=20&losses.smoothing=0.1&losses.time=inf" });
      await shown(page);
      near((await column(page, "least cross-entropy"))[0], Math.log(9), 1e-4);
      near((await column(page, "middle mse"))[0], 0.8, 1e-6);
      near((await column(page, "loss cross-entropy"))[0], -0.9 * Math.log(0.9) - 0.1 * Math.log(0.1), 1e-6);
    },

    "the code prints the same numbers": async ({ open, program }) => {
      const { page } = await open({ address: "v1&losses.time=300&losses.count=24&losses.smoothing=0.02&losses.seed=5&losses.network.activation=gelu" });
      await shown(page);
      const [squared, entropy] = [await column(page, "loss mse"), await column(page, "loss cross-entropy")];
      await page.locator(`${panel} .export`).getByRole("button", { name: "The code" }).click();
      const code = (await page.locator(`${panel} dialog code`).textContent()) ?? "";
      const lines = program(code.replace(/, now\.test\?\.mean\.data\)/, ")"))
        .trim()
        .split("\n")
        .map((line) => line.split(" "));
      assert.deepEqual(
        lines.map(([name]) => name),
        ["mse", "cross-entropy"],
      );
      near(squared[0], Number(lines[0][1]), 1e-6);
      near(entropy[0], Number(lines[1][1]), 1e-6);
    },

    "the exported experiment has the same course on the command line": async ({ open, ntkit, folder }) => {
      const { page } = await open({ address: "v1&losses.shape=rings&losses.count=16" });
      await shown(page);
      const [file] = await Promise.all([page.waitForEvent("download"), page.locator(`${panel} .export`).getByRole("button", { name: "Experiment" }).click()]);
      const path = folder();
      writeFileSync(join(path, "losses.json"), readFileSync(await file.path(), "utf8"));
      ntkit("predict", join(path, "losses.json"), "--out", join(path, "out"), "--backend", "reference");
      const { curve } = JSON.parse(readFileSync(join(path, "out", "result.json"), "utf8")) as { curve: { time: number; train: { loss: number } }[] };
      const here = await column(page, "loss cross-entropy");
      [0.1, 1, 10, 100, 1000, 1e4, 1e5, 1e6].forEach((time, at) => {
        const point = curve.find((one) => Math.abs(one.time / time - 1) < 1e-9);
        assert.ok(point, `no t = ${time}`);
        near(here[at + 1], point.train.loss, 1e-6);
      });
    },

    "Play runs to the end, where cross-entropy has none": async ({ open }) => {
      const { page } = await open({ address: "v1&losses.time=2e5&losses.count=12" });
      await shown(page);
      await page.locator(panel).getByRole("button", { name: "Play training" }).click();
      await page.locator(panel).getByText("t = ∞", { exact: true }).waitFor({ timeout: 15_000 });
      await page.locator(panel).getByText("There is no picture for t = ∞").waitFor();
    },

    "the address brings everything back": async ({ open }) => {
      const first = await open();
      await shown(first.page);
      await first.page.locator(panel).getByLabel("The classes").selectOption("corners");
      await first.page.locator(panel).getByRole("slider", { name: "Training points" }).fill("30");
      await first.page.locator(panel).getByRole("button", { name: "Draw other points" }).click();
      await first.page.waitForFunction(() => location.hash.includes("losses.count=30") && location.hash.includes("losses.seed=2"));
      await first.page.waitForTimeout(1000);
      const second = await open({ address: new URL(first.page.url()).hash.slice(1) });
      await shown(second.page);
      assert.deepEqual(await column(second.page, "least mse"), await column(first.page, "least mse"));
      assert.equal(await second.page.locator(panel).getByLabel("The classes").inputValue(), "corners");
    },
  },
};
