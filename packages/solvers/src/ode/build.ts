import type { Backend, Tensor, Trouble } from "@ntkit/backend";
import { type NDArray, Unsupported } from "@ntkit/core";
import { meanLoss, resolveNormaliser } from "@ntkit/losses";
import { vector } from "../arrays.ts";
import { blocksOf, checkProblem, type Problem, startingFunction } from "../problem.ts";
import { absoluteRidge } from "../ridge.ts";
import type { Indefinite } from "../solver.ts";
import { readSpectrum } from "../spectrum.ts";
import { chooser, needsModes } from "./choose.ts";
import { type Drive, type Flow, gradientFlow, heavyBall } from "./flow.ts";
import type { Cursor } from "./integrate.ts";
import { inspectKernel } from "./kernel.ts";
import type { Method } from "./method.ts";
import { modalFlow } from "./modal.ts";
import type { OdeSpec } from "./options.ts";
import type { OdeState } from "./state.ts";
import { trajectory } from "./trajectory.ts";
import { largest } from "./vectors.ts";

/** The flow of a problem that was found to fit, at its start. */
export async function buildState(
  on: Backend,
  spec: OdeSpec,
  problem: Problem,
  methods: Readonly<Record<string, Method>>,
): Promise<OdeState | Indefinite | Trouble> {
  const sizes = checkProblem(problem);
  const { loss } = problem;
  const { train, cross } = blocksOf(problem, spec.ensemble);
  const ridge = absoluteRidge(spec.ridge, train);
  const facts = await inspectKernel(on, train, ridge);
  if (facts.status !== "ok") return facts;
  if (!facts.positive && spec.method === "exponential-rosenbrock") {
    throw new Unsupported({
      path: "method",
      problem: "the kernel is positive only with its ridge, and exponential-rosenbrock measures lengths by the kernel alone",
      remedy: 'Take the method "auto" or "rkc".',
    });
  }
  const basis = needsModes(spec, problem, methods) ? await eigenbasis(on, train, ridge) : undefined;
  if (basis !== undefined && basis.status !== "ok") return basis;

  const weights = problem.weights?.data ?? new Float64Array(sizes.train).fill(1);
  const held = {
    kernel: on.tensor(train),
    cross: cross && on.tensor(cross),
    targets: on.tensor(problem.targets),
    weights: vector(on, weights),
    vectors: basis?.vectors,
  };
  const start = startingFunction(problem, sizes);
  const drive: Drive = { ...held, on, loss, ridge, samples: sizes.train, outputs: sizes.outputs };
  const heaviest = largest(weights, [0, sizes.train]);
  const fastest = facts.largest * heaviest * (loss.curvature ?? 1) + ridge;
  const normaliser = resolveNormaliser(spec.normaliser, { samples: sizes.train, outputs: sizes.outputs });
  const flow: Flow =
    spec.momentum === undefined
      ? { ...gradientFlow(drive, fastest), modal: basis && modalFlow(drive, basis.vectors, basis.modes, start.train.data, weights) }
      : heavyBall(drive, fastest, { friction: (1 - spec.momentum) / Math.sqrt(spec.learningRate), normaliser: normaliser.value });
  const clock = spec.momentum === undefined ? spec.learningRate / normaliser.value : Math.sqrt(spec.learningRate);
  const quickest = normaliser.value / (spec.learningRate * facts.largest);
  const patience = spec.horizon * quickest * clock;
  const ended = async (cursor: Cursor): Promise<boolean> => {
    if (isStationary(flow, spec, cursor) || cursor.s >= patience) return true;
    if (spec.targetLoss === undefined) return false;
    const f = { ...problem.targets, data: flow.read(cursor.y).f };
    return (await meanLoss(on, loss, f, problem.targets, normaliser.value, problem.weights)) <= spec.targetLoss;
  };
  const plan = {
    field: flow,
    tolerances: { rtol: spec.rtol, atol: spec.atol },
    choose: chooser(spec, problem, methods, facts.positive),
    fixedStep: spec.step * clock,
    maxSteps: spec.maxSteps,
  };
  return {
    status: "ok",
    spec,
    problem,
    sizes,
    start,
    conditionNumber: facts.conditionNumber,
    timeConstants: facts.largest > 0 ? { fastest: quickest, slowest: Math.min(quickest * facts.conditionNumber, (quickest * spec.horizon) / 10) } : undefined,
    maximumLearningRate: (2 * (1 + (spec.momentum ?? 0)) * normaliser.value) / (facts.top * heaviest * (loss.curvature ?? Number.NaN) + ridge),
    drive,
    flow,
    clock,
    held,
    trajectory: trajectory(plan, flow.begin(start.train.data), ended),
    conventions: {
      solver: spec,
      loss: loss.spec,
      kernel: spec.ensemble,
      ridge: { ...spec.ridge, absolute: ridge },
      jitter: 0,
      dynamics: { learningRate: spec.learningRate, normaliser },
      backend: on.name,
      dtype: held.kernel.dtype,
    },
  };
}

/** Whether no function value moved by more than ten tolerances (below that, steps wander) while the time last doubled. */
export function isStationary({ fastest, watched }: Flow, { rtol, atol }: OdeSpec, { s, y, mark }: Cursor): boolean {
  return fastest === 0 || (s * fastest >= 10 && mark.moved <= 10 * (atol + rtol * largest(y, watched)));
}

/** Q and λ of `Θ = Q λ Qᵀ`, eigenvalues that are rounding errors taken for 0; some may be negative where the ridge makes up for it. */
async function eigenbasis(
  on: Backend,
  kernel: NDArray,
  ridge: number,
): Promise<{ readonly status: "ok"; readonly vectors: Tensor; readonly modes: Float64Array } | Indefinite | Trouble> {
  const eigh = await on.eigh(on.tensor(kernel));
  if (eigh.status !== "ok") return eigh;
  const values = (await on.read(eigh.values)).data;
  const { dtype } = eigh.vectors;
  const reading = readSpectrum(values, { ridge, dtype });
  if (reading.status !== "ok") return reading;
  // Without the ridge: what is below zero then is either a rounding error or what the ridge lifts.
  const bare = readSpectrum(values, { ridge: 0, dtype });
  return { status: "ok", vectors: eigh.vectors, modes: bare.status === "ok" ? bare.modes : values };
}
