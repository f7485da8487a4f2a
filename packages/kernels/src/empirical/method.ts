import type { FiniteNetwork, Tensors } from "@ntkit/architectures";
import type { Backend, Tensor } from "@ntkit/backend";

/**
 * What becomes of the O outputs of a network in a kernel of n × n' samples: `full` [n, n', O, O], every pair of them; `diagonal`
 * [n, n', O], each with itself; `trace` [n, n'], the sum of those; `mean` [n, n'], the sum divided by O.
 */
export type OutputAxes = "full" | "diagonal" | "trace" | "mean";

/** A layer with parameters to train, for one sample, as far as its cost is concerned. */
export interface LayerSize {
  /** Numbers that come in. */
  readonly inputs: number;
  /** Numbers that go out. */
  readonly outputs: number;
  /** How many places share the weights: 1 of a dense layer, the pixels of a convolution. */
  readonly positions: number;
  /** Parameters that are trained. */
  readonly parameters: number;
  /** Whether the layer knows its term of Θ without forming gradients. */
  readonly structured: boolean;
}

/** What is to be computed, as far as its cost is concerned. */
export interface EmpiricalProblem {
  /** Samples of x1, and of x2; null for x1 with itself. */
  readonly n1: number;
  readonly n2: number | null;
  /** Outputs of the network for one sample. */
  readonly outputs: number;
  readonly axes: OutputAxes;
  /** Names of parameters whose terms are kept apart; none: only the sum is wanted. */
  readonly groups: readonly string[];
  /** Those with parameters to train, from the last to the first. */
  readonly layers: readonly LayerSize[];
  /** Parameters, all of them. */
  readonly parameters: number;
  /** Numbers that the forward pass of one sample leaves behind for the way back. */
  readonly activations: number;
  /** Bytes of a number on the backend. */
  readonly bytesPerNumber: number;
}

export interface Cost {
  /** Multiplications and additions, for the whole kernel. */
  readonly operations: number;
  /** Bytes that the work on one tile holds at the peak, beside parameters, samples and the kernel itself. */
  readonly bytes: number;
}

/** Some samples, as the backend holds them. */
export interface Part {
  /** [n, ...input] */
  readonly x: Tensor;
  /** The number of the first of them, by which layers that draw at random go. */
  readonly firstSample: number;
}

/** What a method may ask while it computes. */
export interface EmpiricalJob {
  readonly on: Backend;
  readonly network: FiniteNetwork;
  readonly parameters: Tensors;
  readonly axes: OutputAxes;
  /** Whether terms are kept apart by parameter. */
  readonly grouped: boolean;
  /** Seed of layers that draw at random. */
  readonly seed: number;
  /** To be awaited now and then: lets other tasks have their turn, and throws where the work was called off. */
  pause(): Promise<void>;
}

/**
 * A tile of Θ for n rows and m columns: by name of the parameter, or their sum under one name; nothing at all where it is zero.
 * `full`: [O·n, O·m], output by output; `diagonal`: [O·n, m]; `trace` and `mean`: [n, m], the sum over outputs.
 */
export type TileTerms = Tensors;

/** Some rows of Θ, made ready. */
export interface Strip {
  /** The tile of the rows with themselves, where it was asked for. */
  readonly own?: TileTerms;
  /** The tile of the rows with other samples. */
  against(columns: Part): Promise<TileTerms>;
}

/** What will be asked of a strip: its rows with themselves, and with others. */
export interface StripUse {
  readonly own: boolean;
  readonly others: boolean;
}

/**
 * A way to compute the empirical NTK `Θ[i, j, o, o'] = Σ_w ∂f_o(x_i)/∂w · ∂f_o'(x_j)/∂w`. Register it with one line in
 * `methods/index.ts`, or pass it beside the built-in ones.
 */
export interface EmpiricalMethod {
  readonly kind: string;
  /** True, or why not. */
  supports(problem: EmpiricalProblem): true | string;
  /** In closed form, for tiles of `tile` × `tile` samples. */
  cost(problem: EmpiricalProblem, tile: number): Cost;
  /** Makes rows ready; what the result holds, and what its tiles hold, is freed by the scopes of the caller. */
  strip(job: EmpiricalJob, rows: Part, use: StripUse): Promise<Strip>;
  readonly references: readonly string[];
}
