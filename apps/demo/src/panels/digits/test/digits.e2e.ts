import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import type { Suite } from "../../../../test/suite.ts";
import { inkOf, someFive } from "../drawing.ts";

const panel = "section[data-panel=digits]";

async function shown(page: Page): Promise<void> {
  await page.locator(panel).scrollIntoViewIfNeeded();
  await page.waitForSelector(`${panel} [data-accuracy]`, { state: "attached", timeout: 30_000 });
}

const outputs = (page: Page): Promise<number[]> =>
  page.locator(`${panel} [data-output]`).evaluateAll((bars) => bars.map((bar) => Number((bar as SVGElement).dataset["output"])));

const accuracyOf = async (page: Page): Promise<number> => Number(await page.locator(`${panel} [data-accuracy]`).getAttribute("data-accuracy"));

const near = (found: number, expected: number, gate: number) => assert.ok(Math.abs(found - expected) < gate, `${found}, expected ${expected}`);

/** The parts Θ(x, x_i) a_i of the output for 5 at the end of training on 100 images, from the largest on: a by Cholesky, Θ a = y. */
const partsOfFive = `
import { dense, relu, serial } from "@ntkit/architectures";
import { referenceBackend } from "@ntkit/backend-reference";
import { fromNested, takeRows } from "@ntkit/core";
import { applyPreparation, center, datasets, fitPreparation, oneHot, scale } from "@ntkit/datasets";
import { infiniteWidthKernels } from "@ntkit/kernels";
import { chooseLoss } from "@ntkit/losses";
import { prepare } from "@ntkit/solvers";
const scales = { weightStd: 1.4, biasStd: 0.1 };
const network = serial(dense(512, scales), relu(), dense(512, scales), relu(), dense(10, scales));
const { inputs, labels } = await datasets.digits.load();
const rows = Array.from({ length: 100 }, (_, i) => i);
const fitted = fitPreparation([scale(16), center()], takeRows(inputs, rows));
const [x, drawing] = [takeRows(inputs, rows), fromNested([${JSON.stringify(inkOf(someFive))}])].map((one) => applyPreparation(fitted, one));
const kernel = async (...points) => (await infiniteWidthKernels(referenceBackend(), network, ["ntk"], ...points)).matrices.ntk;
const [train, own] = [await kernel(x), (await kernel(drawing, x)).data];
const cross = fromNested(rows.map((i) => rows.map((j) => Number(i === j))));
const problem = { loss: chooseLoss({ kind: "mse" }), kernels: { ntk: { train, cross } }, targets: oneHot(labels.subarray(0, 100), 10, { centred: true }) };
const solved = await prepare(referenceBackend(), { kind: "gp", predictor: "ntk" }, problem);
const [{ test }] = await solved.at([Infinity], { sets: ["test"] });
console.log(JSON.stringify(rows.map((i) => own[i] * test.mean.data[10 * i + 5]).sort((a, b) => b - a)));
`;

/** Waits for an answer that is another one than that of `before`. */
const changed = (page: Page, before: readonly number[]) =>
  page.waitForFunction(
    ([selector, old]) => (document.querySelector(selector as string) as SVGElement | null)?.dataset["output"] !== old,
    [`${panel} [data-output]`, String(before[0])],
  );

export const suite: Suite = {
  name: "digits",
  tests: {
    "the exported experiment has the same accuracy on the command line": async ({ open, ntkit, folder }) => {
      const { page } = await open({ address: "v1&digits.count=100&digits.time=inf" });
      await shown(page);
      const [file] = await Promise.all([page.waitForEvent("download"), page.locator(`${panel} .export`).getByRole("button", { name: "Experiment" }).click()]);
      const path = folder();
      writeFileSync(join(path, "digits.json"), readFileSync(await file.path(), "utf8"));
      ntkit("predict", join(path, "digits.json"), "--out", join(path, "out"), "--backend", "reference");
      const { final, curve, spectrum } = JSON.parse(readFileSync(join(path, "out", "result.json"), "utf8")) as {
        final: { test: { accuracy: number } };
        curve: { time: number; test: { accuracy: number }; train: { accuracy: number } }[];
        spectrum: { eigenvalues: number[] };
      };
      assert.equal(await accuracyOf(page), final.test.accuracy);
      const column = async (name: string) => (await page.locator(`${panel} td[data-column=${name}]`).allTextContents()).map(Number);
      const [test, train] = [await column("test"), await column("training")];
      const told = curve.filter(({ time }) => typeof time === "number" && time > 0);
      assert.equal(told.length, test.length);
      told.forEach((point, at) => {
        near(test[at], point.test.accuracy, 1e-4);
        near(train[at], point.train.accuracy, 1e-4);
      });
      const eigenvalues = await page
        .locator(`${panel} [data-eigenvalue]`)
        .evaluateAll((items) => items.map((item) => Number((item as HTMLElement).dataset["eigenvalue"])));
      assert.equal(eigenvalues.length, 12);
      eigenvalues.forEach((value, k) => near(value / spectrum.eigenvalues[k], 1, 1e-9));
    },

    "the code gives the same outputs and deviation, on the way too": async ({ open, program }) => {
      const { page } = await open({ address: "v1&digits.count=120&digits.time=200&digits.network.activation=erf" });
      await shown(page);
      const here = await outputs(page);
      const deviation = Number(await page.locator(`${panel} [data-deviation]`).getAttribute("data-deviation"));
      await page.locator(`${panel} .export`).getByRole("button", { name: "The code" }).click();
      const code = ((await page.locator(`${panel} dialog code`).textContent()) ?? "").replace(
        /console\.log\(test.*$/s,
        "console.log(JSON.stringify([...test.mean.data, Math.sqrt(test.variance.data[0])]));",
      );
      const there = JSON.parse(program(code)) as number[];
      here.forEach((value, digit) => near(value, there[digit], 1e-9));
      near(deviation, there[10], 1e-9);
    },

    "the parts of the training images are those of the solved equations, and a drawing changes them": async ({ open, program }) => {
      const { page } = await open({ address: "v1&digits.count=100" });
      await shown(page);
      await page.locator(panel).getByText("What makes it a 5").waitFor();
      const parts = await page.locator(`${panel} [data-part]`).evaluateAll((items) => items.map((item) => Number((item as HTMLElement).dataset["part"])));
      const expected = JSON.parse(program(partsOfFive)) as number[];
      [...expected.slice(0, 8), ...expected.slice(-4).reverse()].forEach((part, i) => near(parts[i], part, 1e-9));
      const before = await outputs(page);
      await page.locator(panel).getByRole("button", { name: "Clear" }).click();
      await changed(page, before);
      // A vertical stroke is a one.
      const empty = await outputs(page);
      const pad = await page.locator(`${panel} .pad`).boundingBox();
      assert.ok(pad);
      await page.mouse.move(pad.x + 0.52 * pad.width, pad.y + 4);
      await page.mouse.down();
      await page.mouse.move(pad.x + 0.5 * pad.width, pad.y + pad.height - 4, { steps: 12 });
      await page.mouse.up();
      await changed(page, empty);
      await page.locator(panel).getByText("What makes it a 1").waitFor();
      await page.waitForFunction(() => location.hash.includes("digits.drawing="));
    },

    "cells are inked by the keyboard, and emptied by the rubber": async ({ open }) => {
      const { page } = await open({ address: `v1&digits.count=50&digits.drawing=${"0".repeat(64)}` });
      await shown(page);
      const cells = page.locator(`${panel} [role=gridcell]`);
      await cells.nth(0).focus();
      for (const key of ["ArrowRight", "ArrowDown", "ArrowDown", "Space", "ArrowRight", "+"]) await page.keyboard.press(key);
      assert.equal(await cells.nth(17).getAttribute("aria-label"), "row 3, column 2: ink 16 of 16");
      assert.equal(await cells.nth(18).getAttribute("aria-label"), "row 3, column 3: ink 4 of 16");
      await page.locator(panel).getByLabel("rubber").check();
      await cells.nth(17).click();
      assert.equal(await cells.nth(17).getAttribute("aria-label"), "row 3, column 2: empty");
    },

    "Play runs to the end": async ({ open }) => {
      const { page } = await open({ address: "v1&digits.count=50&digits.time=3e4" });
      await shown(page);
      await page.locator(panel).getByRole("button", { name: "Play training" }).click();
      await page.locator(panel).getByText("t = ∞", { exact: true }).waitFor({ timeout: 15_000 });
    },

    "the address brings everything back, a test image too": async ({ open }) => {
      const first = await open({ address: "v1&digits.count=50&digits.time=300" });
      await shown(first.page);
      const before = await outputs(first.page);
      await first.page.locator(`${panel} .closest button`).nth(2).click();
      await changed(first.page, before);
      await first.page.waitForFunction(() => location.hash.includes("digits.drawing="));
      await first.page.waitForTimeout(500);
      const second = await open({ address: new URL(first.page.url()).hash.slice(1) });
      await shown(second.page);
      assert.deepEqual(await outputs(second.page), await outputs(first.page));
      assert.equal(await second.page.locator(panel).getByRole("slider", { name: "Training images" }).inputValue(), "50");
    },
  },
};
