import { gzipSync } from "node:zlib";
import type { Page, Response } from "playwright-core";

/**
 * What a first visit brings until the first picture is drawn: bytes as they come compressed from a usual host (fonts as they are), by file.
 * What the page asks for afterwards does not count.
 */
export async function firstLoad(page: Page, url: string): Promise<{ readonly total: number; readonly files: Readonly<Record<string, number>> }> {
  // Nor does what an earlier visit still fetches.
  await page.goto("about:blank");
  const responses: Response[] = [];
  page.on("response", (response) => responses.push(response));
  await page.goto(url);
  await page.waitForFunction("performance.getEntriesByType('measure').length > 0");
  const drawn = await page.evaluate<number>(
    "(([first]) => performance.timeOrigin + first.startTime + first.duration)(performance.getEntriesByType('measure'))",
  );
  const files: Record<string, number> = {};
  for (const response of [...responses]) {
    if (response.status() !== 200 || !response.url().startsWith("http") || response.request().timing().startTime > drawn) continue;
    const body = await response.body();
    const name = new URL(response.url()).pathname.split("/").pop() || "index.html";
    files[name] = /\.woff2$/.test(name) ? body.length : gzipSync(body, { level: 9 }).length;
  }
  return { total: Object.values(files).reduce((sum, bytes) => sum + bytes, 0), files };
}
