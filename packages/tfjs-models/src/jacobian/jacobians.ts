import { InvalidInput, type NDArray, type Shape, ShapeMismatch, sizeOf } from "@ntkit/core";
import type { Jacobians } from "./contract.ts";
import type { Tfjs, TfjsTensor, TfjsVariable } from "./tfjs.ts";

/** A function of tensors at fixed parameters, one sample at a time: `f(x)` with x [1, ...sample] is [1, ...output]. */
export interface FunctionAt<T extends TfjsTensor, V extends T & TfjsVariable> {
  readonly tf: Tfjs<T, V>;
  readonly f: (x: T) => T;
  /** What derivatives are taken by. */
  readonly variables: readonly V[];
  /** Called before every sample: to let events have their turn, or to stop. */
  pause(): Promise<void>;
}

/** The shape of the outputs for one sample. Throws ShapeMismatch for a function that does not give one row for one sample. */
export function outputShape<T extends TfjsTensor, V extends T & TfjsVariable>({ tf, f }: FunctionAt<T, V>, x: NDArray): Shape {
  const [y] = tf.tidy(() => [f(sampleOf(tf, x, 0))]);
  const shape = [...y.shape];
  y.dispose();
  if (shape[0] === 1 && sizeOf(shape) > 0) return shape.slice(1);
  throw new ShapeMismatch({
    path: "apply",
    problem: "for one sample [1, ...] it must give its outputs as [1, ...]",
    found: `[${shape.join(", ")}]`,
    remedy: "Keep the axis of the samples first, from the inputs to the outputs.",
  });
}

function sampleOf<T extends TfjsTensor, V extends T & TfjsVariable>(tf: Tfjs<T, V>, x: NDArray, row: number): T {
  const step = sizeOf(x.shape.slice(1));
  return tf.tensor(Float32Array.from(x.data.subarray(row * step, (row + 1) * step)), [1, ...x.shape.slice(1)]);
}

/** The Jacobians of rows `from` to `to` of x, by one transposed derivative for each output of each sample. */
export async function jacobiansOf<T extends TfjsTensor, V extends T & TfjsVariable>(
  at: FunctionAt<T, V>,
  x: NDArray,
  from: number,
  to: number,
  output: Shape,
): Promise<Jacobians> {
  const sizes = at.variables.map(({ shape }) => sizeOf(shape));
  const parameters = sizes.reduce((sum, size) => sum + size, 0);
  const outputs = sizeOf(output);
  const data = new Float32Array((to - from) * outputs * parameters);
  for (let row = from; row < to; row++) {
    await at.pause();
    for (let o = 0; o < outputs; o++) {
      await writeGradients(at, x, row, o, output, data.subarray(((row - from) * outputs + o) * parameters));
    }
  }
  return { data, first: from, samples: to - from, outputs, parameters };
}

/** The derivatives of one output by all variables, one after another; zero for those that it does not depend on. */
async function writeGradients<T extends TfjsTensor, V extends T & TfjsVariable>(
  { tf, f, variables }: FunctionAt<T, V>,
  x: NDArray,
  row: number,
  o: number,
  output: Shape,
  out: Float32Array,
) {
  const found: number[] = [];
  const gradients = tf.tidy(() => {
    const sample = sampleOf(tf, x, row);
    const chosen = tf.tensor(
      Float32Array.from({ length: sizeOf(output) }, (_, i) => (i === o ? 1 : 0)),
      [1, ...output],
    );
    const { grads } = gradientsOf(tf, () => tf.sum(tf.mul(f(sample), chosen)), variables);
    for (const [v, { name }] of variables.entries()) if (grads[name] !== undefined) found.push(v);
    return found.map((v) => grads[variables[v].name]);
  });
  try {
    const values = await Promise.all(gradients.map((gradient) => gradient.data()));
    let start = 0;
    for (const [v, { shape }] of variables.entries()) {
      const at = found.indexOf(v);
      if (at >= 0) out.set(values[at], start);
      start += sizeOf(shape);
    }
  } finally {
    for (const gradient of gradients) gradient.dispose();
  }
}

function gradientsOf<T extends TfjsTensor, V extends T & TfjsVariable>(tf: Tfjs<T, V>, f: () => T, variables: readonly V[]) {
  try {
    return tf.variableGrads(f, [...variables]);
  } catch (cause) {
    throw new InvalidInput({
      path: "apply",
      problem: "tfjs finds no derivative of the outputs by the parameters",
      found: cause instanceof Error ? cause.message : String(cause),
      remedy: "Compute with the parameters that `apply` is handed, by operations of tfjs that have a gradient, and without reading numbers out on the way.",
      cause,
    });
  }
}
