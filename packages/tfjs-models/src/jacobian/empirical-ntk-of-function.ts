import type { Trouble } from "@ntkit/backend";
import { breather, InvalidData, InvalidInput, type NDArray, NotEnoughMemory, show, sizeOf, zeros } from "@ntkit/core";
import { type OutputAxes, type Progress, tilesOf } from "@ntkit/kernels";
import { axesOf, contract, type Jacobians, mirror } from "./contract.ts";
import { type FunctionAt, jacobiansOf, outputShape } from "./jacobians.ts";
import { type FunctionParameters, isVariable, type Tfjs, type TfjsTensor, type TfjsVariable } from "./tfjs.ts";

export interface FunctionNtkOptions<T extends TfjsTensor, V extends T & TfjsVariable, P extends FunctionParameters<T>> {
  /** The tfjs that `apply` is written with. */
  readonly tf: Tfjs<T, V>;
  /** (parameters, x [1, ...sample]) → outputs [1, ...output]; differentiable, and with nothing random in it. */
  readonly apply: (params: P, x: T) => T;
  /** Where the derivatives are taken, and by what. Variables that are not trainable count as constants. */
  readonly params: P;
  /** Samples [n, ...sample]. They are rounded to float32, in which tfjs computes. */
  readonly x1: NDArray;
  /** Samples [n', ...sample]; left out or null: x1 itself, of which the upper triangle is computed. */
  readonly x2?: NDArray | null;
  /** Which pairs of outputs; default "full". */
  readonly outputs?: OutputAxes;
  /** Samples of a tile. Default: as many as 128 MiB of Jacobians hold. Results do not depend on it. */
  readonly tile?: number;
  /** Called after every tile, in pairs of samples. */
  readonly onProgress?: (progress: Progress) => void;
  /** Stops the work with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** An empirical NTK, and what went wrong numerically, if anything did. */
export interface FunctionNtk {
  /** "full": [n, n', O, O]; "diagonal": [n, n', O]; "trace" and "mean": [n, n']. */
  readonly ntk: NDArray;
  readonly trouble: Trouble | undefined;
}

const tileBytes = 128 * 2 ** 20;
/** Rows of Jacobians in a tile at most: the products of two tiles take as much memory again. */
const tileRows = 2048;
/** The longest typed array that every engine of JavaScript makes. */
const mostEntries = 2 ** 31;

/**
 * The empirical NTK of any differentiable function written with tfjs, `Θ[i, j, o, o'] = Σ_w ∂f_o(x_i)/∂w · ∂f_o'(x_j)/∂w`,
 * from Jacobians: one transposed derivative for each output of each sample, in the float32 of tfjs, contracted in float64.
 * At most two tiles of Jacobians are in memory at once, and every tensor is freed. Source: Novak et al. 2022,
 * arXiv:2206.08720, section 3.1 (Jacobian contraction).
 *
 * @throws InvalidData for no samples; InvalidInput for parameters none of which is trained, a function that tfjs has no
 *   derivative of, and a bad `tile`; ShapeMismatch for outputs without the axis of the samples; NotEnoughMemory where the
 *   Jacobian of one sample is too large
 */
export async function empiricalNtkOfFunction<T extends TfjsTensor, V extends T & TfjsVariable, P extends FunctionParameters<T>>(
  options: FunctionNtkOptions<T, V, P>,
): Promise<FunctionNtk> {
  const { tf, apply, params, x1, x2 = null, outputs: axes = "full", onProgress, signal } = options;
  requireSamples(x1, "x1");
  if (x2 !== null) requireSamples(x2, "x2");
  const breathe = breather();
  const pause = async () => {
    signal?.throwIfAborted();
    await breathe();
  };
  const made: T[] = [];
  try {
    const variables = Object.entries<T>({ ...params }).map(([name, tensor]) => {
      if (isVariable<T, V>(tensor)) return [name, tensor] as const;
      const variable = tf.variable(tensor);
      made.push(variable);
      return [name, variable] as const;
    });
    const values = variables.map(([, variable]) => variable);
    const handed: FunctionParameters<T> = Array.isArray(params) ? values : Object.fromEntries(variables);
    const at: FunctionAt<T, V> = { tf, pause, f: (x) => apply(handed as P, x), variables: values.filter(({ trainable }) => trainable) };
    if (at.variables.length === 0) {
      throw new InvalidInput({
        path: "params",
        problem: "nothing to take derivatives by",
        remedy: "Give at least one tensor, or a variable that is trainable.",
      });
    }
    const output = outputShape(at, x1);
    const count = sizeOf(output);
    const tile = tileSize(
      options.tile,
      count,
      at.variables.reduce((sum, { shape }) => sum + sizeOf(shape), 0),
    );
    const ntk = zeros([x1.shape[0], (x2 ?? x1).shape[0], ...axesOf(axes, count)]);
    const [n1, n2] = ntk.shape;
    let rows: Jacobians | undefined;
    let done = 0;
    for (const { row0, row1, column0, column1 } of tilesOf(n1, n2, tile, x2 === null)) {
      if (rows?.first !== row0) {
        rows = undefined;
        rows = await jacobiansOf(at, x1, row0, row1, output);
      }
      const onDiagonal = x2 === null && row0 === column0;
      contract(ntk, rows, onDiagonal ? rows : await jacobiansOf(at, x2 ?? x1, column0, column1, output), axes);
      done += (row1 - row0) * (column1 - column0) * (x2 === null && !onDiagonal ? 2 : 1);
      onProgress?.({ done, total: n1 * n2 });
    }
    if (x2 === null) mirror(ntk, axes, count);
    return { ntk, trouble: troubleOf(ntk) };
  } finally {
    for (const variable of made) variable.dispose();
  }
}

function tileSize(asked: number | undefined, outputs: number, parameters: number): number {
  const jacobian = outputs * parameters;
  if (jacobian > mostEntries) {
    throw new NotEnoughMemory({
      path: "params",
      problem: `the Jacobian of one sample has ${jacobian} entries`,
      remedy: "Let `apply` give fewer outputs at a time, or take derivatives by fewer parameters: variables that are not trainable count as constants.",
    });
  }
  if (asked === undefined) return Math.max(1, Math.floor(Math.min(tileBytes / (4 * jacobian), tileRows / outputs)));
  if (Number.isInteger(asked) && asked >= 1) return Math.min(asked, Math.floor(mostEntries / jacobian));
  throw new InvalidInput({
    path: "tile",
    problem: "expected a whole number of at least 1",
    found: show(asked),
    remedy: "Give the samples of a tile, such as 16.",
  });
}

function requireSamples(x: NDArray, path: string): void {
  const found = `shape [${x.shape.join(", ")}]`;
  if (x.shape.length < 1 || x.shape[0] < 1)
    throw new InvalidData({ path, problem: "expected at least one sample", found, remedy: "Give an array [samples, ...]." });
  const at = x.data.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  throw new InvalidData({ path, problem: `entry ${at} is not a finite number`, found: String(x.data[at]), remedy: "Replace it, or leave its sample out." });
}

function troubleOf({ data, stride }: NDArray): Trouble | undefined {
  const at = data.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return undefined;
  const [i, j] = [Math.floor(at / stride[0]), Math.floor((at % stride[0]) / stride[1])];
  return {
    status: "not-finite",
    problem: `the kernel of samples ${i} and ${j} is ${data[at]}: a derivative does not exist or overflows float32`,
    remedy: "Look at the outputs of these samples, and use smaller weights or inputs.",
  };
}
