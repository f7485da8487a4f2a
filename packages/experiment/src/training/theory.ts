import type { Backend } from "@ntkit/backend";
import { type NDArray, ndArray, Unsupported } from "@ntkit/core";
import type { ChosenLoss } from "@ntkit/losses";
import type { KernelBlocks, KernelName, Problem, Uncertainty } from "@ntkit/solvers";
import type { PreparedData } from "../data.ts";
import { type KernelRun, kernelBlocks, traceExperiment } from "../kernels.ts";
import type { ExperimentPlugins } from "../plugins.ts";
import type { Experiment } from "../schema.ts";
import { dynamicsOf } from "./dynamics.ts";
import { absent, type Predicted, predictor } from "./predictor.ts";
import type { TrainingSection } from "./section.ts";

export interface TheoryRun extends Pick<KernelRun, "onProgress" | "signal"> {
  readonly loss: ChosenLoss;
  /** Z. */
  readonly normaliser: number;
  /** Between all test points, or for each alone. */
  readonly uncertainty: "variances" | "covariances";
}

/**
 * What the analytic kernels say of training: mean and spread of an ensemble of infinitely wide networks, step by step. Outputs that
 * are counted from their start (`centre`) have no spread: they all begin at 0.
 */
export async function theory(
  on: Backend,
  experiment: Experiment & { readonly training: TrainingSection },
  data: PreparedData,
  plugins: ExperimentPlugins,
  { loss, normaliser, uncertainty, onProgress, signal }: TheoryRun,
): Promise<Predicted> {
  const { training } = experiment;
  if (training.initialisation === "torch") {
    return absent({
      problem: "the analytic kernels are those of normal draws, and the network is initialised as torch does",
      remedy: 'Write weightStd 0.577… (1/√3) into the layers and take the initialisation "normal".',
    });
  }
  const spread: Uncertainty = training.centre || !loss.quadratic ? "none" : uncertainty;
  const dynamics = dynamicsOf(training, loss, normaliser, spread);
  if ("problem" in dynamics) return absent(dynamics);
  const wanted: readonly KernelName[] = spread === "none" ? ["ntk"] : ["nngp", "ntk"];
  const outputs = data.train.targets.shape[1];
  try {
    const trace = traceExperiment(experiment, plugins, { sample: data.train.inputs.shape.slice(1), outputs, wanted });
    const made = await kernelBlocks(on, trace, data, { covariances: spread === "covariances", onProgress, signal });
    if (made.status !== "ok") return absent(made);
    const factor = training.outputScale ** 2;
    const problem: Problem = { loss, kernels: scaledKernels(made.kernels, factor), targets: data.train.targets };
    return await predictor(on.host ?? on, dynamics, problem, plugins);
  } catch (error) {
    if (error instanceof Unsupported) return absent({ problem: error.path ? `${error.path}: ${error.problem}` : error.problem, remedy: error.remedy });
    throw error;
  }
}

/** Kernels of outputs that are multiplied by α, `factor` = α². */
function scaledKernels({ nngp, ntk }: Problem["kernels"], factor: number): Problem["kernels"] {
  const times = ({ train, cross, test }: KernelBlocks): KernelBlocks => ({
    train: scaled(train, factor),
    cross: cross && scaled(cross, factor),
    test: test && scaled(test, factor),
  });
  return { ...(nngp && { nngp: times(nngp) }), ...(ntk && { ntk: times(ntk) }) };
}

const scaled = ({ data, shape }: NDArray, factor: number): NDArray =>
  ndArray(
    data.map((value) => factor * value),
    shape,
  );
