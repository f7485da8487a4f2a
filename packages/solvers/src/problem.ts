import { epsilon } from "@ntkit/backend";
import { InvalidData, InvalidInput, type NDArray, ndArray, ShapeMismatch, show, zeros } from "@ntkit/core";
import type { ChosenLoss } from "@ntkit/losses";

/** `nngp`: covariance K of the outputs at initialisation. `ntk`: neural tangent kernel Θ. */
export type KernelName = "ntk" | "nngp";

/** One kernel on n training and m test points. */
export interface KernelBlocks {
  /** Train against train [n, n], symmetric. */
  readonly train: NDArray;
  /** Test against train [m, n]: rows are test points. Without it, only the training points are predicted. */
  readonly cross?: NDArray | undefined;
  /** Test against test [m, m], or its diagonal [m] where variances are enough. */
  readonly test?: NDArray | undefined;
}

/** What is to be learnt: kernels, targets, and where the function starts. */
export interface Problem {
  readonly loss: ChosenLoss;
  readonly kernels: { readonly [name in KernelName]?: KernelBlocks | undefined };
  /** y [n, O]. */
  readonly targets: NDArray;
  /** What the loss of each sample counts [n], ≥ 0; default 1 each. The normaliser "samples" is n whatever they are. */
  readonly weights?: NDArray | undefined;
  /**
   * f_0 of one network, on train [n, O] and (where there are test points) on test [m, O].
   * Without it: the ensemble of infinitely wide networks, whose mean starts at 0.
   */
  readonly initial?: { readonly train: NDArray; readonly test?: NDArray | undefined } | undefined;
  /** The class of each sample, counted from 0 as the outputs are: with it, predictions tell their accuracy. */
  readonly labels?: { readonly train?: ArrayLike<number> | undefined; readonly test?: ArrayLike<number> | undefined } | undefined;
}

export interface Sizes {
  /** n. */
  readonly train: number;
  /** m, or 0 without test points. */
  readonly test: number;
  /** O. */
  readonly outputs: number;
}

/** Throws ShapeMismatch or InvalidData, with the path, unless all arrays fit together, are finite and symmetric where they must be. */
export function checkProblem({ targets, kernels, weights, initial }: Problem): Sizes {
  if (targets.shape.length !== 2 || targets.shape.includes(0)) throw misfit("targets", targets, "[samples, outputs], at least one of each");
  const [train = 0, outputs = 0] = targets.shape;
  const blocks = Object.entries(kernels).filter((entry): entry is [string, KernelBlocks] => entry[1] !== undefined);
  const test = blocks.find(([, block]) => block.cross !== undefined)?.[1].cross?.shape[0] ?? 0;
  checkArray("targets", targets, [train, outputs]);
  for (const [name, block] of blocks) {
    checkArray(`kernels.${name}.train`, block.train, [train, train]);
    checkSymmetric(`kernels.${name}.train`, block.train);
    if (block.cross !== undefined) checkArray(`kernels.${name}.cross`, block.cross, [test, train]);
    if (block.test === undefined) continue;
    const full = block.test.shape.length === 2;
    checkArray(`kernels.${name}.test`, block.test, full ? [test, test] : [test]);
    if (full) checkSymmetric(`kernels.${name}.test`, block.test);
  }
  if (weights !== undefined) {
    checkArray("weights", weights, [train]);
    const at = weights.data.findIndex((weight) => weight < 0);
    if (at >= 0) {
      throw new InvalidData({
        path: `weights[${at}]`,
        problem: "expected a weight of 0 or more",
        found: String(weights.data[at]),
        remedy: "Give how much the loss of this sample counts; 1 is the default.",
      });
    }
  }
  if (initial !== undefined) {
    checkArray("initial.train", initial.train, [train, outputs]);
    if (initial.test !== undefined) checkArray("initial.test", initial.test, [test, outputs]);
    else if (test > 0) {
      throw new ShapeMismatch({
        path: "initial.test",
        problem: "the initial function is given on the training points only",
        remedy: "Give its values on the test points too: training moves them from where they start.",
      });
    }
  }
  return { train, test, outputs };
}

function misfit(path: string, array: NDArray, expected: string): ShapeMismatch {
  return new ShapeMismatch({ path, problem: `expected ${expected}`, found: show(array.shape), remedy: "Give arrays that belong to the same points." });
}

function checkArray(path: string, array: NDArray, shape: readonly number[]): void {
  if (array.shape.length !== shape.length || shape.some((length, axis) => array.shape[axis] !== length)) throw misfit(path, array, show(shape));
  const at = array.data.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  const place = array.stride.map((step, axis) => `[${Math.floor(at / step) % (shape[axis] ?? 1)}]`).join("");
  throw new InvalidData({
    path: `${path}${place}`,
    problem: "expected a finite number",
    found: String(array.data[at]),
    remedy: "Check the inputs and the architecture that made it.",
  });
}

/** Rounding may leave a kernel asymmetric in its last digits; more is a mistake. */
function checkSymmetric(path: string, { data, shape: [n = 0] }: NDArray): void {
  const allowed = Math.sqrt(epsilon.float64) * data.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      if (Math.abs(data[i * n + j] - data[j * n + i]) <= allowed) continue;
      throw new InvalidData({
        path: `${path}[${i}][${j}]`,
        problem: `a kernel is symmetric, but here it is ${data[i * n + j]} and across the diagonal ${data[j * n + i]}`,
        remedy: "Give the kernel of the points against themselves.",
      });
    }
  }
}

/** The blocks of a kernel that `supports` has found to be there. */
export function blocksOf({ kernels }: Problem, name: KernelName): KernelBlocks {
  const blocks = kernels[name];
  if (blocks !== undefined) return blocks;
  throw new InvalidInput({ path: `kernels.${name}`, problem: "this kernel is needed", remedy: "Compute it and give it with the problem." });
}

/** What is left to learn at the start, `y − f_0` [n, O]. */
export function startingResidual({ targets, initial }: Problem): NDArray {
  return initial === undefined
    ? targets
    : ndArray(
        targets.data.map((y, at) => y - initial.train.data[at]),
        targets.shape,
      );
}

/** `f_0` on the training points [n, O] and on the test points [m, O]: 0 for the mean of the ensemble. */
export function startingFunction({ initial }: Problem, { train, test, outputs }: Sizes): { readonly train: NDArray; readonly test: NDArray } {
  return { train: initial?.train ?? zeros([train, outputs]), test: initial?.test ?? zeros([test, outputs]) };
}
