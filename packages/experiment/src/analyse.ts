import {
  effectiveDimension,
  effectiveRank,
  evidenceOf,
  kareOf,
  leaveOneOutOf,
  participationRatio,
  regularise,
  regulariseBySpectrum,
  type Spectrum,
  targetAlignment,
  targetModes,
} from "@ntkit/analysis";
import type { Backend } from "@ntkit/backend";
import { type NDArray, ndArray } from "@ntkit/core";
import { accuracy } from "@ntkit/losses";
import type { SolverState } from "@ntkit/solvers";
import type { Samples } from "./data.ts";
import { type Estimates, type ExperimentResult, jsonNumber } from "./result.ts";

/** What there is to analyse: the training kernel of a solver, and what it learns. */
interface Subject {
  readonly state: SolverState;
  readonly kernel: NDArray;
  readonly train: Samples;
  /** Whether the loss is squared: estimates of the error are those of kernel regression. */
  readonly quadratic: boolean;
}

/**
 * What the training kernel says of learning, as far as the solver's own work lets it be known at no more than n² O: the spectrum from a solver
 * that decomposed the kernel, and with it (or with a factorisation, at n³) error estimates from the training samples alone; how
 * the kernel is aligned with the targets in any case.
 */
export async function analyse(
  on: Backend,
  { state, kernel, train, quadratic }: Subject,
): Promise<Pick<ExperimentResult, "spectrum" | "alignment" | "estimates">> {
  return on.scope(async () => {
    const { targets } = train;
    const alignment = { plain: targetAlignment(kernel, targets), centred: targetAlignment(kernel, targets, { centred: true }) };
    const taken = await spectrumOf(on, state);
    const { ridge, jitter } = state.conventions;
    const added = ridge.absolute + jitter;
    const estimates = async (): Promise<Pick<ExperimentResult, "estimates">> => {
      if (!quadratic || (taken === undefined && state.held["factor"] === undefined)) return {};
      const solved =
        taken === undefined ? await regularise(on, kernel, targets, { kind: "absolute", value: added }) : await regulariseBySpectrum(on, taken, targets, added);
      if (solved.status !== "ok") return { estimates: { status: solved.status, problem: solved.problem, remedy: solved.remedy } };
      const left = leaveOneOutOf(solved);
      const found: Estimates = {
        status: "ok",
        kare: kareOf(solved).error,
        leaveOneOut: { error: left.error, ...(train.labels === undefined ? {} : { accuracy: accuracy(left.predictions, train.labels) }) },
        ...(isPrior(state) ? { logMarginalLikelihood: evidenceOf(solved) } : {}),
      };
      return { estimates: found };
    };
    return { ...(await summary(on, state, taken, targets)), alignment, ...(await estimates()) };
  });
}

/** Whether the kernel is the covariance of a prior of what is learnt: the NNGP, or the NTK taken for one by name. */
const isPrior = ({ conventions: { kernel, solver } }: SolverState): boolean => kernel === "nngp" || ("predictor" in solver && solver.predictor === "ntkgp");

/** The decomposition of a solver that has one, strongest mode first. */
async function spectrumOf(on: Backend, { spectrum, held }: SolverState): Promise<Spectrum | undefined> {
  const { vectors } = held;
  if (spectrum === undefined || vectors === undefined) return undefined;
  const n = spectrum.eigenvalues.shape[0];
  const { data } = await on.read(vectors);
  const flipped = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let k = 0; k < n; k++) flipped[i * n + k] = data[i * n + n - 1 - k];
  const rounding = spectrum.rankTolerance;
  const values = spectrum.eigenvalues.data.toReversed().map((value) => (Math.abs(value) > rounding ? value : 0));
  return {
    status: "ok",
    eigenvalues: ndArray(values, [n]),
    eigenvectors: ndArray(flipped, [n, n]),
    clamped: { count: values.filter((value) => value === 0).length, size: rounding },
  };
}

async function summary(
  on: Backend,
  { spectrum, conventions }: SolverState,
  taken: Spectrum | undefined,
  targets: NDArray,
): Promise<Pick<ExperimentResult, "spectrum">> {
  if (spectrum === undefined || taken === undefined) return {};
  const { total } = await targetModes(on, taken, targets);
  const values = taken.eigenvalues.data;
  return {
    spectrum: {
      eigenvalues: [...spectrum.eigenvalues.data].reverse(),
      conditionNumber: jsonNumber(spectrum.conditionNumber),
      rank: spectrum.rank,
      effectiveRank: effectiveRank(values),
      participationRatio: participationRatio(values),
      effectiveDimension: effectiveDimension(values, conventions.ridge.absolute),
      targetShares: [...total.shares.data],
    },
  };
}
