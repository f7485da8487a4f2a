import type { Shape } from "@ntkit/core";
import type { Expr, Variable } from "@ntkit/formula";
import type { z } from "zod";
import type { FiniteLayer } from "./finite/finite-layer.ts";

/** One layer as plain data: its kind and that kind's fields. */
export interface LayerSpec {
  readonly kind: string;
}

export type Parameterization = "ntk" | "standard";

/**
 * What flows through the layers of an infinitely wide network, for one pair of samples: formulas, not numbers.
 * Everything is elementwise over the entries of a tile [n1, n2] of the Gram matrix.
 */
export interface KernelState {
  /** NNGP covariance K(x, x') of one channel. */
  readonly nngp: Expr;
  /** Neural tangent kernel so far. */
  readonly ntk: Expr;
  /** The features of one sample, channels last: `[width]` for a dense network. */
  readonly shape: Shape;
  /** True where the features are zero-mean Gaussian over the draw of the weights: what a nonlinearity needs. */
  readonly gaussian: boolean;
  /**
   * True where the features came out of weights drawn inside the branch at hand, so that they are uncorrelated
   * with whatever entered the branch: what adding up branches needs.
   */
  readonly independent: boolean;
}

/** A state whose values stand under names, to be used as often as a rule likes; and with the variances that belong to it. */
export interface NamedState extends KernelState {
  readonly nngp: Variable;
  /** A name, or 0 where no NTK is asked for. */
  readonly ntk: Expr;
  /** K(x, x), of the row's sample: computed once a sample. On the diagonal the same name as `nngp`. */
  readonly variance1: Variable;
  /** K(x', x'), of the column's sample. */
  readonly variance2: Variable;
}

/** What a layer may ask of the walk through the architecture. */
export interface LayerContext {
  /** Where this layer stands: `layers[2].body[0]`. */
  readonly path: string;
  readonly parameterization: Parameterization;
  /** True on the diagonal of a self-kernel, where row and column are the same forward pass. */
  readonly sameSample: boolean;
  /** Gives the formulas of a state names, so that what follows refers to values already computed, and looks up its variances. */
  name(state: KernelState): NamedState;
  /**
   * F and its derivative at the covariances of a named state, as values that are no formula: computed on the host by
   * `make()`, which is called once for all layers with an equal `key`.
   */
  dual(state: NamedState, key: string, make: () => HostDual): { readonly nngp: Expr; readonly derivative: Expr };
  /**
   * A number of this layer that the kernel may be differentiated by: the value of its field as a constant, or, where
   * the derivative is asked for, a variable. Weight and bias scales go through here.
   */
  parameter(field: string, value: number): Expr;
  /** Sends a state through layers nested in this one. `key` continues the path: `body`, `branches[1]`. */
  propagate(layers: readonly LayerSpec[], state: KernelState, key: string): KernelState;
  /** The state after nested layers, but nothing is computed: for shapes and flags. */
  inspect(layers: readonly LayerSpec[], state: KernelState, key: string): KernelState;
  /** The output shape of nested layers. */
  shape(layers: readonly LayerSpec[], input: Shape, key: string): Shape;
  /** For a layer with `copies`: the key of the copy that the rows, and that the columns, of this block are. */
  readonly block: { readonly row: string; readonly column: string };
}

/** `out[e] = f(q11[e], q12[e], q22[e])` for e < count, in float64. */
export type HostFunction = (q11: Float64Array, q12: Float64Array, q22: Float64Array, out: Float64Array, count: number) => void;

/** A dual known by numerical integration only: F, and Ḟ beside it, because one of them is often enough. */
export interface HostDual {
  readonly nngp: HostFunction;
  readonly derivative: HostFunction;
  /** Their derivatives, made when they are asked for, and once. Left out: kernels with this dual have none by hyperparameters. */
  tangent?(): HostDualTangent;
}

/** The derivative of F or Ḟ along a direction: [q11, q12, q22] and their tangents to `out[e]`, for e < count. */
export type HostTangent = (covariances: readonly Float64Array[], tangents: readonly Float64Array[], out: Float64Array, count: number) => void;

export interface HostDualTangent {
  readonly nngp: HostTangent;
  readonly derivative: HostTangent;
}

/**
 * A layer kind. Everything known of it stands in one file: its fields, its shape rule, its rules at infinite and finite width.
 * Register it with one line in `layers/index.ts`, or pass it beside the built-in ones: `{ ...layers, [mine.kind]: mine }`.
 */
export interface Layer<S extends LayerSpec = LayerSpec> {
  readonly kind: S["kind"];
  /** Fields with defaults, units and descriptions. */
  readonly schema: z.ZodType<S>;
  /** A spec to show in the docs and to run the tests of every layer on. */
  readonly example: S;
  /** Throws for what the schema cannot see, when an architecture is parsed; `path` is where the layer stands. */
  check?(spec: S, path: string): void;
  /** The shape of one sample after the layer. Throws ShapeMismatch or Unsupported with `context.path`. */
  shape(spec: S, input: Shape, context: LayerContext): Shape;
  /** The state after the layer; the walk itself sets `shape`. Absent: there is no kernel of infinite width, only networks of finite width. */
  propagate?(spec: S, state: KernelState, context: LayerContext): KernelState;
  /** Its rules at finite width. Absent: the layer is known by its kernel of infinite width alone. */
  readonly finite?: FiniteLayer<S>;
  /** Nested layer lists, by key. */
  bodies?(spec: S): Readonly<Record<string, readonly LayerSpec[]>>;
  /** The spec with its nested layer lists replaced, keys as `bodies` gave them. */
  withBodies?(spec: S, bodies: Readonly<Record<string, readonly LayerSpec[]>>): S;
  /** For a layer that turns every sample into several: the keys of the bodies that each give one of them. */
  copies?(spec: S): readonly string[] | undefined;
  /** Papers and equations. */
  readonly references: readonly string[];
}
