import { InvalidInput, lookUp, type NtkitError, type Shape, ShapeMismatch } from "@ntkit/core";
import { constant, type Expr } from "@ntkit/formula";
import type { HostDual, HostDualTangent, KernelState, LayerContext, LayerSpec, Parameterization } from "./layer.ts";
import { type ArchitecturePlugins, builtIn, layerKinds } from "./plugins.ts";
import type { Architecture } from "./spec.ts";

/** Which copy of the samples a block is made of: for each layer with `copies`, by path, the key of its body. */
export type Block = Readonly<Record<string, string>>;

/** What becomes of the values on the way: written down as a program, or nothing at all. */
export interface Recorder {
  readonly sameSample: boolean;
  name(state: KernelState, path: string): KernelState;
  dual(state: KernelState, dual: HostDual, tangent: (() => HostDualTangent) | undefined, path: string): ReturnType<LayerContext["dual"]>;
}

/** A number of a layer as a formula. `place` is its path with the number of the repetition, `path` without. */
export type ParameterRule = (field: string, value: number, path: string, place: string) => Expr;

/** Numbers are numbers. */
export const fixedParameters: ParameterRule = (_, value) => constant(value);

export interface Walk {
  readonly plugins: ArchitecturePlugins;
  readonly parameterization: Parameterization;
  readonly recorder: Recorder;
  readonly parameter: ParameterRule;
  readonly blocks: { readonly row: Block; readonly column: Block };
}

/** Records nothing: for shapes and flags. */
const silent: Recorder = {
  sameSample: false,
  name: (state) => state,
  dual: (state) => ({ nngp: state.nngp, derivative: state.nngp }),
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
    dual: (state, dual, tangent) => walk.recorder.dual(state, dual, tangent, path),
    parameter: (field, value) => walk.parameter(field, value, shown, path),
    propagate: (layers, state, key) => propagateLayers(layers, state, `${path}.${key}`, walk),
    inspect: (layers, state, key) => propagateLayers(layers, state, `${path}.${key}`, { ...walk, recorder: silent }),
    shape: (layers, input, key) => shapeOfLayers(layers, input, `${path}.${key}`, walk),
  };
}

/** Sends a state through layers, shapes included. */
export function propagateLayers(layers: readonly LayerSpec[], state: KernelState, path: string, walk: Walk): KernelState {
  return layers.reduce((current, spec, i) => {
    const context = contextAt(walk, `${path}[${i}]`);
    const layer = lookUp(layerKinds(walk.plugins), spec.kind, "layer kind", `${context.path}.kind`);
    const shape = layer.shape(spec, current.shape, context);
    return { ...layer.propagate(spec, current, context), shape };
  }, state);
}

function shapeOfLayers(layers: readonly LayerSpec[], input: Shape, path: string, walk: Walk): Shape {
  return layers.reduce<Shape>((shape, spec, i) => {
    const context = contextAt(walk, `${path}[${i}]`);
    return lookUp(layerKinds(walk.plugins), spec.kind, "layer kind", `${context.path}.kind`).shape(spec, shape, context);
  }, input);
}

/** The input shape that an architecture and its data agree on. Throws ShapeMismatch where they do not. */
export function inputShape(architecture: Architecture, data?: Shape): Shape {
  const shape = architecture.input ?? data;
  if (shape === undefined) {
    throw new InvalidInput({ path: "input", problem: "no input shape", remedy: "Give `input` in the architecture, or data to take it from." });
  }
  // A flat row of the right length is an image's pixels written out.
  const fits = data === undefined || data.join() === shape.join() || (data.length === 1 && data[0] === shape.reduce((product, n) => product * n, 1));
  if (!fits) {
    throw new ShapeMismatch({
      path: "input",
      problem: `the architecture takes samples of shape [${shape.join(", ")}]`,
      found: `data of [${(data as Shape).join(", ")}]`,
      remedy: "Change `input`, or leave it out to take the shape of the data.",
    });
  }
  return shape;
}

/** The shape of one sample at the output. Throws with the path of the first layer that does not fit. */
export function inferShape(architecture: Architecture, data?: Shape, plugins: ArchitecturePlugins = builtIn): Shape {
  const walk: Walk = {
    plugins,
    parameterization: architecture.parameterization,
    recorder: silent,
    parameter: fixedParameters,
    blocks: { row: {}, column: {} },
  };
  return shapeOfLayers(architecture.layers, inputShape(architecture, data), "layers", walk);
}

/** Every way through the layers that turn one sample into several, in the order of the samples that come out. */
export function blocksOf(layers: readonly LayerSpec[], path: string, plugins: ArchitecturePlugins): Block[] {
  return layers.reduce<Block[]>(
    (before, spec, i) => {
      const at = `${path}[${i}]`;
      const layer = lookUp(layerKinds(plugins), spec.kind, "layer kind", `${at}.kind`);
      const bodies = layer.bodies?.(spec) ?? {};
      const copies = layer.copies?.(spec);
      const nested = (key: string) => blocksOf(bodies[key] ?? [], `${at}.${key}`, plugins);
      if (copies !== undefined) return copies.flatMap((key) => before.flatMap((block) => nested(key).map((inner) => ({ ...block, ...inner, [at]: key }))));
      const inside = Object.keys(bodies).find((key) => nested(key).length > 1);
      if (inside !== undefined) throw unevenCopies(at);
      return before;
    },
    [{}],
  );
}

function unevenCopies(path: string): NtkitError {
  return new ShapeMismatch({
    path,
    problem: "a concat along samples inside this layer would give its branches different numbers of samples",
    remedy: "Concatenate along samples at the top level or inside another concat along samples.",
  });
}
