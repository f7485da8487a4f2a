import { InvalidInput, lookUp, type Shape, ShapeMismatch, sizeOf, Unsupported } from "@ntkit/core";
import { constant, type Expr, variable } from "@ntkit/formula";
import type { HostDual, KernelState, Layer, LayerContext, LayerSpec, NamedState, Parameterization } from "./layer.ts";
import { type ArchitecturePlugins, builtIn, layerKinds } from "./plugins.ts";
import type { Architecture } from "./spec.ts";

/** Which copy of the samples a block is made of: for each layer with `copies`, by path, the key of its body. */
export type Block = Readonly<Record<string, string>>;

/** What becomes of the values on the way: written down as a program, or nothing at all. */
export interface Recorder {
  readonly sameSample: boolean;
  name(state: KernelState, path: string): NamedState;
  dual(state: NamedState, dual: HostDual, path: string): ReturnType<LayerContext["dual"]>;
}

/** A number of a layer as a formula. `place` is its path with the numbers of repetitions, `path` without. */
export type ParameterRule = (field: string, value: number, path: string, place: string) => Expr;

/** Numbers are numbers. */
export const fixedParameters: ParameterRule = (_, value) => constant(value);

export interface Walk {
  readonly kinds: Readonly<Record<string, Layer>>;
  readonly parameterization: Parameterization;
  readonly recorder: Recorder;
  readonly parameter: ParameterRule;
  readonly blocks: { readonly row: Block; readonly column: Block };
  /** Numerical duals by key, shared by all layers. */
  readonly duals: Map<string, HostDual>;
}

const nothing = variable("nothing");

/** Records nothing: for shapes and flags. */
const silent: Recorder = {
  sameSample: false,
  name: (state) => ({ ...state, nngp: nothing, ntk: constant(0), variance1: nothing, variance2: nothing }),
  dual: () => ({ nngp: nothing, derivative: nothing }),
};

function contextAt(walk: Walk, path: string): LayerContext {
  const block = (side: Block) => side[path] ?? "";
  const shown = path.replace(/#\d+/g, "");
  return {
    path: shown,
    parameterization: walk.parameterization,
    sameSample: walk.recorder.sameSample,
    block: { row: block(walk.blocks.row), column: block(walk.blocks.column) },
    name: (state) => walk.recorder.name(state, path),
    dual: (state, key, make) => {
      const dual = walk.duals.get(key) ?? make();
      walk.duals.set(key, dual);
      return walk.recorder.dual(state, dual, path);
    },
    parameter: (field, value) => walk.parameter(field, value, shown, path),
    propagate: (layers, state, key) => propagateLayers(layers, state, `${path}.${key}`, walk),
    inspect: (layers, state, key) => propagateLayers(layers, state, `${path}.${key}`, { ...walk, recorder: silent }),
    shape: (layers, input, key) => shapeOfLayers(layers, input, `${path}.${key}`, walk),
  };
}

const layerOf = (kinds: Walk["kinds"], spec: LayerSpec, path: string): Layer => lookUp(kinds, spec.kind, "layer kind", `${path}.kind`);

/** Sends a state through layers, shapes included. */
export function propagateLayers(layers: readonly LayerSpec[], state: KernelState, path: string, walk: Walk): KernelState {
  return layers.reduce((current, spec, i) => {
    const context = contextAt(walk, `${path}[${i}]`);
    const layer = layerOf(walk.kinds, spec, context.path);
    const shape = layer.shape(spec, current.shape, context);
    if (layer.propagate === undefined) throw noKernel(spec, context);
    return { ...layer.propagate(spec, current, context), shape };
  }, state);
}

const noKernel = ({ kind }: LayerSpec, { path }: LayerContext): Unsupported =>
  new Unsupported({
    path,
    problem: `"${kind}" has no kernel of infinite width here, only a rule at finite width`,
    remedy: "Ask for an empirical kernel, that of a network of finite width, or for the mean of many (monte-carlo).",
  });

/** The shape of one sample after layers. */
export function shapeOfLayers(layers: readonly LayerSpec[], input: Shape, path: string, walk: Walk): Shape {
  return layers.reduce<Shape>((shape, spec, i) => {
    const context = contextAt(walk, `${path}[${i}]`);
    return layerOf(walk.kinds, spec, context.path).shape(spec, shape, context);
  }, input);
}

/** The input shape that an architecture and its data agree on. Throws ShapeMismatch where they do not. */
export function inputShape(architecture: Architecture, data?: Shape): Shape {
  const shape = architecture.input ?? data;
  if (shape === undefined) {
    throw new InvalidInput({ path: "input", problem: "no input shape", remedy: "Give `input` in the architecture, or data to take it from." });
  }
  if (data === undefined || fitsInput(shape, data)) return shape;
  throw new ShapeMismatch({
    path: "input",
    problem: `the architecture takes samples of shape [${shape.join(", ")}]`,
    found: `data of [${data.join(", ")}]`,
    remedy: "Change `input`, or leave it out to take the shape of the data.",
  });
}

/** True for samples of the shape itself, and for flat rows of its numbers: an image's pixels written out. */
export function fitsInput(shape: Shape, data: Shape): boolean {
  return data.join() === shape.join() || (data.length === 1 && data[0] === sizeOf(shape));
}

/** The shape of one sample at the output. Throws with the path of the first layer that does not fit. */
export function inferShape(architecture: Architecture, data?: Shape, plugins: ArchitecturePlugins = builtIn): Shape {
  return shapeOfLayers(architecture.layers, inputShape(architecture, data), "layers", shapeWalk(architecture, plugins));
}

/** A walk that computes nothing: for shapes and flags. */
export const shapeWalk = ({ parameterization }: Architecture, plugins: ArchitecturePlugins): Walk => ({
  kinds: layerKinds(plugins),
  parameterization,
  recorder: silent,
  parameter: fixedParameters,
  blocks: { row: {}, column: {} },
  duals: new Map(),
});

/** Every way through the layers that turn one sample into several, in the order of the samples that come out. */
export function blocksOf(layers: readonly LayerSpec[], path: string, kinds: Walk["kinds"]): Block[] {
  return layers.reduce<Block[]>(
    (before, spec, i) => {
      const at = `${path}[${i}]`;
      const layer = layerOf(kinds, spec, at);
      const bodies = layer.bodies?.(spec) ?? {};
      const copies = layer.copies?.(spec);
      const nested = (key: string) => blocksOf(bodies[key] ?? [], `${at}.${key}`, kinds);
      if (copies !== undefined) return copies.flatMap((key) => before.flatMap((block) => nested(key).map((inner) => ({ ...block, ...inner, [at]: key }))));
      if (Object.keys(bodies).some((key) => nested(key).length > 1)) throw unevenCopies(at);
      return before;
    },
    [{}],
  );
}

function unevenCopies(path: string): ShapeMismatch {
  return new ShapeMismatch({
    path,
    problem: "a concat along samples inside this layer would give its branches different numbers of samples",
    remedy: "Concatenate along samples at the top level or inside another concat along samples.",
  });
}
