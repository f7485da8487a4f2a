import { type Architecture, type ArchitecturePlugins, builtIn, finiteNetwork, type Initialisation, initialise } from "@ntkit/architectures";
import type { Backend } from "@ntkit/backend";
import { InvalidInput, type NDArray, random, show } from "@ntkit/core";
import type { Progress } from "../evaluate.ts";
import { type EmpiricalConventions, type EmpiricalKind, evaluateEmpirical } from "./evaluate-empirical.ts";
import type { EmpiricalMethod, OutputAxes } from "./method.ts";
import { type RunningMoments, runningMoments } from "./running-moments.ts";

export interface MonteCarloOptions {
  readonly on: Backend;
  readonly architecture: Architecture;
  /** Samples [n, ...input]. */
  readonly x1: NDArray;
  /** Samples [n', ...input]; left out or null: x1 with itself. */
  readonly x2?: NDArray | null;
  /** Default: both. */
  readonly kinds?: readonly EmpiricalKind[];
  /** Default "mean", which tends to the analytic kernel and averages over outputs as well as over draws. */
  readonly outputs?: OutputAxes;
  /** Stops at this relative error (see the result); default 0.01. */
  readonly relativeError?: number;
  /** At most so many draws; default 1000. */
  readonly draws?: number;
  /** Default 0. */
  readonly seed?: number;
  readonly initialisation?: Initialisation;
  readonly method?: string;
  readonly memory?: number;
  readonly plugins?: ArchitecturePlugins;
  readonly methods?: Readonly<Record<string, EmpiricalMethod>>;
  /** Called after every draw. */
  readonly onProgress?: (progress: Progress) => void;
  /** Stops the work with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Means over initialisations of the kernels of finite networks. */
export interface MonteCarloKernels {
  /** By kind; shapes: see `OutputAxes`. */
  readonly mean: Readonly<Partial<Record<EmpiricalKind, NDArray>>>;
  /** Of every entry of the means, `√(variance / draws)`. */
  readonly standardError: Readonly<Partial<Record<EmpiricalKind, NDArray>>>;
  readonly draws: number;
  /** Of the worse of the kernels: root of the mean square of the standard errors, over that of the entries. */
  readonly relativeError: number;
  /** "reached": the wanted error is; "stopped": the draws ran out before. */
  readonly status: "reached" | "stopped";
  /** What to do where it stopped. */
  readonly remedy?: string;
  readonly conventions: EmpiricalConventions;
}

/** So many draws are made in any case: fewer tell little of their spread. */
const fewest = 10;

/**
 * Mean and standard error, entry by entry, of the empirical NTK and of the products of outputs (NNGP) over initialisations. Kernels
 * are not kept, only their running mean and variance. The means are those at the widths of the architecture: they differ from the
 * analytic kernels by O(1/width) where a nonlinearity follows another.
 *
 * @throws InvalidInput for bad counts and errors, and what `evaluateEmpirical` throws
 */
export async function monteCarlo(options: MonteCarloOptions): Promise<MonteCarloKernels> {
  const { architecture, x1, kinds = ["ntk", "nngp"], outputs = "mean", relativeError: wanted = 0.01, draws: most = 1000, seed = 0 } = options;
  const { plugins = builtIn, initialisation = "normal", onProgress, ...rest } = options;
  requireNumber(wanted >= 0, "relativeError", "expected a number of at least 0", wanted, "Give the error wanted, such as 0.01.");
  requireNumber(Number.isInteger(most) && most >= 2, "draws", "expected a whole number of at least 2", most, "Give the most draws to make, such as 1000.");
  requireNumber(kinds.length > 0, "kinds", "expected at least one kernel", kinds, 'Give "ntk", "nngp" or both.');
  const network = finiteNetwork(architecture, x1.shape.slice(1), plugins);
  const seeds = random(seed);
  const moments = Object.fromEntries(kinds.map((kind) => [kind, runningMoments()]));
  for (let draws = 1; ; draws++) {
    const drawn = seeds.integer(2 ** 32);
    const parameters = initialise(network, { seed: drawn, initialisation });
    const kernels = await evaluateEmpirical({ ...rest, network, kinds, outputs, seed: drawn, parameters });
    for (const kind of kinds) moments[kind].add(kernels[kind]);
    onProgress?.({ done: draws, total: most });
    const relativeError = draws < 2 ? Number.POSITIVE_INFINITY : Math.max(...kinds.map((kind) => moments[kind].relativeError()));
    const reached = draws >= fewest && relativeError <= wanted;
    if (!reached && draws < most) continue;
    const each = (of: (running: RunningMoments) => NDArray) => Object.fromEntries(kinds.map((kind) => [kind, of(moments[kind])]));
    return {
      mean: each((running) => running.mean()),
      standardError: each((running) => running.standardError()),
      ...{ draws, relativeError, conventions: kernels.conventions },
      ...(reached ? { status: "reached" } : { status: "stopped", remedy: remedyFor(draws, relativeError, wanted) }),
    };
  }
}

/** The error falls as 1/√draws. */
function remedyFor(draws: number, relativeError: number, wanted: number): string {
  const needed = Math.max(fewest, Math.ceil(draws * (relativeError / wanted) ** 2));
  if (!Number.isFinite(needed)) return "Ask for a relative error above 0, and see that the network's outputs are finite and not all zero.";
  return `Allow about ${Number(needed.toPrecision(2))} draws, or ask for a relative error of ${relativeError.toPrecision(2)}.`;
}

function requireNumber(holds: boolean, path: string, problem: string, found: unknown, remedy: string): void {
  if (!holds) throw new InvalidInput({ path, problem, found: show(found), remedy });
}
