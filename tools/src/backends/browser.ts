import { existsSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { chromium } from "playwright-core";
import type { Examination, Missing } from "./examine.ts";

const chromiumPath = "/usr/bin/chromium";

const quiet = ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
/** Draws and computes on the processor: machines without a GPU have WebGL and WebGPU too. */
const software = [
  "--use-gl=angle",
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
  "--enable-unsafe-webgpu",
  "--use-webgpu-adapter=swiftshader",
  "--enable-features=Vulkan",
];

/**
 * Examines backends in a headless Chromium, one after the other, each in a page of its own and for at most `limit` ms.
 * `onResult` hears of each as soon as it is there.
 */
export async function examineInChromium(
  names: readonly string[],
  onResult: (name: string, result: Examination | Missing) => void,
  { limit = 120_000 }: { readonly limit?: number } = {},
): Promise<void> {
  if (!existsSync(chromiumPath)) {
    for (const name of names) onResult(name, { status: "missing", reason: `there is no ${chromiumPath}: apt-get install chromium` });
    return;
  }
  const script = await bundle();
  const server = createServer((request, response) => {
    const isScript = request.url === "/page.js";
    response.setHeader("content-type", isScript ? "text/javascript" : "text/html; charset=utf-8");
    response.end(isScript ? script : '<!doctype html><title>backends</title><script src="/page.js"></script>');
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const browser = await chromium.launch({ executablePath: chromiumPath, args: [...quiet, ...software], timeout: 30_000 });
  try {
    for (const name of names) {
      const page = await browser.newPage();
      await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
      // The function that the page's script puts into its global scope.
      const work = page.evaluate<Examination | Missing>(`examineInPage(${JSON.stringify(name)})`);
      onResult(name, await within(limit, work));
      await page.close();
    }
  } finally {
    await browser.close();
    server.closeAllConnections();
    server.close();
  }
}

async function within(limit: number, work: Promise<Examination | Missing>): Promise<Examination | Missing> {
  const late = new Promise<Missing>((resolve) => setTimeout(() => resolve({ status: "missing", reason: `no answer within ${limit / 1000} s` }), limit).unref());
  const failure = work.catch((error): Missing => ({ status: "missing", reason: String(error).split("\n")[0] }));
  return Promise.race([failure, late]);
}

async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("browser-page.ts", import.meta.url))],
    bundle: true,
    write: false,
    format: "iife",
    platform: "browser",
    target: "es2022",
    conditions: ["@ntkit/source"],
    logLevel: "error",
  });
  return outputFiles[0].text;
}
