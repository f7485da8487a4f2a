import { type Architecture, type ArchitecturePlugins, builtIn, type FiniteNetwork, finiteNetwork } from "@ntkit/architectures";
import type { Backend, Dtype, Trouble } from "@ntkit/backend";
import { breather, InvalidInput, lookUp, type NDArray, show, sizeOf, zeros } from "@ntkit/core";
import type { Progress } from "../evaluate.ts";
import { samplesOf } from "../samples.ts";
import { tilesOf } from "../tiles.ts";
import { empiricalNngp } from "./empirical-nngp.ts";
import type { Cost, EmpiricalJob, EmpiricalMethod, OutputAxes } from "./method.ts";
import { empiricalMethods } from "./methods/index.ts";
import { addEmpiricalTile, outputShape } from "./place.ts";
import { planEmpirical } from "./plan.ts";
import { layerSizes } from "./problem.ts";
import { forEachTile, outputsOf, type Side, sideOf } from "./strips.ts";
import { empiricalTrouble } from "./trouble.ts";

export type EmpiricalKind = "ntk" | "nngp";

export interface EmpiricalOptions {
  readonly on: Backend;
  /** A network, or the architecture of one. */
  readonly network?: FiniteNetwork;
  readonly architecture?: Architecture;
  /** Its parameters by name, as `initialise` makes them. */
  readonly parameters: Readonly<Record<string, NDArray>>;
  /** Samples [n, ...input]. */
  readonly x1: NDArray;
  /** Samples [n', ...input]; left out or null: x1 with itself, of which the upper triangle is computed and mirrored. */
  readonly x2?: NDArray | null;
  /** Default: the NTK alone. */
  readonly kinds?: readonly EmpiricalKind[];
  /** What becomes of the outputs, taken as one axis; default "full". */
  readonly outputs?: OutputAxes;
  /** The name of a method; default "auto": the one with the fewest operations. */
  readonly method?: string;
  /** Whether the terms of each array of parameters are given apart, too. */
  readonly groups?: boolean;
  /**
   * Bytes never to be exceeded, the result included. Left out: whatever the result, the parameters and the samples take, and
   * 128 MiB for the work on a tile (more only where a single pair of samples needs it).
   */
  readonly memory?: number;
  /** Kinds of layers, for `architecture`. */
  readonly plugins?: ArchitecturePlugins;
  /** Methods to choose from. */
  readonly methods?: Readonly<Record<string, EmpiricalMethod>>;
  /** Seed of layers that draw at random (dropout); samples of x2 have draws of their own. */
  readonly seed?: number;
  /** Called after every tile, in pairs of samples. */
  readonly onProgress?: (progress: Progress) => void;
  /** Stops the work with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** What the numbers of empirical kernels depend on. */
export interface EmpiricalConventions {
  readonly parameterization: Architecture["parameterization"];
  /** What became of the outputs, in words. */
  readonly outputs: string;
  readonly backend: string;
  readonly precision: Dtype;
}

/** Kernels of a network of finite width. Shapes: see `OutputAxes`. */
export interface EmpiricalKernels {
  readonly ntk?: NDArray;
  readonly nngp?: NDArray;
  /** Terms of the NTK by name of the parameter; they add up to it. */
  readonly groups?: Readonly<Record<string, NDArray>>;
  readonly outputs: OutputAxes;
  /** How the NTK was computed, and why so. */
  readonly method: string;
  readonly why: string;
  /** What every method would have cost, by kind. */
  readonly costs: Readonly<Record<string, Cost>>;
  readonly conventions: EmpiricalConventions;
  readonly trouble: Trouble | undefined;
}

const inWords: Readonly<Record<OutputAxes, string>> = {
  full: "every pair of outputs: [n, n', O, O]",
  diagonal: "each output with itself: [n, n', O]",
  trace: "the sum over outputs of each with itself: [n, n']",
  mean: "the mean over outputs of each with itself, trace/O: [n, n']",
};

const bytesOf: Readonly<Record<Dtype, number>> = { float64: 8, float32: 4 };

/**
 * The empirical NTK `Θ[i, j, o, o'] = Σ_w ∂f_o(x_i)/∂w · ∂f_o'(x_j)/∂w` over the parameters w that are trained, and the products of
 * outputs `f_o(x_i) f_o'(x_j)` ("nngp"), of a network of finite width at given parameters, tile by tile.
 *
 * @throws ShapeMismatch and InvalidData for samples and parameters that are not the network's; UnknownName for a method that is not
 *   there; NotEnoughMemory, before any work, where `memory` does not suffice; Unsupported for layers without a rule at finite width
 */
export async function evaluateEmpirical(options: EmpiricalOptions): Promise<EmpiricalKernels> {
  const { on, x1, x2 = null, kinds = ["ntk"], outputs: axes = "full", groups = false, seed = 0, signal, memory } = options;
  const network = networkOf(options);
  lookUp(inWords, axes, "choice of outputs", "outputs");
  for (const kind of kinds) lookUp({ ntk: 0, nngp: 0 }, kind, "kernel", "kinds");
  const [rows, columns] = [samplesOf(x1, network.input, "x1"), x2 && samplesOf(x2, network.input, "x2")];
  const [n1, n2, outputs] = [rows.shape[0], columns?.shape[0] ?? null, sizeOf(network.output)];
  const names = Object.keys(network.parameters).filter((name) => network.parameters[name].trainable);
  const shape = [n1, n2 ?? n1, ...outputShape(axes, outputs)];
  const breathe = breather();
  const pause = async () => {
    signal?.throwIfAborted();
    await breathe();
  };
  return on.scope(async () => {
    const parameters = network.tensors(on, options.parameters);
    const [precision] = on.capabilities.dtypes;
    const problem = {
      ...{ n1, n2, outputs, axes, groups: groups ? names : [] },
      ...(await layerSizes(on, network, parameters)),
      parameters: Object.values(network.parameters).reduce((sum, description) => sum + sizeOf(description.shape), 0),
      bytesPerNumber: bytesOf[precision],
    };
    const matrices = kinds.length + (kinds.includes("ntk") ? problem.groups.length : 0);
    const held = 8 * matrices * sizeOf(shape) + bytesOf[precision] * (problem.parameters + (n1 + (n2 ?? 0)) * rows.shape[1]);
    const methods = options.methods ?? empiricalMethods;
    const plan = planEmpirical(problem, methods, options.method ?? "auto", held, memory);
    const sides = { rows: sideOf(on, rows, network, 0), columns: columns && sideOf(on, columns, network, n1) };
    const job: EmpiricalJob = { on, network, parameters, axes, grouped: groups, seed, pause };

    const ntk = kinds.includes("ntk") ? zeros(shape) : undefined;
    const parts = Object.fromEntries((groups && ntk !== undefined ? names : []).map((name) => [name, zeros(shape)]));
    if (ntk !== undefined) {
      await forEachTile(plan.method, job, sides, tilesOf(n1, n2 ?? n1, plan.tile, n2 === null), options.onProgress, async (terms, tile) => {
        for (const [name, tensor] of Object.entries(terms)) {
          const values = await on.read(tensor);
          on.dispose(tensor);
          addEmpiricalTile(ntk, values, tile, axes, outputs, n2 === null);
          if (groups) addEmpiricalTile(parts[name], values, tile, axes, outputs, n2 === null);
        }
      });
    }
    const values = (side: Side) => outputsOf(job, side, plan.tile);
    const nngp = kinds.includes("nngp") ? empiricalNngp(await values(sides.rows), sides.columns && (await values(sides.columns)), axes) : undefined;
    return {
      ...(ntk && { ntk }),
      ...(nngp && { nngp }),
      ...(groups && ntk && { groups: parts }),
      outputs: axes,
      method: ntk === undefined ? "empirical-nngp" : plan.method.kind,
      why: ntk === undefined ? "only products of outputs were asked for" : plan.why,
      costs: plan.costs,
      conventions: { parameterization: network.architecture.parameterization, outputs: inWords[axes], backend: on.name, precision },
      trouble: empiricalTrouble({ ...(ntk && { ntk }), ...(nngp && { nngp }) }),
    };
  });
}

function networkOf({ network, architecture, x1, plugins = builtIn }: EmpiricalOptions): FiniteNetwork {
  if (network !== undefined) return network;
  if (architecture !== undefined) return finiteNetwork(architecture, x1.shape.slice(1), plugins);
  throw new InvalidInput({
    path: "network",
    problem: "expected a network",
    found: show(network),
    remedy: "Give `network`, from finiteNetwork(), or `architecture`.",
  });
}
