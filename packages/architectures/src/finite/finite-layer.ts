import type { Backend, Tensor } from "@ntkit/backend";
import type { Random, Shape } from "@ntkit/core";
import type { LayerSpec, Parameterization } from "../layer.ts";

/** Arrays by name. */
export type Tensors = Readonly<Record<string, Tensor>>;

/** One array of parameters of a network of finite width. */
export interface ParameterDescription {
  readonly shape: Shape;
  /** Numbers that feed one output of the layer. */
  readonly fanIn: number;
  /** Standard deviation of the normal initialisation under the parameterisation at hand; the mean is 0. */
  readonly std: number;
  readonly trainable: boolean;
}

export type ParameterDescriptions = Readonly<Record<string, ParameterDescription>>;

/**
 * A Taylor series in one variable t, cut off: the coefficient of t^k stands at index k, and undefined is zero. Along a line
 * through parameter space, one entry is the forward pass, two are the value and its directional derivative (`push`).
 */
export type Series = readonly [Tensor, ...(Tensor | undefined)[]];

/** What every rule of a finite layer may ask. */
export interface FiniteContext {
  readonly on: Backend;
  /** Where the layer stands: `layers[2].body[0]`. */
  readonly path: string;
  readonly parameterization: Parameterization;
}

export interface DescribeContext extends Omit<FiniteContext, "on"> {
  shape(layers: readonly LayerSpec[], input: Shape, key: string): Shape;
  /** The parameters of layers nested in this one, under their full names. */
  describe(layers: readonly LayerSpec[], input: Shape, key: string): ParameterDescriptions;
}

/** For layers that draw at random in the forward pass: the same stream for a sample whenever it comes by with the same seed. */
export type Noise = (sample: number) => Random;

export interface ForwardContext extends FiniteContext {
  /** The highest power of t that is kept. */
  readonly degree: number;
  readonly noise: Noise;
  parameter(name: string): Series;
  /** Sends a series through layers nested in this one. */
  forward(layers: readonly LayerSpec[], x: Series, key: string): Promise<Series>;
  /** Frees a nested result that has been used, where no way back will ask for it, and unless one of `others` holds it too. */
  release(nested: Series, ...others: readonly Series[]): void;
}

export interface PullContext extends FiniteContext {
  /** What came into the layer: [n, ...in]. */
  readonly x: Tensor;
  /** How many cotangents there are for each sample: k of [k·n, ...out]. */
  readonly cotangents: number;
  readonly noise: Noise;
  parameter(name: string): Tensor;
  /** What came out of nested layers. */
  result(key: string): Tensor;
  /** Pulls cotangents back through nested layers. */
  pull(layers: readonly LayerSpec[], dy: Tensor, key: string): Promise<Tensor>;
  /** Frees cotangents that have been used, unless sensitivities are kept (they may hold them) or it is one of `others`. */
  release(dy: Tensor, ...others: readonly Tensor[]): void;
}

/** A layer's input [n, ...in] and the derivatives of k functions of the network by its output, [k·n, ...out], function by function. */
export interface Sensitivity {
  readonly x: Tensor;
  readonly dy: Tensor;
}

/**
 * A layer kind at finite width. Features stand last and samples first: [n, ...features]. All through the Backend contract,
 * in which nothing broadcasts. A layer with nested ones frees its own temporaries; those of others are freed for them.
 */
export interface FiniteLayer<S extends LayerSpec = LayerSpec> {
  /** Names and shapes of the parameters; nested ones too, by `context.describe`. Absent: there are none. */
  parameters?(spec: S, input: Shape, context: DescribeContext): ParameterDescriptions;
  /** The forward pass of a series: of its value alone, with one direction (jvp), or as far as `context.degree` says. */
  forward(spec: S, x: Series, context: ForwardContext): Series | Promise<Series>;
  /** The transposed derivative (vjp) by the input: [k·n, ...out] → [k·n, ...in]. */
  pull(spec: S, dy: Tensor, context: PullContext): Tensor | Promise<Tensor>;
  /** Of a layer with parameters of its own: the transposed derivative by them, summed over samples, for dy [n, ...out]. */
  grad?(spec: S, at: Sensitivity, context: FiniteContext): Tensors;
  /**
   * This layer's terms of the empirical NTK by name of parameter, [k·n, k'·n'], without forming a gradient:
   * `Σ_w ∂f(x)/∂w ∂f'(x')/∂w` over the entries w of each. With `right` null, of `left` with itself, exactly symmetric.
   * Absent: through the gradient of each sample.
   */
  gram?(spec: S, left: Sensitivity, right: Sensitivity | null, context: FiniteContext): Tensors;
}
