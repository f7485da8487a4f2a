import type { Backend, Tensor } from "@ntkit/backend";
import type { NDArray, Shape } from "@ntkit/core";
import { type ArchitecturePlugins, builtIn } from "../plugins.ts";
import type { Architecture } from "../spec.ts";
import { blocksOf, inputShape, shapeOfLayers, shapeWalk } from "../walk.ts";
import { type BackwardPass, type LayerSensitivity, pullLayers } from "./backward.ts";
import { asSamples, cotangentsOf, requireNames, requireParameters } from "./checks.ts";
import { describeLayers } from "./describe.ts";
import type { ParameterDescriptions, Series, Tensors } from "./finite-layer.ts";
import { forwardLayers, type Pass, type Tape } from "./forward.ts";
import { linear } from "./series.ts";

/** What layers that draw at random (dropout) go by. */
export interface DrawOptions {
  /** Seed of their draws; default 0. The same seed gives the same sample the same draws. */
  readonly seed?: number;
  /** The number of the first sample at hand, where samples come in parts; default 0. */
  readonly firstSample?: number;
}

/** A direction in the space of parameters (those that are left out do not move), of inputs, or of both. */
export interface Direction {
  readonly parameters?: Tensors;
  readonly x?: Tensor;
}

export interface VisitOptions {
  /** True: the sensitivities live on after their visit; freed by the caller's scope. Default false. */
  readonly keep?: boolean;
}

/** A network at given parameters and inputs: its output, and the way back. Its tensors belong to the scope in which it was made. */
export interface NetworkAt {
  /** [n, ...output]. */
  readonly output: Tensor;
  /** The transposed derivative by the inputs (vjp) of cotangents [k·n, ...output]: [k·n, ...input]. */
  pull(dy: Tensor): Promise<Tensor>;
  /** The transposed derivative by the parameters that are trained, summed over samples, of cotangents [n, ...output]. */
  grad(dy: Tensor): Promise<Tensors>;
  /**
   * Walks back from cotangents [k·n, ...output], k functions of the network for each sample, and shows every layer that has
   * parameters to train its sensitivity, from the last to the first. Tensors that the result of `visit` holds live on.
   */
  sensitivities(dy: Tensor, visit: (layer: LayerSensitivity) => unknown, options?: VisitOptions): Promise<void>;
}

/**
 * A network of finite width, as functions of its parameters: `f(p, x)` and its derivatives, on any backend. Samples stand
 * first, features last. Parameters are arrays by name, `layers[0].weight` [fanIn, width] and `layers[0].bias` [width].
 */
export interface FiniteNetwork {
  readonly architecture: Architecture;
  /** One sample. */
  readonly input: Shape;
  /** What one sample becomes. */
  readonly output: Shape;
  readonly parameters: ParameterDescriptions;
  /** Copies parameters to a backend. Throws InvalidInput, UnknownName or ShapeMismatch, naming the one that is missing, unknown or of another shape. */
  tensors(on: Backend, parameters: Readonly<Record<string, NDArray>>): Tensors;
  /** `f(p, x)` for x [n, ...input], or rows of the same numbers [n, d]: [n, ...output]; several times n where samples are concatenated. */
  forward(on: Backend, parameters: Tensors, x: Tensor, options?: DrawOptions): Promise<Tensor>;
  /** `f(p, x)` and its derivative along a direction (jvp); the derivative is undefined where it is zero for want of anything that moves. */
  push(
    on: Backend,
    parameters: Tensors,
    x: Tensor,
    direction: Direction,
    options?: DrawOptions,
  ): Promise<{ readonly output: Tensor; readonly derivative?: Tensor }>;
  /** The Taylor coefficients of `f(p + t Δ, x)` in t, up to the degree: `Σ_k coefficient_k t^k`. */
  taylor(on: Backend, parameters: Tensors, direction: Tensors, x: Tensor, degree: number, options?: DrawOptions): Promise<Series>;
  /** The network at one point, for the way back. */
  at(on: Backend, parameters: Tensors, x: Tensor, options?: DrawOptions): Promise<NetworkAt>;
}

/**
 * The network of finite width that an architecture describes.
 *
 * @param data the shape of one sample, where the architecture does not give it
 * @throws Unsupported with the path of a layer without a rule at finite width; ShapeMismatch where shapes do not fit. The
 *   functions of the network throw ShapeMismatch for arrays of other shapes and UnknownName for a direction that is no parameter's
 */
export function finiteNetwork(architecture: Architecture, data?: Shape, plugins: ArchitecturePlugins = builtIn): FiniteNetwork {
  const walk = shapeWalk(architecture, plugins);
  const input = inputShape(architecture, data);
  const output = shapeOfLayers(architecture.layers, input, "layers", walk);
  const parameters = describeLayers(architecture.layers, input, "layers", walk);
  const { layers, parameterization } = architecture;
  // Refuses copies of samples in branches that cannot be put together again.
  blocksOf(layers, "layers", walk.kinds);
  const trainable = new Set(Object.keys(parameters).filter((name) => parameters[name].trainable));
  const trainedPlaces = new Set([...trainable].flatMap(placesOf));
  const pass = (on: Backend, { shape: [samples = 0] }: Tensor, { seed = 0, firstSample = 0 }: DrawOptions = {}): Pass => {
    return { on, kinds: walk.kinds, parameterization, seed, firstSample, samples };
  };

  const series = async (on: Backend, values: Readonly<Record<string, Series>>, x: Series, degree: number, options?: DrawOptions) => {
    const entering = linear(x, (entry) => asSamples(on, entry, input));
    const result = await forwardLayers(layers, entering, "layers", { ...pass(on, x[0], options), degree, parameters: values });
    for (const entry of entering) if (entry !== undefined && !x.includes(entry) && !result.includes(entry)) on.dispose(entry);
    return result;
  };
  const along = (values: Tensors, direction: Tensors): Record<string, Series> => {
    requireNames(parameters, direction);
    return Object.fromEntries(Object.entries(values).map(([name, value]): [string, Series] => [name, [value, direction[name]]]));
  };

  return {
    architecture,
    input,
    output,
    parameters,
    tensors(on, values) {
      requireParameters(parameters, values);
      return Object.fromEntries(Object.keys(parameters).map((name) => [name, on.tensor(values[name])]));
    },
    async forward(on, values, x, options) {
      const [result] = await series(on, along(values, {}), [x], 0, options);
      return result;
    },
    async push(on, values, x, direction, options) {
      const [result, derivative] = await series(on, along(values, direction.parameters ?? {}), [x, direction.x], 1, options);
      return { output: result, ...(derivative && { derivative }) };
    },
    taylor: (on, values, direction, x, degree, options) => series(on, along(values, direction), [x], degree, options),
    async at(on, values, x, options) {
      const base = pass(on, x, options);
      const tape: Tape = { inputs: new Map(), results: new Map() };
      const [result] = await forwardLayers(layers, [asSamples(on, x, input)], "layers", { ...base, degree: 0, parameters: along(values, {}), tape });
      const back = async (dy: Tensor, way: Pick<BackwardPass, "trainedPlaces" | "visit" | "keep">, wanted: boolean) =>
        pullLayers(layers, dy, "layers", { ...base, ...way, tape, parameters: values, cotangents: cotangentsOf(dy, result) }, wanted);
      return {
        output: result,
        pull: async (dy) => (await back(dy, { trainedPlaces: new Set(), visit: () => undefined, keep: false }, true)) ?? dy,
        async grad(dy) {
          const all: Record<string, Tensor> = {};
          const visit = (layer: LayerSensitivity) => Object.assign(all, parameterGradients(layer, trainable));
          await back(dy, { trainedPlaces, visit, keep: false }, false);
          return all;
        },
        async sensitivities(dy, visit, { keep = false } = {}) {
          await back(dy, { trainedPlaces, visit, keep }, false);
        },
      };
    },
  };
}

/** The layer that a parameter belongs to, and those around it: `layers[1]` and `layers[1].body[0]` of `layers[1].body[0].weight`. */
function placesOf(name: string): string[] {
  const parts = name.split(".").slice(0, -1);
  return parts.map((_, i) => parts.slice(0, i + 1).join("."));
}

/** A layer's transposed derivative by its parameters that are trained, by full name. */
function parameterGradients({ place, spec, rule, context, x, dy }: LayerSensitivity, trainable: ReadonlySet<string>): Tensors {
  const own = rule.grad?.(spec, { x, dy }, context) ?? {};
  const named = Object.entries(own).map(([name, tensor]): [string, Tensor] => [`${place}.${name}`, tensor]);
  return Object.fromEntries(named.filter(([name]) => trainable.has(name)));
}
