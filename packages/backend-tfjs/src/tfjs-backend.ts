import {
  type Backend,
  type Capabilities,
  concatShape,
  gatherShape,
  gramLengths,
  incomingDtype,
  incomingShape,
  lifetimes,
  matmulLengths,
  matrixShape,
  reshapeShape,
  sliceShape,
  solveLengths,
  squareSide,
  sumLengths,
  type Tensor,
} from "@ntkit/backend";
import { type FloatArray, lookUp, type NDArray, ndArray, type Shape, sizeOf } from "@ntkit/core";
import { after, type Cell, cell, type Later, release, whenThere, whileHeld } from "./cells.ts";
import { type Engine, startEngine, useEngine } from "./engine.ts";
import { type EngineName, engines } from "./engines/index.ts";
import { exactBackend } from "./exact-backend.ts";
import { prepareFused, tapeCache } from "./fused.ts";
import { hostAlgebra } from "./host.ts";
import * as products from "./products.ts";
import { replacementsOf } from "./replacements.ts";
import type { Tfjs, Values } from "./tfjs.ts";

export interface TfjsOptions {
  /** Where decompositions and triangular solves run, in float64: a backend that has it, such as the reference backend. */
  readonly host: Backend;
  /**
   * "exact": a backend in float64, with Gram matrices from exact float32 products of the engine and all else on the host,
   * which is then its own: no other may have scopes on it. docs/backends.md says where that is faster than the host alone.
   * Default "float32": all but decompositions and solves on the engine.
   */
  readonly gram?: "float32" | "exact";
}

const capabilitiesOf = ({ gpu, device }: Engine): Capabilities => ({
  dtypes: ["float32"],
  nativeLinearAlgebra: false,
  gpu,
  ...(device === undefined ? {} : { device }),
});

/**
 * A backend over an engine of the tfjs that you have, such as the namespace of `@tensorflow/tfjs`: by its name, or with what
 * there is to know of another engine. In float32; decompositions and triangular solves go to `host`: their results are
 * rounded to float32, and those of solves are there when something is read. Throws UnknownName for the name of no engine or
 * way to a Gram matrix, Unsupported if it does not start (tfjs would go on with another), InvalidInput for a host without float64.
 */
export async function tfjsBackend(tf: Tfjs, engineOrName: Engine | EngineName, { host, gram = "float32" }: TfjsOptions): Promise<Backend> {
  const finish = lookUp({ float32: (on: Backend) => on, exact: (on: Backend) => exactBackend(on, host) }, gram, "way to a Gram matrix", "tfjsBackend.gram");
  const engine = typeof engineOrName === "string" ? await lookUp(engines, engineOrName, "engine of tfjs", "tfjsBackend.engine")() : engineOrName;
  const { name } = engine;
  const algebra = hostAlgebra(host, name);
  await startEngine(tf, engine);
  const capabilities = capabilitiesOf(engine);
  const tensors = lifetimes<Cell<Values>>(name, release);
  const use = () => useEngine(tf, engine);
  const fusedContext = { tf, engine, use, replacements: replacementsOf(engine.replaced), tape: tapeCache() };

  const make = (shape: Shape, value: Later<Values>): Tensor => tensors.make(shape, "float32", cell(value));
  const cellsOf = (inputs: readonly Tensor[]): Cell<Values>[] => inputs.map(tensors.storageOf);
  /** tfjs knows vectors and matrices of ours only, so that its limits on axes are none of ours. */
  const layout = (shape: Shape): number[] => (shape.length === 2 ? [...shape] : [sizeOf(shape)]);
  const upload = ({ data, shape }: Pick<NDArray<FloatArray>, "data" | "shape">): Values => {
    use();
    return tf.keep(tf.tensor(Float32Array.from(data), layout(shape), "float32"));
  };
  const zeros = (shape: Shape): Values => tf.tensor(new Float32Array(sizeOf(shape)), layout(shape), "float32");

  /** The tensor that `compute` makes of the values of `cells`. Engines are not asked about empty arrays: some get them wrong. */
  const apply = (cells: readonly Cell<Values>[], shape: Shape, compute: (...values: Values[]) => Values): Tensor =>
    make(
      shape,
      after(cells, (values) => {
        use();
        return tf.keep(tf.tidy(() => (sizeOf(shape) === 0 ? zeros(shape) : tf.reshape(compute(...values), layout(shape)))));
      }),
    );

  const numbers = (held: Cell<Values>, shape: Shape): Promise<NDArray> =>
    whileHeld([held], async () => {
      const value = await held.value;
      if (sizeOf(shape) === 0) return ndArray(new Float64Array(0), shape);
      use();
      return ndArray(Float64Array.from(await value.data()), shape);
    });
  const fromHost = (array: NDArray): Tensor => make(array.shape, upload(array));
  const solve = (factor: Tensor, b: Tensor, operation: string, by: (l: NDArray, right: NDArray) => Promise<NDArray>): Tensor => {
    const [l, right] = cellsOf([factor, b]);
    solveLengths(operation, factor, b);
    return make(
      b.shape,
      whileHeld([l, right], async () => upload(await by(await numbers(l, factor.shape), await numbers(right, b.shape)))),
    );
  };

  return finish({
    name,
    capabilities,
    host,

    tensor(array, dtype) {
      incomingDtype(name, capabilities, dtype);
      return make(incomingShape(array), upload(array));
    },
    read: async (tensor) => numbers(tensors.storageOf(tensor), tensor.shape),
    scope: tensors.scope,
    dispose: tensors.dispose,
    liveTensors: tensors.liveTensors,

    matmul(a, b, options = {}) {
      const cells = cellsOf([a, b]);
      const { n, k, m } = matmulLengths(a, b, options);
      const turned = (value: Values, turn: boolean | undefined) => (turn === true ? tf.transpose(value) : value);
      return apply(cells, [n, m], (left, right) =>
        k === 0 ? zeros([n, m]) : products.product(tf, engine, turned(left, options.transposeA), turned(right, options.transposeB)),
      );
    },
    gram(x1, x2, scale) {
      const cells = cellsOf(x2 === null ? [x1] : [x1, x2]);
      const { n, m, d } = gramLengths(x1, x2);
      return apply(cells, [n, m], (left, right) => (d === 0 ? zeros([n, m]) : products.gram(tf, engine, left, x2 === null ? null : right, scale)));
    },
    gramDiagonal(x, scale) {
      const cells = cellsOf([x]);
      const [n, d] = matrixShape("gramDiagonal", x);
      return apply(cells, [n], (values) => (d === 0 ? zeros([n]) : products.gramDiagonal(tf, engine, values, scale)));
    },
    fused(program, operands) {
      cellsOf([operands.entries, operands.rows, operands.columns].flatMap((group) => Object.values(group ?? {})));
      const { shape, tensors: inputs, run } = prepareFused(fusedContext, program, operands);
      const outputs = after(cellsOf(inputs), (values) => run(values));
      return program.outputs.map((_, k) =>
        make(
          shape,
          whenThere(outputs, (values) => reshaped(values[k], shape)),
        ),
      );
    },

    transpose(a) {
      const cells = cellsOf([a]);
      const [n, m] = matrixShape("transpose", a);
      return apply(cells, [m, n], (values) => tf.transpose(values));
    },
    reshape: (a, shape) => apply(cellsOf([a]), reshapeShape(a, shape), (values) => values),
    slice(a, from, to) {
      const cells = cellsOf([a]);
      const shape = sliceShape(a, from, to);
      return apply(cells, shape, (values) => tf.slice(tf.reshape(values, [a.shape[0], -1]), [from, 0], [to - from, -1]));
    },
    gather(a, indices) {
      const cells = cellsOf([a]);
      const { shape, rows } = gatherShape(a, indices);
      const [n, width] = [a.shape[0], sizeOf(shape.slice(1))];
      const withZeros = rows.includes(-1);
      // A row of zeros stands after the others.
      const places = rows.map((row) => (row === -1 ? n : row));
      return apply(cells, shape, (values) => {
        const table = tf.reshape(values, [n, width]);
        return tf.gather(withZeros ? tf.concat([table, zeros([1, width])]) : table, tf.tensor(places, [rows.length], "int32"));
      });
    },
    concat(parts) {
      const cells = cellsOf(parts);
      return apply(cells, concatShape(parts), (...values) => tf.concat(values.map((value) => tf.reshape(value, [value.size]))));
    },
    sum(a, axis) {
      const cells = cellsOf([a]);
      const { outer, length, inner, shape } = sumLengths(a, axis);
      return apply(cells, shape, (values) => (length === 0 ? zeros(shape) : tf.sum(tf.reshape(values, [outer, length, inner]), 1)));
    },
    diagonal(a) {
      const cells = cellsOf([a]);
      const n = squareSide("diagonal", a);
      return apply(cells, [n], (values) => products.diagonal(tf, values));
    },

    async eigh(a) {
      const [held] = cellsOf([a]);
      squareSide("eigh", a);
      const result = await algebra.eigh(await numbers(held, a.shape));
      return result.status === "ok" ? { status: "ok", values: fromHost(result.values), vectors: fromHost(result.vectors) } : result;
    },
    async cholesky(a) {
      const [held] = cellsOf([a]);
      squareSide("cholesky", a);
      const result = await algebra.cholesky(await numbers(held, a.shape));
      return result.status === "ok" ? { status: "ok", factor: fromHost(result.factor) } : result;
    },
    choleskySolve: (factor, b) => solve(factor, b, "choleskySolve", algebra.choleskySolve),
    triangularSolve: (factor, b, options = {}) => solve(factor, b, "triangularSolve", (l, right) => algebra.triangularSolve(l, right, options)),
  });

  function reshaped(values: Values, shape: Shape): Values {
    const value = tf.keep(tf.reshape(values, layout(shape)));
    values.dispose();
    return value;
  }
}
