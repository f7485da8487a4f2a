import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import type { Suite } from "../../../../test/suite.ts";

/** Lee et al. 2019, figure 2, computed by an independent program in numpy: nine test points from −π to π. */
const published = {
  ntk: {
    mean: [-0.411185, -0.645847, -0.892209, -0.793199, -0.002351, 0.753951, 0.891121, 0.688224, 0.477207],
    deviation: [0.037015, 0.007497, 0.023653, 0.053611, 0.135887, 0.047906, 0.027263, 0.002447, 0.044132],
  },
  nngp: {
    mean: [-0.474301, -0.632863, -0.852606, -0.865773, -0.048406, 0.782752, 0.854556, 0.684413, 0.548409],
    deviation: [0.030086, 0.00599, 0.018828, 0.04439, 0.116353, 0.038195, 0.022128, 0.00201, 0.036816],
  },
  early: { mean: [-0.683229, -0.731586, -0.776469], deviation: [0.102727, 0.086022, 0.082334] },
  later: { mean: [-0.480571, -0.657141, -0.854731], deviation: [0.044285, 0.028905, 0.046805] },
};

const panel = "section[data-panel=playground]";

/** A column of the table of numbers, as soon as its first number is another than `before`. */
async function numbers(page: Page, what: "mean" | "deviation", name: "ntk" | "nngp" = "ntk"): Promise<number[]> {
  await page.waitForSelector(`${panel} td[data-column="${what} ${name}"]`, { state: "attached" });
  return (await page.locator(`${panel} td[data-column="${what} ${name}"]`).allTextContents()).map(Number);
}

function close(found: readonly number[], expected: readonly number[], gate = 1e-4): void {
  expected.forEach((value, i) => assert.ok(Math.abs(found[i] - value) < gate, `[${i}] ${found[i]}, expected ${value}`));
}

/** What a click on a button of the export menu downloads. */
async function exported(page: Page, button: string): Promise<string> {
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.locator(`${panel} .export`).getByRole("button", { name: button, exact: true }).click(),
  ]);
  return readFileSync(await file.path(), "utf8");
}

/** Waits until the picture has followed a change: the path of the mean is another one. */
async function afterChange(page: Page, change: () => Promise<unknown>): Promise<void> {
  const mean = page.locator(`${panel} path.mean.ntk`);
  const before = await mean.getAttribute("d");
  await change();
  await page.waitForFunction(([selector, old]) => document.querySelector(selector as string)?.getAttribute("d") !== old, [`${panel} path.mean.ntk`, before]);
}

const cells = (csv: string): Map<string, number[]> => {
  const [head, ...rows] = csv
    .trim()
    .split("\n")
    .map((line) => line.split(","));
  return new Map(head.map((name, column) => [name, rows.map((row) => Number(row[column]))]));
};

export const suite: Suite = {
  name: "playground",
  tests: {
    "shows the means and bands of Lee et al. 2019, figure 2": async ({ open }) => {
      const { page } = await open({ address: "v1&playground.time=inf&playground.kernel=both" });
      for (const name of ["ntk", "nngp"] as const) {
        close(await numbers(page, "mean", name), published[name].mean);
        close(await numbers(page, "deviation", name), published[name].deviation);
      }
    },

    "shows them on the way too": async ({ open }) => {
      for (const [time, expected] of [
        [3, published.early],
        [30, published.later],
      ] as const) {
        const { page } = await open({ address: `v1&playground.time=${time}` });
        close(await numbers(page, "mean"), expected.mean);
        close(await numbers(page, "deviation"), expected.deviation);
      }
    },

    "a dragged point changes the band, and the address": async ({ open }) => {
      const { page } = await open();
      const before = await numbers(page, "deviation");
      const point = page.locator(`${panel} .point`).nth(3);
      await point.scrollIntoViewIfNeeded();
      const box = await point.locator(".dot").boundingBox();
      assert.ok(box);
      await page.mouse.move(box.x + 6, box.y + 6);
      await page.mouse.down();
      await afterChange(page, () => page.mouse.move(box.x - 60, box.y + 90, { steps: 12 }));
      await page.mouse.up();
      await page.waitForFunction(() => location.hash.includes("playground.points="));
      await page.waitForTimeout(200);
      const after = await numbers(page, "deviation");
      assert.ok(Math.max(...after.map((value, i) => Math.abs(value - before[i]))) > 0.01, "the band did not move");
    },

    "points come by a click and go by a double click, and by the keyboard": async ({ open }) => {
      const { page } = await open();
      const points = page.locator(`${panel} .point`);
      await page.waitForSelector(`${panel} path.mean`, { state: "attached" });
      await page.locator(`${panel} .ground`).click({ position: { x: 200, y: 60 } });
      assert.equal(await points.count(), 6);
      await points.nth(5).dblclick();
      assert.equal(await points.count(), 5);
      await points.nth(0).focus();
      const label = await points.nth(0).getAttribute("aria-label");
      await afterChange(page, () => page.keyboard.press("ArrowUp"));
      assert.notEqual(await points.nth(0).getAttribute("aria-label"), label);
      await page.keyboard.press("Delete");
      assert.equal(await points.count(), 4);
    },

    "Play runs to the end": async ({ open }) => {
      const { page } = await open({ address: "v1&playground.time=3000" });
      await page.locator(panel).getByRole("button", { name: "Play training" }).click();
      await page.locator(panel).getByText("t = ∞").waitFor({ timeout: 15_000 });
      await page.locator(panel).getByRole("button", { name: "Play training" }).waitFor();
      await page.waitForTimeout(200);
      close(await numbers(page, "mean"), published.ntk.mean);
    },

    "the address brings everything back": async ({ open }) => {
      const first = await open();
      await first.page.locator(panel).getByLabel("Hidden layers").fill("3");
      await first.page.locator(panel).getByLabel("Nonlinearity").selectOption("gelu");
      await first.page.locator(panel).getByLabel("residual").check();
      await first.page.waitForFunction(() => location.hash.includes("residual"));
      const address = new URL(first.page.url()).hash.slice(1);
      await first.page.waitForTimeout(300);
      const shown = await numbers(first.page, "mean");
      const second = await open({ address });
      assert.deepEqual(await numbers(second.page, "mean"), shown);
      assert.equal(new URL(second.page.url()).hash.slice(1), address);
      assert.equal(await second.page.locator(panel).getByLabel("Nonlinearity").inputValue(), "gelu");
    },

    "a typed formula works, and a mistake in one is shown where it stands": async ({ open }) => {
      const { page } = await open({ address: "v1&playground.network.activation=formula&playground.network.depth=1&playground.network.biasStd=1" });
      const box = page.locator(panel).getByLabel("φ(x) =");
      await box.waitFor();
      await box.fill("x * tahn(x)");
      const help = page.locator(`${panel} .formula-box .help`);
      await help.getByText("Did you mean").waitFor();
      assert.equal(await help.locator(".place").getAttribute("data-offset"), "4");
      assert.equal(await help.locator("mark").textContent(), "t");
      assert.match((await help.textContent()) ?? "", /column 5.*tanh/);
    },

    "the exported experiment gives the same numbers on the command line": async ({ open, ntkit, folder }) => {
      const { page } = await open({ address: "v1&playground.time=inf&playground.noise=0.1&playground.network.activation=relu&playground.network.depth=3" });
      await page.waitForSelector(`${panel} path.mean`, { state: "attached" });
      const here = cells(await exported(page, "CSV"));
      const path = folder();
      writeFileSync(join(path, "playground.json"), await exported(page, "Experiment"));
      ntkit("predict", join(path, "playground.json"), "--out", join(path, "out"), "--backend", "reference");
      const there = cells(readFileSync(join(path, "out", "predictions.csv"), "utf8"));
      const [mean, deviation] = [there.get("predicted target") ?? [], there.get("deviation target") ?? []];
      assert.equal(mean.length, 201);
      close(mean, here.get("mean ntk") ?? [], 1e-12);
      close(deviation, here.get("deviation ntk") ?? [], 1e-9);
    },

    "the code prints the same numbers": async ({ open, program }) => {
      const { page } = await open({ address: "v1&playground.time=3&playground.kernel=nngp&playground.network.residual=1&playground.noise=0.2" });
      await page.waitForSelector(`${panel} path.mean`, { state: "attached" });
      const here = cells(await exported(page, "CSV"));
      await page.locator(`${panel} .export`).getByRole("button", { name: "The code" }).click();
      const code = ((await page.locator(`${panel} dialog code`).textContent()) ?? "")
        .replace("console.log(trained", "console.log(JSON.stringify([...trained")
        .replace(/\.mean\.data.*$/s, ".mean.data]));");
      close(JSON.parse(program(code)), here.get("mean nngp") ?? [], 1e-9);
    },

    "real networks have the numbers of the packages at the time of the slider, and the address keeps them": async ({ open, program: run }) => {
      const { page } = await open({
        address: "v1&playground.time=30&playground.networks.shown=1&playground.networks.width=64&playground.networks.count=2&playground.seed=5",
      });
      await page.waitForSelector(`${panel} [data-networks="2"]`, { timeout: 45_000 });
      const shown = async (name: string) => (await page.locator(`${panel} td[data-column="${name}"]`).allTextContents()).map(Number);
      const here = { network: await shown("network 2"), twin: await shown("twin 2") };
      const { architecture, training } = JSON.parse(await exported(page, "Experiment")) as {
        readonly architecture: object;
        readonly training: { readonly optimiser: { readonly learningRate: number }; readonly steps: number; readonly seed: number };
      };
      assert.deepEqual([training.steps, training.seed], [2000, 5]);
      const step = Math.round(30 / training.optimiser.learningRate);
      const there = JSON.parse(
        run(`
          import { referenceBackend } from "@ntkit/backend-reference";
          import { fromNested } from "@ntkit/core";
          import { train } from "@ntkit/training";
          const at = [-2.5, -1.2, -0.3, 1.1, 2.4];
          const [x, y] = [fromNested(at.map((v) => [v])), fromNested(at.map((v) => [Math.sin(v)]))];
          const places = fromNested(Array.from({ length: 9 }, (_, i) => [-Math.PI + (i * Math.PI) / 4]));
          const record = [{ kind: "outputs", at: { perDecade: 12 } }];
          const settings = { ...${JSON.stringify(training)}, seed: 6, linearise: true, record };
          delete settings.networks;
          const samples = { x, y, testX: places, testY: places };
          const { records } = await train({ on: referenceBackend(), architecture: ${JSON.stringify(architecture)}, ...samples, ...settings });
          const all = ["outputs.test", "linear.outputs.test"].map((name) => records.arrays[name]);
          const near = (steps) => steps.reduce((best, s, i) => (Math.abs(Math.log(s / ${step})) < Math.abs(Math.log(steps[best] / ${step})) ? i : best), 0);
          console.log(JSON.stringify(all.map(({ steps, values }) => [...values[near(steps)].data])));
        `),
      ) as number[][];
      close(here.network, there[0]);
      close(here.twin, there[1]);
      assert.equal(await page.locator(`${panel} path.real`).count(), 4);
      await page.waitForTimeout(400);
      const again = await open({ address: new URL(page.url()).hash.slice(1) });
      await again.page.waitForSelector(`${panel} [data-networks="2"]`, { timeout: 45_000 });
      assert.equal(await again.page.locator(panel).getByLabel("Their width").inputValue(), "6");
      const twice = (await again.page.locator(`${panel} td[data-column="network 2"]`).allTextContents()).map(Number);
      close(twice, here.network, 1e-12);
    },

    "the picture stands by itself": async ({ open }) => {
      const { page } = await open();
      await page.waitForSelector(`${panel} path.mean`, { state: "attached" });
      const svg = await exported(page, "SVG");
      assert.match(svg, /^<svg[^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"/);
      assert.match(svg, /stroke="rgb\(0, 103, 169\)"/);
      assert.ok(!svg.includes("var(") && !svg.includes("class="));
    },
  },
};
