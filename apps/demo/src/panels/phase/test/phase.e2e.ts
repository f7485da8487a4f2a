import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import type { Suite } from "../../../../test/suite.ts";

const panel = "section[data-panel=phase]";

async function shown(page: Page): Promise<void> {
  await page.locator(panel).scrollIntoViewIfNeeded();
  await page.waitForSelector(`${panel} p[data-phase]`);
}

/** Weight variances on the edge, by the bias variance, as soon as the whole line is there. */
async function edge(page: Page): Promise<Map<string, number>> {
  await page.waitForSelector(`${panel} path.ordered`, { state: "attached" });
  const [bias, weight] = await Promise.all([
    page.locator(`${panel} tbody th`).allTextContents(),
    page.locator(`${panel} td[data-column=weight]`).allTextContents(),
  ]);
  return new Map(bias.map((key, at) => [key, Number(weight[at])]));
}

export const suite: Suite = {
  name: "phase",
  tests: {
    "shows the edge of chaos of erf and of ReLU": async ({ open }) => {
      const { page } = await open();
      await shown(page);
      const found = await edge(page);
      const expected = { "0.01": 1.11428, "0.05": 1.37584, "0.1": 1.55212, "0.2": 1.78818 };
      for (const [bias, weight] of Object.entries(expected)) assert.ok(Math.abs((found.get(bias) ?? 0) - weight) < 1e-4, `${bias}: ${found.get(bias)}`);
      await page.locator(panel).getByLabel("Nonlinearity").selectOption("relu");
      await page.waitForFunction((cell) => document.querySelector(cell)?.textContent === "2.00000", `${panel} td[data-column=weight]`);
      for (const weight of (await edge(page)).values()) assert.ok(Math.abs(weight - 2) < 1e-6);
    },

    "a click sets the scales, arrow keys move them, and the address keeps them": async ({ open }) => {
      const { page } = await open();
      await shown(page);
      const ground = page.locator(`${panel} .diagram .ground`);
      await ground.click({ position: { x: 20, y: 20 } });
      await page.waitForSelector(`${panel} p[data-phase=ordered]`);
      const box = await ground.boundingBox();
      await ground.click({ position: { x: (box?.width ?? 0) - 10, y: (box?.height ?? 0) - 10 } });
      await page.waitForSelector(`${panel} p[data-phase=chaotic]`);
      await page.locator(`${panel} .diagram .point`).focus();
      await page.keyboard.press("Shift+ArrowLeft");
      await page.waitForFunction(() => /phase\.weightStd=2\.1/.test(location.hash));
      const again = await open({ address: new URL(page.url()).hash.slice(1) });
      await shown(again.page);
      assert.equal(
        await again.page.locator(`${panel} .diagram .point`).getAttribute("aria-label"),
        await page.locator(`${panel} .diagram .point`).getAttribute("aria-label"),
      );
    },

    "its scales can be used in the playground": async ({ open }) => {
      const { page } = await open({ address: "v1&phase.weightStd=2&phase.biasStd=0.4&phase.activation=gelu" });
      await shown(page);
      await page.locator(panel).getByRole("button", { name: "Use these in the playground" }).click();
      await page.waitForFunction(
        () => location.hash.includes("playground.network.weightStd=2") && location.hash.includes("playground.network.activation=gelu"),
      );
    },

    "the exported experiment gives the same correlations on the command line": async ({ open, ntkit, folder }) => {
      const { page } = await open({ address: "v1&phase.weightStd=1.8&phase.biasStd=0.4" });
      await shown(page);
      const [file] = await Promise.all([
        page.waitForEvent("download"),
        page.locator(`${panel} .export`).getByRole("button", { name: "Experiment", exact: true }).click(),
      ]);
      const text = readFileSync(await file.path(), "utf8");
      const here: number[] = JSON.parse(text).data.source.targets.slice(1).flat();
      const path = folder();
      writeFileSync(join(path, "phase.json"), text);
      ntkit("predict", join(path, "phase.json"), "--out", join(path, "out"), "--backend", "reference");
      const there = readFileSync(join(path, "out", "predictions.csv"), "utf8")
        .trim()
        .split("\n")
        .slice(1)
        .map((line) => Number(line.split(",")[2]));
      assert.equal(there.length, 3);
      there.forEach((value, i) => assert.ok(Math.abs(value - here[i]) < 1e-9, `${value} and ${here[i]}`));
    },

    "the code prints the same numbers": async ({ open, program }) => {
      const { page } = await open();
      await shown(page);
      const found = await edge(page);
      await page.locator(`${panel} .export`).getByRole("button", { name: "The code" }).click();
      const printed = program((await page.locator(`${panel} dialog code`).textContent()) ?? "");
      for (const bias of ["0.01", "0.05", "0.1", "0.2"]) assert.ok(printed.includes((found.get(bias) ?? 0).toFixed(5).slice(0, 6)), printed);
    },
  },
};
