import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { build, preview } from "vite";

const chromiumPath = "/usr/bin/chromium";
const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export interface PageOptions {
  readonly width?: number;
  readonly height?: number;
  readonly scheme?: "light" | "dark";
  /** Whether the page may keep itself for the time without a network; default false, so that every visit is a first one. */
  readonly keeps?: boolean;
  /** What stands behind the # of the address. */
  readonly address?: string;
}

export interface OpenPage {
  readonly page: Page;
  /** Everything that the page's console called an error, and every exception that nobody caught. */
  readonly errors: string[];
  close(): Promise<void>;
}

/** The built page in a headless Chromium. */
export interface DemoBrowser {
  readonly url: string;
  open(options?: PageOptions): Promise<OpenPage>;
  close(): Promise<void>;
}

/** Why no browser can be started here, if so. */
export const missingBrowser = (): string | undefined => (existsSync(chromiumPath) ? undefined : `there is no ${chromiumPath}: apt-get install chromium`);

/** Builds the page as it is published, into a folder of its own, serves it, and starts a browser. */
export async function startDemo(): Promise<DemoBrowser> {
  const root = fileURLToPath(new URL("..", import.meta.url));
  const outDir = mkdtempSync(join(tmpdir(), "ntkit-demo-"));
  await build({ root, logLevel: "error", build: { outDir, emptyOutDir: true } });
  const server = await preview({ root, logLevel: "error", build: { outDir }, preview: { port: 0, host: "127.0.0.1" } });
  const url = server.resolvedUrls?.local[0] ?? "";
  const browser: Browser = await chromium.launch({ executablePath: chromiumPath, args: flags, timeout: 30_000 });
  return {
    url,
    async open({ width = 1280, height = 900, scheme = "light", keeps = false, address = "" } = {}) {
      const context = await browser.newContext({
        viewport: { width, height },
        colorScheme: scheme,
        acceptDownloads: true,
        serviceWorkers: keeps ? "allow" : "block",
      });
      const page = await context.newPage();
      const errors: string[] = [];
      page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
      page.on("pageerror", (error) => errors.push(String(error)));
      await page.goto(address === "" ? url : `${url}#${address}`);
      return { page, errors, close: () => context.close() };
    },
    async close() {
      await browser.close();
      await server.close();
      rmSync(outDir, { recursive: true, force: true });
    },
  };
}
