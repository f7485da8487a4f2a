import { Unsupported } from "@ntkit/core";
import type { Replaceable } from "./replacements.ts";
import type { Tfjs } from "./tfjs.ts";

/** What the adapter has to know of an engine of tfjs; how the values were found is in docs/backends.md. */
export interface Engine {
  /** What ntkit calls the backend: "tfjs-wasm". */
  readonly name: string;
  /** What tfjs calls the engine: "wasm". */
  readonly engine: string;
  /** True if its work leaves the CPU. */
  readonly gpu: boolean;
  /** What computes, in words, where tfjs can tell. */
  readonly device?: string;
  /** Settings of tfjs that the engine starts with. */
  readonly flags?: Readonly<Record<string, boolean>>;
  /** Whether results can be had without waiting. If not, what a host has to compute in between is put off until `read`. */
  readonly readsAtOnce: boolean;
  /** Operations that the engine gets wrong beyond rounding; they are put together from others. */
  readonly replaced: readonly Replaceable[];
  /**
   * "by-entry": an entry of a product is summed in the same order wherever it stands and whatever the shapes, so the bits
   * promised by `gram` come by themselves. "by-shape": the engine chooses an order for each shape, and they are repaired.
   */
  readonly products: "by-entry" | "by-shape";
  /** The most terms of a sum of products that the engine may add up one by one; longer sums are cut into parts. */
  readonly terms: number;
  /** Lengths are padded to a multiple of this many entries, where what is left over would be computed by other code. Usually 1. */
  readonly multiple: number;
  /** What to do if the engine does not start. */
  readonly remedy: string;
}

/**
 * Makes `engine` the one that tfjs works with, and makes sure that it is: tfjs itself falls back to another in silence.
 * Throws Unsupported if it does not start or computes in half precision.
 */
export async function startEngine(tf: Tfjs, engine: Engine): Promise<void> {
  let cause: unknown;
  // tfjs prints an advertisement when its cpu engine starts in Node, but not to programs in production.
  const production = tf.env().getBool("PROD");
  tf.env().set("PROD", true);
  try {
    for (const [flag, value] of Object.entries(engine.flags ?? {})) tf.env().set(flag, value);
    await tf.setBackend(engine.engine);
    await tf.ready();
  } catch (error) {
    cause = error;
  }
  requireEngine(tf, engine, cause);

  const fine = await leastProduct(tf);
  tf.env().set("PROD", production);
  if (fine === 1 + 2 ** -20) return;
  throw new Unsupported({
    path: engine.name,
    problem: `the engine "${engine.engine}" computes in less than float32 on this device`,
    found: `1 + 2⁻²⁰ = ${fine}`,
    remedy: "Take another backend: kernels in half precision are of no use.",
  });
}

/** An entry of a product of matrices that is 1 + 2⁻²⁰ in float32, and 1 in the half and "tensor" formats that some devices put in its place. */
async function leastProduct(tf: Tfjs): Promise<number> {
  const n = 64;
  const entry = tf.tidy(() => {
    const identity = tf.tensor(
      Float32Array.from({ length: n * n }, (_, at) => (at % (n + 1) === 0 ? 1 : 0)),
      [n, n],
    );
    return tf.slice(tf.reshape(tf.matMul(tf.mul(identity, 1 + 2 ** -20), identity), [n * n]), [0], [1]);
  });
  const [value] = await entry.data();
  entry.dispose();
  return value;
}

/** tfjs has one current engine for the whole program: makes it this one, before every operation. */
export function useEngine(tf: Tfjs, engine: Engine): void {
  if (tf.getBackend() === engine.engine) return;
  // An engine that has started once is switched to before the promise is returned.
  void tf.setBackend(engine.engine);
  requireEngine(tf, engine);
}

function requireEngine(tf: Tfjs, { name, engine, remedy }: Engine, cause?: unknown): void {
  const found = tf.getBackend();
  if (found === engine && cause === undefined) return;
  throw new Unsupported({ path: name, problem: `tfjs cannot use its engine "${engine}"`, found: `"${found ?? "none"}"`, remedy, cause });
}

/** Whether the name of a device is that of a program that does a GPU's work on the CPU. */
export const isSoftware = (device: string): boolean => /swiftshader|llvmpipe|software/i.test(device);
