import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import type { Suite } from "../../../../test/suite.ts";

const panel = "section[data-panel=eigenmodes]";

async function shown(page: Page): Promise<void> {
  await page.locator(panel).scrollIntoViewIfNeeded();
  await page.waitForSelector(`${panel} td[data-column=eigenvalue]`, { state: "attached" });
}

const column = async (page: Page, name: string): Promise<number[]> => (await page.locator(`${panel} td[data-column=${name}]`).allTextContents()).map(Number);

export const suite: Suite = {
  name: "eigenmodes",
  tests: {
    "the eigenvalues are those of the command line": async ({ open, ntkit, folder }) => {
      const { page } = await open({ address: "v1&eigenmodes.count=12&eigenmodes.network.activation=gelu" });
      await shown(page);
      const [file] = await Promise.all([page.waitForEvent("download"), page.locator(`${panel} .export`).getByRole("button", { name: "Experiment" }).click()]);
      const path = folder();
      writeFileSync(join(path, "modes.json"), readFileSync(await file.path(), "utf8"));
      ntkit("predict", join(path, "modes.json"), "--out", join(path, "out"), "--backend", "reference");
      const { spectrum } = JSON.parse(readFileSync(join(path, "out", "result.json"), "utf8")) as { spectrum: { eigenvalues: number[] } };
      const found = await column(page, "eigenvalue");
      assert.equal(found.length, 12);
      found.forEach((value, k) =>
        assert.ok(Math.abs(value - spectrum.eigenvalues[k]) < 1e-7 * spectrum.eigenvalues[0], `${value}, ${spectrum.eigenvalues[k]}`),
      );
    },

    "what is left of each mode decays at its own rate": async ({ open }) => {
      const { page } = await open({ address: "v1&eigenmodes.time=20&eigenmodes.target=slope" });
      await shown(page);
      const [eigenvalues, left, shares] = [await column(page, "eigenvalue"), await column(page, "left"), await column(page, "share")];
      eigenvalues.forEach((value, k) => {
        if (shares[k] > 1e-4) assert.ok(Math.abs(left[k] - Math.exp((-20 * value) / 24)) < 2e-4, `mode ${k + 1}: ${left[k]}`);
      });
      assert.ok(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 1) < 2e-3);
    },

    "Play runs to the end, and a mode is chosen by a click": async ({ open }) => {
      const { page } = await open({ address: "v1&eigenmodes.time=3e6" });
      await shown(page);
      await page.locator(panel).getByRole("button", { name: "Play training" }).click();
      await page.locator(panel).getByText("t = ∞").waitFor({ timeout: 15_000 });
      await page.locator(`${panel} .mode .reach`).nth(7).click();
      await page.waitForFunction(() => location.hash.includes("eigenmodes.mode=7"));
      await page.locator(panel).getByRole("img", { name: "The eigenfunction of mode 8 on the training points" }).waitFor();
    },

    "the code prints the same eigenvalues": async ({ open, program }) => {
      const { page } = await open();
      await shown(page);
      await page.locator(`${panel} .export`).getByRole("button", { name: "The code" }).click();
      const code = ((await page.locator(`${panel} dialog code`).textContent()) ?? "").replace(
        /console\.log\(modes.*$/s,
        "console.log(JSON.stringify([...modes.eigenvalues.data]));",
      );
      const found = await column(page, "eigenvalue");
      (JSON.parse(program(code)) as number[]).forEach((value, k) => assert.ok(Math.abs(value - found[k]) <= 1e-7 * found[0]));
    },
  },
};
