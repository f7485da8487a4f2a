import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { startDemo } from "../test/browser.ts";

/*
 * pnpm --filter @ntkit/demo screenshots [--panel ID] [--address FRAGMENT] [--out FOLDER]: every panel, wide and narrow, light and dark.
 * Pictures go to out/screenshots as PANEL-WIDTH-SCHEME.png.
 */

const { values } = parseArgs({
  options: {
    panel: { type: "string" },
    address: { type: "string", default: "" },
    out: { type: "string", default: fileURLToPath(new URL("../out/screenshots", import.meta.url)) },
  },
});
mkdirSync(values.out, { recursive: true });
const demo = await startDemo();
try {
  for (const width of [1280, 400]) {
    for (const scheme of ["light", "dark"] as const) {
      const { page, errors, close } = await demo.open({ width, height: width === 400 ? 800 : 900, scheme, address: values.address });
      await page.waitForSelector("section[data-panel]");
      await page.screenshot({ path: `${values.out}/top-${width}-${scheme}.png` });
      await page.addStyleTag({ content: ".bar { position: static !important }" });
      for (const section of await page.$$("section[data-panel]")) {
        const id = await section.getAttribute("data-panel");
        if (values.panel !== undefined && id !== values.panel) continue;
        await section.scrollIntoViewIfNeeded();
        await section.waitForSelector("svg[data-figure]");
        await page.waitForTimeout(1500);
        await section.screenshot({ path: `${values.out}/${id}-${width}-${scheme}.png` });
      }
      for (const error of errors) process.stderr.write(`${width} ${scheme}: ${error}\n`);
      await close();
    }
  }
} finally {
  await demo.close();
}
