import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const panels = fileURLToPath(new URL("../src/panels/", import.meta.url));
const list = fileURLToPath(new URL("../src/compute/computes.ts", import.meta.url));

/** Fills src/compute/computes.ts: the jobs of every panel that panels/index.ts lists. */
export const computes = (): Plugin => ({
  name: "ntkit-computes",
  load(id) {
    if (id !== list) return undefined;
    const listed = [...readFileSync(`${panels}index.ts`, "utf8").matchAll(/from "\.\/([\w-]+)\/panel\.ts"/g)].map(([, panel]) => panel);
    const computing = listed.filter((panel) => existsSync(`${panels}${panel}/compute.ts`));
    return `export const computes = {${computing.map((panel) => `"${panel}": () => import("${panels}${panel}/compute.ts")`).join(", ")}};`;
  },
});
