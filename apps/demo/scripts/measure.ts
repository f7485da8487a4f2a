import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { startDemo } from "../test/browser.ts";
import { firstLoad } from "../test/first-load.ts";

/*
 * pnpm --filter @ntkit/demo measure: what the page takes here, printed and kept in measurements.json: bytes of the first load, from slider to
 * picture for 50 points at depth 3, and how long the main thread was blocked while sliders moved and training played.
 */

const panel = "section[data-panel=playground]";
const fifty = Array.from({ length: 50 }, (_, i) => {
  const x = -2.9 + (i * 5.8) / 49;
  return `${x.toFixed(3)},${(Math.sin(2 * x) + 0.25 * Math.sin(37 * x)).toFixed(3)}`;
}).join(";");

const quantile = (values: readonly number[], share: number): number => [...values].sort((a, b) => a - b)[Math.floor(share * (values.length - 1))];
const summary = (values: readonly number[]) => ({
  count: values.length,
  median_ms: Number(quantile(values, 0.5).toFixed(1)),
  p95_ms: Number(quantile(values, 0.95).toFixed(1)),
  worst_ms: Number(quantile(values, 1).toFixed(1)),
});

/** Installed before the page: durations of pictures by name, and of long tasks. */
const observer = `
  globalThis.seen = { pictures: {}, long: [] };
  new PerformanceObserver((list) => list.getEntries().forEach(({ name, duration }) => (seen.pictures[name] ??= []).push(duration))).observe({ type: "measure" });
  new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => seen.long.push(duration))).observe({ type: "longtask" });
`;

interface Seen {
  readonly pictures: Readonly<Record<string, readonly number[]>>;
  readonly long: readonly number[];
}

const demo = await startDemo();
try {
  const first = await demo.open();
  const load = await firstLoad(first.page, `${demo.url}?first`);
  await first.close();

  const { page, close } = await demo.open({ address: "nothing" });
  await page.addInitScript(observer);
  await page.goto(`${demo.url}?measured#v1&playground.points=${fifty}&playground.network.depth=3&playground.network.activation=relu`);
  await page.waitForSelector(`${panel} path.mean`, { state: "attached" });
  await page.waitForTimeout(2000);
  const started = await page.evaluate<Seen>("seen");

  const run = async (during: () => Promise<void>): Promise<Seen> => {
    await page.evaluate("seen.pictures = {}; seen.long = []");
    await during();
    await page.waitForTimeout(500);
    return page.evaluate<Seen>("seen");
  };
  const slide = (label: string, steps: number, pause: number) => async () => {
    const slider = page.locator(panel).getByLabel(label, { exact: true });
    await slider.focus();
    for (let step = 0; step < steps; step++) {
      await page.keyboard.press(step < steps / 2 ? "ArrowRight" : "ArrowLeft");
      await page.waitForTimeout(pause);
    }
  };
  const network = await run(slide("weightStd", 40, 150));
  const time = await run(slide("Training time", 60, 60));
  const play = await run(async () => {
    await page.locator(panel).getByRole("button", { name: "Play training" }).click();
    await page.locator(panel).getByText("t = ∞").waitFor({ timeout: 20_000 });
  });
  await close();

  const picture = (seen: Seen) => summary(seen.pictures["playground: picture"] ?? []);
  const long = (seen: Seen) => seen.long.map((duration) => Math.round(duration));
  const result = {
    machine: `${cpus().length} × ${cpus()[0].model}, headless Chromium`,
    firstLoad: { bytes_gzip: load.total, files: load.files },
    setting: "50 points, 201 test points, ReLU, depth 3, 6 single networks",
    sliderToPicture: { weightStd: picture(network), trainingTime: picture(time), play: picture(play) },
    longTasks_ms: { whileLoading: long(started), weightStd: long(network), trainingTime: long(time), play: long(play) },
  };
  console.log(JSON.stringify(result, null, 2));
  writeFileSync(new URL("../measurements.json", import.meta.url), `${JSON.stringify(result, null, 2)}\n`);
} finally {
  await demo.close();
}
