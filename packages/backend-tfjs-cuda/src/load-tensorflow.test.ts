import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { referenceBackend } from "@ntkit/backend-reference";
import { Unsupported } from "@ntkit/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { tfjsCuda, tfjsNode } from "./index.ts";

const host = referenceBackend();
let from: string;

beforeEach(() => {
  from = mkdtempSync(join(tmpdir(), "ntkit-tensorflow-"));
});
afterEach(() => {
  rmSync(from, { recursive: true });
});

/** A package of that name in the folder, whose module is this code. */
function pretend(name: string, code: string): void {
  const folder = join(from, "node_modules", name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "index.js"), code);
}

const failure = async (start: Promise<unknown>): Promise<Unsupported> => {
  const error = await start.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(Unsupported);
  return error as Unsupported;
};

describe("a TensorFlow that does not load", () => {
  it("tells what to install where the package is missing", async () => {
    const node = await failure(tfjsNode({ host, from }));
    expect(node.message).toContain(`tfjs-node: @tensorflow/tfjs-node is not installed in ${from}. Run "npm install @tensorflow/tfjs-node@4.22.0"`);
    const cuda = await failure(tfjsCuda({ host, from }));
    expect(cuda.message).toContain("tfjs-cuda: @tensorflow/tfjs-node-gpu is not installed in");
    expect(cuda.remedy).toContain("docs/backends.md lists the versions of CUDA and cuDNN");
  });

  it("tells how to build an addon that an install without scripts left out", async () => {
    // The words of tfjs-node 4.22, which are a plain Error without a code.
    pretend("@tensorflow/tfjs-node", 'throw new Error("The Node.js native addon module (tfjs_binding.node) can not be found at path: /x. \\nPlease run")');
    const { problem, found, remedy } = await failure(tfjsNode({ host, from }));
    expect(problem).toBe("@tensorflow/tfjs-node is installed, but its native addon was never built");
    expect(found).toBe("The Node.js native addon module (tfjs_binding.node) can not be found at path: /x.");
    expect(remedy).toContain('"npm rebuild @tensorflow/tfjs-node --build-addon-from-source"');
  });

  it("tells what CUDA is missing where its libraries do not load", async () => {
    pretend("@tensorflow/tfjs-node-gpu", 'throw new Error("libcudart.so.11.0: cannot open shared object file: No such file or directory")');
    const { found, remedy } = await failure(tfjsCuda({ host, from }));
    expect(found).toContain("libcudart.so.11.0");
    expect(remedy).toContain("LD_LIBRARY_PATH");
  });

  it("does not take a missing dependency of the package for a missing package", async () => {
    pretend("@tensorflow/tfjs-node", 'require("no-such-package-at-all")');
    expect((await failure(tfjsNode({ host, from }))).problem).toContain("is installed, but the library under it does not load");
  });
});

describe("tfjsCuda", () => {
  it("refuses a TensorFlow that would compute on the CPU", async () => {
    pretend("@tensorflow/tfjs-node-gpu", "module.exports = { setBackend: async () => true, backend: () => ({ isUsingGpuDevice: false }) }");
    const { problem, remedy } = await failure(tfjsCuda({ host, from }));
    expect(problem).toBe("TensorFlow was loaded, but found no CUDA device and would compute on the CPU");
    expect(remedy).toContain("nvidia-smi");
  });

  it("keeps the card from rounding float32 to 10 bits", async () => {
    const before = process.env["NVIDIA_TF32_OVERRIDE"];
    delete process.env["NVIDIA_TF32_OVERRIDE"];
    await failure(tfjsCuda({ host, from }));
    expect(process.env["NVIDIA_TF32_OVERRIDE"]).toBe("0");
    if (before !== undefined) process.env["NVIDIA_TF32_OVERRIDE"] = before;
  });
});

it("puts back what newer versions of Node took out of util, before the package is loaded", async () => {
  const util = createRequire(import.meta.url)("node:util") as Record<string, unknown>;
  const before = { isNullOrUndefined: util["isNullOrUndefined"], isArray: util["isArray"] };
  Object.assign(util, { isNullOrUndefined: undefined, isArray: undefined });
  pretend(
    "@tensorflow/tfjs-node",
    'const util = require("util"); throw new Error([util.isNullOrUndefined(null), util.isNullOrUndefined(0), util.isArray([]), util.isArray({})].join())',
  );
  expect((await failure(tfjsNode({ host, from }))).found).toBe("true,false,true,false");
  Object.assign(util, before);
});
