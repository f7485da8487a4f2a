import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import type { Suite } from "../../../../test/suite.ts";

const panel = "section[data-panel=circle]";

async function shown(page: Page): Promise<void> {
  await page.locator(panel).scrollIntoViewIfNeeded();
  await page.waitForSelector(`${panel} td[data-column=ntk]`, { state: "attached" });
}

const column = async (page: Page, name: string): Promise<number[]> => (await page.locator(`${panel} td[data-column="${name}"]`).allTextContents()).map(Number);

/** The largest height that the curve of the trained networks reaches, in px from its middle. */
const swing = (page: Page): Promise<number> =>
  page
    .locator(`${panel} path.mean.ntk`)
    .first()
    .evaluate((path) => (path as SVGPathElement).getBBox().height);

export const suite: Suite = {
  name: "circle",
  tests: {
    "shows the exact eigenvalues of one hidden ReLU layer": async ({ open }) => {
      const { page } = await open();
      await shown(page);
      const found = await column(page, "ntk");
      const square = Math.PI ** 2;
      const expected = [6 / square, 1 / 2, 14 / (9 * square), 0, 38 / (225 * square), 0, 78 / (1225 * square), 0];
      expected.forEach((value, k) => assert.ok(Math.abs(found[k] - value) < 1e-6, `k = ${k}: ${found[k]}, expected ${value}`));
      const nngp = await column(page, "nngp");
      [1, 2].forEach((k, at) => assert.ok(Math.abs(nngp[k] - [1 / 4, 4 / (9 * square)][at]) < 1e-6, `NNGP, k = ${k}: ${nngp[k]}`));
    },

    "shows the kernel of Jacot et al. 2018, figure 1": async ({ open }) => {
      const { page } = await open();
      await shown(page);
      await page.locator(panel).getByText("Jacot 2018").click();
      await page
        .locator(panel)
        .getByRole("img", { name: /NTK 0\.2825\d*, 0\.09270\d*, 0\.06435\d* at 0°, 90° and 180°/ })
        .waitFor();
    },

    "shows the kernels of real networks, which come to the limit as they are made wide": async ({ open, program: run }) => {
      const { page } = await open({ address: "v1&circle.networks=1&circle.seed=4" });
      await shown(page);
      await page.waitForSelector(`${panel} [data-networks="10"]`, { timeout: 30_000 });
      const [file] = await Promise.all([page.waitForEvent("download"), page.locator(`${panel} .export`).getByRole("button", { name: "CSV" }).click()]);
      const rows = readFileSync(await file.path(), "utf8")
        .trim()
        .split("\n")
        .slice(1)
        .map((line) => line.split(",").map(Number));
      // Names hold a comma, but numbers do not: angle, ntk, nngp, learnt, then the networks.
      const far = (network: number) => Math.sqrt(rows.reduce((sum, row) => sum + (row[4 + network] - row[1]) ** 2, 0) / rows.length);
      const [narrow, wide] = [
        [0, 1, 2, 3, 4],
        [5, 6, 7, 8, 9],
      ].map((group) => group.reduce((sum, network) => sum + far(network), 0) / 5);
      assert.ok(narrow / wide > 2, `${narrow} and ${wide} from the limit`);
      const [first] = JSON.parse(
        run(`
          import { dense, finiteNetwork, initialise, relu, serial } from "@ntkit/architectures";
          import { referenceBackend } from "@ntkit/backend-reference";
          import { fromNested } from "@ntkit/core";
          import { evaluateEmpirical } from "@ntkit/kernels";
          const scales = { weightStd: 2 ** 0.25, biasStd: 0 };
          const network = finiteNetwork(serial(dense(512, scales), relu(), dense(1, scales)), [2]);
          const at = (angle) => [Math.SQRT2 * Math.cos(angle), Math.SQRT2 * Math.sin(angle)];
          const [x1, x2] = [fromNested([at(0)]), fromNested([at(-Math.PI), at(0), at(Math.PI / 2)])];
          const { ntk } = await evaluateEmpirical({ on: referenceBackend(), network, parameters: initialise(network, { seed: 4 }), x1, x2, outputs: "mean" });
          console.log(JSON.stringify([[...ntk.data]]));
        `),
      ) as number[][];
      [0, 90, 135].forEach((row, at) => assert.ok(Math.abs(rows[row][9] - first[at]) < 1e-9, `${rows[row][9]}, expected ${first[at]}`));
    },

    "does not learn sin 3t without a bias, and learns it with one": async ({ open }) => {
      const { page } = await open({ address: "v1&circle.time=inf" });
      await shown(page);
      await page.locator(panel).getByText("exactly zero").waitFor();
      assert.ok((await swing(page)) < 1, "it moved");
      await page.locator(panel).getByLabel("biasStd").fill("0.5");
      await page.locator(panel).getByText("100 %").waitFor();
      await page.waitForTimeout(300);
      assert.ok((await swing(page)) > 100, "it did not move");
    },

    "Play runs to the end": async ({ open }) => {
      const { page } = await open({ address: "v1&circle.frequency=2&circle.time=5000" });
      await shown(page);
      await page.locator(panel).getByRole("button", { name: "Play training" }).click();
      await page.locator(panel).getByText("t = ∞").waitFor({ timeout: 15_000 });
    },

    "a click on the spectrum chooses a frequency, and the address keeps it": async ({ open }) => {
      const { page } = await open();
      await shown(page);
      await page.locator(`${panel} .bar .reach`).nth(6).click();
      await page.waitForFunction(() => location.hash.includes("circle.frequency=6"));
      const again = await open({ address: new URL(page.url()).hash.slice(1) });
      await shown(again.page);
      assert.equal(await again.page.locator(panel).getByLabel("Waves around the circle").inputValue(), "6");
    },

    "the exported experiment gives the same numbers on the command line": async ({ open, ntkit, folder }) => {
      const { page } = await open({ address: "v1&circle.frequency=2&circle.time=inf&circle.network.biasStd=0.3" });
      await shown(page);
      const save = async (button: string): Promise<string> => {
        const [file] = await Promise.all([
          page.waitForEvent("download"),
          page.locator(`${panel} .export`).getByRole("button", { name: button, exact: true }).click(),
        ]);
        return readFileSync(await file.path(), "utf8");
      };
      const path = folder();
      writeFileSync(join(path, "circle.json"), await save("Experiment"));
      const here = (await save("CSV"))
        .trim()
        .split("\n")
        .slice(1)
        .map((line) => Number(line.split(",")[3]));
      ntkit("predict", join(path, "circle.json"), "--out", join(path, "out"), "--backend", "reference");
      const there = readFileSync(join(path, "out", "predictions.csv"), "utf8")
        .trim()
        .split("\n")
        .slice(1)
        .map((line) => Number(line.split(",")[2]));
      assert.equal(there.length, 181);
      there.forEach((value, i) => assert.ok(Math.abs(value - here[i]) < 1e-11, `${value} and ${here[i]}`));
    },

    "the code prints the same eigenvalues": async ({ open, program }) => {
      const { page } = await open();
      await shown(page);
      const found = await column(page, "ntk");
      await page.locator(`${panel} .export`).getByRole("button", { name: "The code" }).click();
      const code = ((await page.locator(`${panel} dialog code`).textContent()) ?? "").replace(/console\.log\((.*)\);\s*$/, "console.log(JSON.stringify($1));");
      (JSON.parse(program(code)) as number[]).forEach((value, k) => assert.ok(Math.abs(value - found[k]) < 1e-6));
    },
  },
};
