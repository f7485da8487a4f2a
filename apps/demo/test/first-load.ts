import { gzipSync } from "node:zlib";
import type { Page, Response } from "playwright-core";

/** What a first visit brings: bytes as they come compressed from a usual host (fonts and pictures as they are), by file. */
export async function firstLoad(
  page: Page,
  url: string,
  untilShown: string,
): Promise<{ readonly total: number; readonly files: Readonly<Record<string, number>> }> {
  const responses: Response[] = [];
  page.on("response", (response) => responses.push(response));
  await page.goto(url);
  await page.waitForSelector(untilShown, { state: "attached" });
  const files: Record<string, number> = {};
  for (const response of [...responses]) {
    if (response.status() !== 200 || !response.url().startsWith("http")) continue;
    const body = await response.body();
    const name = new URL(response.url()).pathname.split("/").pop() || "index.html";
    files[name] = /\.(woff2|png)$/.test(name) ? body.length : gzipSync(body, { level: 9 }).length;
  }
  return { total: Object.values(files).reduce((sum, bytes) => sum + bytes, 0), files };
}
