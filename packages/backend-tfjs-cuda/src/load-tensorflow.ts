import { createRequire } from "node:module";
import { join } from "node:path";
import type { Tfjs } from "@ntkit/backend-tfjs";
import { Unsupported } from "@ntkit/core";

export type TensorflowPackage = "@tensorflow/tfjs-node" | "@tensorflow/tfjs-node-gpu";

/** The namespace of tfjs-node, as far as the adapter looks at it. */
export interface Tensorflow extends Tfjs {
  backend(): { readonly isUsingGpuDevice?: boolean };
}

/**
 * Loads TensorFlow's library through one of its packages, found from `from` (a folder) or else from where this package is
 * installed. Throws Unsupported, with the steps that mend it, if the package, its addon or the library is missing.
 */
export function loadTensorflow(name: TensorflowPackage, from: string | undefined): Tensorflow {
  restoreUtil();
  // TensorFlow's own chatter about the processor goes to stderr, unless it is told otherwise before it is loaded.
  process.env["TF_CPP_MIN_LOG_LEVEL"] ??= "3";
  // Ampere cards and later multiply float32 matrices with 10 bits of mantissa unless told not to.
  process.env["NVIDIA_TF32_OVERRIDE"] ??= "0";
  const loudAgain = quietKernels();
  try {
    return createRequire(from === undefined ? import.meta.url : join(from, "package.json"))(name) as Tensorflow;
  } catch (error) {
    throw missing(name, from, error);
  } finally {
    loudAgain();
  }
}

/**
 * A tfjs that is loaded already, such as that of tfjs-cpu, shares its engine with the one that comes, which would then warn
 * of each of its kernels.
 */
function quietKernels(): () => void {
  const { _tfengine: engine } = globalThis as {
    readonly _tfengine?: { readonly ENV: { getBool(flag: string): boolean; set(flag: string, value: boolean): void } };
  };
  if (engine === undefined) return () => {};
  const before = engine.ENV.getBool("PROD");
  engine.ENV.set("PROD", true);
  return () => engine.ENV.set("PROD", before);
}

/** Puts back what Node 23 took out of `node:util` and tfjs-node 4 still calls. */
function restoreUtil(): void {
  const util = createRequire(import.meta.url)("node:util") as Record<string, unknown>;
  util["isNullOrUndefined"] ??= (value: unknown) => value === null || value === undefined;
  util["isArray"] ??= Array.isArray;
}

const manual = "docs/backends.md lists the versions of CUDA and cuDNN that go with it.";

function missing(name: TensorflowPackage, from: string | undefined, cause: unknown): Unsupported {
  const message = cause instanceof Error ? cause.message : String(cause);
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  const path = name === "@tensorflow/tfjs-node" ? "tfjs-node" : "tfjs-cuda";
  const found = message.split("\n")[0].trim();
  if (code === "MODULE_NOT_FOUND" && message.includes(`'${name}'`)) {
    return new Unsupported({
      path,
      problem: `${name} is not installed${from === undefined ? "" : ` in ${from}`}`,
      remedy: `Run "npm install ${name}@4.22.0" beside ntkit: it downloads TensorFlow's library, 0.2 to 0.5 GB. ${path === "tfjs-cuda" ? manual : ""}`.trim(),
      cause,
    });
  }
  if (/tfjs_binding|native addon/i.test(message)) {
    return new Unsupported({
      path,
      problem: `${name} is installed, but its native addon was never built`,
      found,
      remedy: `Allow its install script and run "npm rebuild ${name} --build-addon-from-source"; that needs a C++ compiler, Python and the download host of TensorFlow.`,
      cause,
    });
  }
  return new Unsupported({
    path,
    problem: `${name} is installed, but the library under it does not load`,
    found,
    remedy:
      path === "tfjs-cuda"
        ? `Install the NVIDIA driver, CUDA and cuDNN, and put their libraries on LD_LIBRARY_PATH. ${manual}`
        : `Install it again: "npm install ${name}@4.22.0".`,
    cause,
  });
}
