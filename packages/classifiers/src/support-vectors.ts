import { InvalidData, InvalidInput, type NDArray, ndArray, ShapeMismatch, show } from "@ntkit/core";
import { loadLibsvm } from "./libsvm/load.ts";
import { type PairMachine, readMachines } from "./libsvm/model.ts";

export interface SupportVectorProblem {
  /** Train against train [n, n], symmetric and positive semidefinite. */
  readonly kernel: NDArray;
  /** The class of every training sample [n], any whole numbers from 0; at least two classes. */
  readonly labels: ArrayLike<number>;
  /** What a sample on the wrong side costs: C > 0. */
  readonly C: number;
  /** By how much the optimality conditions may be missed when the iteration stops; default 1e-3. */
  readonly tolerance?: number;
}

/** A fitted classifier. Plain data but for its functions: no memory to free. */
export interface SupportVectorClassifier {
  /** The classes that occur, ascending. */
  readonly classes: readonly number[];
  /** One machine for each pair of classes. */
  readonly machines: readonly PairMachine[];
  /** The class of every sample, from its kernel against the training samples [m, n]. */
  predict(cross: NDArray): Int32Array;
  /** The value of every machine [m, machines]: above 0 for its `first` class. */
  decide(cross: NDArray): NDArray;
}

/**
 * A support vector machine on a precomputed kernel, by LIBSVM (C-SVC, one against one; sequential minimal optimisation with
 * second-order working sets). For each pair of classes, y = ±1: minimise `½ αᵀQα − Σ α`, `Q_st = y_s y_t K_st`, under
 * `0 ≤ α ≤ C` and `yᵀα = 0`. A sample gets the class that wins most pairs, the lowest of equals.
 * The same numbers give the same model. Cost: at least n² a machine, more for large C; LIBSVM holds 16 n² bytes meanwhile.
 * Source: Chang & Lin 2011, LIBSVM: a library for support vector machines; on NTKs, Arora et al. 2020, arXiv:1910.01663.
 *
 * Throws ShapeMismatch for arrays that do not fit, InvalidData for entries and labels that cannot be, InvalidInput for C or a
 * tolerance that is not positive.
 */
export async function fitSupportVectors({ kernel, labels, C, tolerance = 1e-3 }: SupportVectorProblem): Promise<SupportVectorClassifier> {
  const n = labels.length;
  checkKernel("kernel", kernel, n, n);
  const classes = checkLabels(labels);
  for (const [path, value] of Object.entries({ C, tolerance })) {
    if (value > 0 && Number.isFinite(value)) continue;
    throw new InvalidInput({ path, problem: "expected a positive number", found: show(value), remedy: "The usual ones are C = 1 and tolerance = 0.001." });
  }
  const Machine = await loadLibsvm();
  const machine = new Machine({ type: "0", kernel: "4", cost: C, tolerance, cacheSize: 100, quiet: true });
  try {
    machine.train(
      Array.from(labels, (_, i) => numbered(i, kernel.data.subarray(i * n, (i + 1) * n))),
      labels,
    );
    return classifier(readMachines(machine.serializeModel()), classes, n);
  } finally {
    machine.free();
  }
}

/** A sample as LIBSVM takes it: its number, counted from 1, and its row of the kernel. */
function numbered(sample: number, row: Float64Array): Float64Array {
  const line = new Float64Array(row.length + 1);
  line[0] = sample + 1;
  line.set(row, 1);
  return line;
}

function classifier(machines: readonly PairMachine[], classes: readonly number[], n: number): SupportVectorClassifier {
  const decide = (cross: NDArray): NDArray => {
    const m = cross.shape[0];
    checkKernel("cross", cross, m, n);
    const values = new Float64Array(m * machines.length);
    for (let row = 0; row < m; row++) {
      machines.forEach(({ samples, coefficients, rho }, k) => {
        values[row * machines.length + k] = samples.reduce((sum, sample, s) => sum + coefficients[s] * cross.data[row * n + sample], -rho);
      });
    }
    return ndArray(values, [m, machines.length]);
  };
  const predict = (cross: NDArray): Int32Array => {
    const { data } = decide(cross);
    return Int32Array.from({ length: cross.shape[0] }, (_, row) => {
      const votes = new Map(classes.map((one) => [one, 0]));
      machines.forEach(({ first, second }, k) => {
        const winner = data[row * machines.length + k] > 0 ? first : second;
        votes.set(winner, (votes.get(winner) ?? 0) + 1);
      });
      const most = Math.max(...votes.values());
      return classes.find((one) => votes.get(one) === most) ?? classes[0];
    });
  };
  return { classes, machines, predict, decide };
}

function checkKernel(path: string, { data, shape }: NDArray, rows: number, columns: number): void {
  if (shape.length !== 2 || shape[0] !== rows || shape[1] !== columns) {
    throw new ShapeMismatch({
      path,
      problem: `expected [${path === "kernel" ? rows : "samples"}, ${columns}]`,
      found: show(shape),
      remedy: "Give the kernel of the samples against the training samples, and one label for each of those.",
    });
  }
  const at = data.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  throw new InvalidData({
    path: `${path}[${Math.floor(at / columns)}][${at % columns}]`,
    problem: "expected a finite number",
    found: String(data[at]),
    remedy: "Check the inputs and the architecture that made it.",
  });
}

function checkLabels(labels: ArrayLike<number>): number[] {
  const list = Array.from(labels);
  const at = list.findIndex((label) => !Number.isInteger(label) || label < 0 || label >= 2 ** 31);
  if (at >= 0) {
    throw new InvalidData({ path: `labels[${at}]`, problem: "expected a class, a whole number from 0", found: show(list[at]), remedy: "Number the classes." });
  }
  const classes = [...new Set(list)].sort((a, b) => a - b);
  if (classes.length >= 2) return classes;
  throw new InvalidData({
    path: "labels",
    problem: "samples of at least two classes are needed",
    found: classes.length === 0 ? "none" : `class ${classes[0]} alone`,
    remedy: "Add samples of another class.",
  });
}
