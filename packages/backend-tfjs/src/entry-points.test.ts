import { fileURLToPath } from "node:url";
import { build, type Platform } from "esbuild";
import { describe, expect, it } from "vitest";

/** The files of tfjs, by package folder, that a program with one import ends up with: in the browser, or in Node. */
async function loaded(entry: string, platform: Platform): Promise<ReadonlyMap<string, readonly string[]>> {
  const { metafile } = await build({
    entryPoints: [fileURLToPath(new URL(`${entry}.ts`, import.meta.url))],
    bundle: true,
    write: false,
    metafile: true,
    outdir: "out",
    format: platform === "node" ? "cjs" : "esm",
    platform,
    conditions: ["@ntkit/source"],
    logLevel: "error",
  });
  const files = new Map<string, string[]>();
  const included = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0));
  for (const [file] of included) {
    const found = /^(.*\/@tensorflow\/[^/]+)\/(.*)$/.exec(file);
    if (found !== null) files.set(found[1], [...(files.get(found[1]) ?? []), found[2]]);
  }
  return files;
}

const nameOf = (folder: string): string => folder.slice(folder.lastIndexOf("/") + 1);

describe.each(["browser", "node"] as const)("what a program for %s gets of tfjs", (platform) => {
  // Each engine brings a few functions of the cpu engine along, in Node as copies. A name twice would be two versions.
  const shared = platform === "browser" ? ["tfjs-backend-cpu"] : [];
  it.each([
    ["index", []],
    ["cpu", ["tfjs-backend-cpu", "tfjs-core"]],
    ["wasm", [...shared, "tfjs-backend-wasm", "tfjs-core"]],
    ["webgl", [...shared, "tfjs-backend-webgl", "tfjs-core"]],
    ["webgpu", [...shared, "tfjs-backend-webgpu", "tfjs-core"]],
  ])("from %s: %j", async (entry, expected) => {
    const files = await loaded(entry, platform);
    expect([...files.keys()].map(nameOf).sort()).toEqual(expected);
    const engines = [...files].filter(([, names]) => names.some((name) => /register_all_kernels|\.node\.js$/.test(name))).map(([folder]) => nameOf(folder));
    expect(engines.filter((name) => name !== "tfjs-core")).toEqual(entry === "index" ? [] : [`tfjs-backend-${entry}`]);
  });
});
