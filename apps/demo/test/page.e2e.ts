import assert from "node:assert/strict";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";
import { firstLoad } from "./first-load.ts";
import type { Suite } from "./suite.ts";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const firstPicture = "section[data-panel] svg[data-figure] path";

/** Brings every panel into view, so that it is loaded. */
async function showAll(page: Page): Promise<void> {
  for (const section of await page.$$("section[data-panel]")) {
    await section.scrollIntoViewIfNeeded();
    await section.waitForSelector("svg[data-figure]");
  }
  await page.waitForTimeout(600);
}

export const suite: Suite = {
  name: "page",
  tests: Object.fromEntries([
    ...[1280, 400].flatMap((width) =>
      (["light", "dark"] as const).map((scheme): [string, Suite["tests"][string]] => [
        `axe finds no serious fault at ${width} px, ${scheme}`,
        async ({ open }) => {
          const { page } = await open({ width, scheme });
          await showAll(page);
          await page.addScriptTag({ path: axe });
          const { violations } = await page.evaluate<AxeResults>("axe.run()");
          const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
          assert.deepEqual(
            serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`),
            [],
          );
        },
      ]),
    ),
    ...[1280, 400].map((width): [string, Suite["tests"][string]] => [
      `nothing is wider than the window at ${width} px`,
      async ({ open }) => {
        const { page } = await open({ width });
        await showAll(page);
        assert.equal(await page.evaluate("document.documentElement.scrollWidth"), width);
      },
    ]),
    [
      "the first load is under 300 kB",
      async ({ open }) => {
        const { page } = await open({ address: "nothing" });
        const { total, files } = await firstLoad(page, page.url().replace("#nothing", "?first"));
        assert.ok(total < 300_000, `${total} bytes: ${JSON.stringify(files)}`);
      },
    ],
    [
      "it opens without a network after the first visit",
      async ({ open }) => {
        const { page } = await open({ keeps: true });
        await page.evaluate("navigator.serviceWorker.ready.then(() => true)");
        await page.context().setOffline(true);
        await page.reload();
        await page.waitForSelector(firstPicture, { state: "attached" });
        await page.waitForSelector(".katex");
        await showAll(page);
      },
    ],
    [
      "a link that cannot be read says so, and the rest is shown",
      async ({ open }) => {
        const { page } = await open({ address: "v1&playground.network.depth=many&playground.seed=2" });
        await page.getByText("playground.network.depth: expected").waitFor();
        await page.waitForSelector(firstPicture, { state: "attached" });
      },
    ],
    [
      "the colours can be chosen, and stay",
      async ({ open }) => {
        const { page } = await open({ scheme: "light" });
        const theme = () => page.evaluate("document.documentElement.dataset.theme");
        assert.equal(await theme(), "light");
        const button = page.getByRole("button", { name: /^Colours/ });
        await button.click();
        await button.click();
        assert.equal(await theme(), "dark");
        await page.reload();
        assert.equal(await theme(), "dark");
      },
    ],
    [
      "the picker tells what can run here, and another backend gives the same picture",
      async ({ open }) => {
        const { page } = await open();
        await page.waitForSelector("td[data-column='mean ntk']", { state: "attached" });
        const numbers = async () => (await page.locator("td[data-column='mean ntk']").allTextContents()).map(Number);
        const before = await numbers();
        await page.getByText("Computing on").click();
        await page.getByText("This browser has no WebGPU").waitFor();
        await page.getByLabel("TensorFlow.js in JavaScript").check();
        await page.waitForFunction((first) => Number(document.querySelector("td[data-column='mean ntk']")?.textContent) !== first, before[0]);
        const after = await numbers();
        for (const [i, value] of after.entries()) assert.ok(Math.abs(value - before[i]) < 2e-3, `${value} and ${before[i]}`);
      },
    ],
  ]),
};
