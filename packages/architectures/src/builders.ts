import type { Shape } from "@ntkit/core";
import type { LayerSpec, Parameterization } from "./layer.ts";
import type { ConvSpec } from "./layers/conv.ts";
import type { DenseSpec } from "./layers/dense.ts";
import type { ParallelSpec } from "./layers/parallel.ts";
import { parseLayer } from "./parse-layers.ts";
import { builtIn, layerKinds } from "./plugins.ts";
import { type Architecture, parseArchitecture } from "./spec.ts";

/** What an architecture says besides its layers. */
export interface ArchitectureOptions {
  readonly input?: Shape;
  readonly parameterization?: Parameterization;
}

/**
 * An architecture of the given layers, from input to output; options may come first:
 * `serial(dense(512, { weightStd: Math.SQRT2 }), relu(), dense(10))`,
 * `serial({ parameterization: "standard" }, …)`.
 */
export function serial(...all: readonly LayerSpec[] | readonly [ArchitectureOptions, ...LayerSpec[]]): Architecture {
  const [first, ...rest] = all;
  return first === undefined || "kind" in first ? parseArchitecture({ layers: all }) : parseArchitecture({ ...first, layers: rest });
}

type Fields = Readonly<Record<string, unknown>>;

/** A layer of any built-in kind, its fields checked and defaults filled in: `layer("sin", { frequency: 2 })`. */
export function layer(kind: string, fields: Fields = {}): LayerSpec {
  const spec = { kind, ...fields };
  return parseLayer(spec, kind, layerKinds(builtIn));
}

/** A fully connected layer: `dense(512, { weightStd: Math.SQRT2, biasStd: 0.1 })`. */
export const dense = (width: number, fields: Partial<Omit<DenseSpec, "kind" | "width">> = {}): LayerSpec => layer("dense", { width, ...fields });

/** A convolution over images: `conv(64, [3, 3], { padding: "circular" })`. */
export const conv = (channels: number, kernel: readonly [number, number], fields: Partial<Omit<ConvSpec, "kind" | "channels" | "kernel">> = {}): LayerSpec =>
  layer("conv", { channels, kernel, ...fields });

export const relu = (): LayerSpec => layer("relu");
export const leakyRelu = (slope: number): LayerSpec => layer("leaky-relu", { slope });
export const erf = (): LayerSpec => layer("erf");
export const gelu = (): LayerSpec => layer("gelu");
export const tanh = (): LayerSpec => layer("tanh");
export const flatten = (): LayerSpec => layer("flatten");
export const globalAveragePool = (): LayerSpec => layer("global-average-pool");
export const identity = (): LayerSpec => layer("identity");
export const layerNorm = (epsilon?: number): LayerSpec => layer("layer-norm", epsilon === undefined ? {} : { epsilon });
export const dropout = (keep: number): LayerSpec => layer("dropout", { keep });

/** Any function of x given as text: `elementwise("x * tanh(x)")`; kinks are declared: `elementwise("max(x, 0)", [0])`. */
export const elementwise = (formula: string, breakpoints: readonly number[] = []): LayerSpec =>
  layer("elementwise", { formula, breakpoints: [...breakpoints] });

/** x + body(x). */
export const residual = (...body: readonly LayerSpec[]): LayerSpec => layer("residual", { body });

/** `body`, `times` times over, with fresh weights each time. */
export const repeat = (times: number, ...body: readonly LayerSpec[]): LayerSpec => layer("repeat", { times, body });

/** Branches over the same input, merged by sum, product or concat. */
export const parallel = (branches: readonly (readonly LayerSpec[])[], fields: Partial<Pick<ParallelSpec, "merge" | "axis">> = {}): LayerSpec =>
  layer("parallel", { branches, ...fields });
