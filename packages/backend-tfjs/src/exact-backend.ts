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
  operandExtent,
  planProgram,
  reshapeShape,
  sliceShape,
  solveLengths,
  squareSide,
  sumLengths,
  type Tensor,
} from "@ntkit/backend";
import type { NDArray, Shape } from "@ntkit/core";
import { after, type Cell, cell, type Disposable, type Later, release, whenThere, whileHeld } from "./cells.ts";
import { exactGram, exactGramDiagonal } from "./exact-gram.ts";

/** A tensor of the host. */
interface Held extends Disposable {
  readonly tensor: Tensor;
}

/**
 * A backend in float64: its Gram matrices are put together from exact float32 products of `engine` (`exactGram`), and all
 * else is computed by `host`, which holds its tensors. No scope of the host itself may be open while it works.
 */
export function exactBackend(engine: Backend, host: Backend): Backend {
  const name = `${engine.name}-exact`;
  const capabilities: Capabilities = { ...engine.capabilities, dtypes: ["float64"], nativeLinearAlgebra: host.capabilities.nativeLinearAlgebra };
  const tensors = lifetimes<Cell<Held>>(name, release);
  const inTurn = oneByOne();

  const held = (tensor: Tensor): Held => ({ tensor, dispose: () => host.dispose(tensor) });
  const make = (shape: Shape, value: Later<Tensor>): Tensor => tensors.make(shape, "float64", cell(whenThere(value, held)));
  const cellsOf = (inputs: readonly Tensor[]): Cell<Held>[] => inputs.map(tensors.storageOf);
  const apply = (cells: readonly Cell<Held>[], shape: Shape, compute: (...values: Tensor[]) => Tensor): Tensor =>
    make(
      shape,
      after(cells, (values) => compute(...values.map(({ tensor }) => tensor))),
    );
  const whenHeld = <T>(it: Cell<Held>, use: (tensor: Tensor) => Promise<T>): Promise<T> => whileHeld([it], async () => use((await it.value).tensor));
  const numbers = (it: Cell<Held>): Promise<NDArray> => whenHeld(it, (tensor) => host.read(tensor));

  return {
    name,
    capabilities,

    tensor(array, dtype) {
      incomingDtype(name, capabilities, dtype);
      return make(incomingShape(array), host.tensor(array, "float64"));
    },
    read: async (tensor) => numbers(tensors.storageOf(tensor)),
    scope: tensors.scope,
    dispose: tensors.dispose,
    liveTensors: tensors.liveTensors,

    gram(x1, x2, scale) {
      const cells = cellsOf(x2 === null ? [x1] : [x1, x2]);
      const { n, m } = gramLengths(x1, x2);
      const work = async () => {
        const [left, right = null] = await Promise.all(cells.map(numbers));
        return host.tensor(await exactGram(engine, left, right, scale), "float64");
      };
      return make(
        [n, m],
        whileHeld(cells, () => inTurn(work)),
      );
    },
    gramDiagonal(x, scale) {
      const cells = cellsOf([x]);
      const [n] = matrixShape("gramDiagonal", x);
      return make(
        [n],
        whileHeld(cells, async () => host.tensor(exactGramDiagonal(await numbers(cells[0]), scale), "float64")),
      );
    },
    fused(program, operands) {
      const groups = [operands.entries, operands.rows, operands.columns].map((group) => Object.entries(group ?? {}));
      const cells = cellsOf(groups.flat().map(([, tensor]) => tensor));
      const { shape } = operandExtent(operands);
      planProgram(program, operands);
      const outputs = after(cells, (values) => {
        let next = 0;
        const [entries, rows, columns] = groups.map((group) => Object.fromEntries(group.map(([operand]) => [operand, values[next++].tensor])));
        return host.fused(program, { entries, rows, columns });
      });
      return program.outputs.map((_, k) =>
        make(
          shape,
          whenThere(outputs, (made) => made[k]),
        ),
      );
    },

    matmul(a, b, options) {
      const cells = cellsOf([a, b]);
      const { n, m } = matmulLengths(a, b, options);
      return apply(cells, [n, m], (left, right) => host.matmul(left, right, options));
    },
    transpose(a) {
      const cells = cellsOf([a]);
      const [n, m] = matrixShape("transpose", a);
      return apply(cells, [m, n], host.transpose);
    },
    reshape: (a, shape) => apply(cellsOf([a]), reshapeShape(a, shape), (values) => host.reshape(values, shape)),
    slice: (a, from, to) => apply(cellsOf([a]), sliceShape(a, from, to), (values) => host.slice(values, from, to)),
    gather(a, indices) {
      const cells = cellsOf([a]);
      const { shape, rows } = gatherShape(a, indices);
      return apply(cells, shape, (values) => host.gather(values, rows));
    },
    concat: (parts) => apply(cellsOf(parts), concatShape(parts), (...values) => host.concat(values)),
    sum: (a, axis) => apply(cellsOf([a]), sumLengths(a, axis).shape, (values) => host.sum(values, axis)),
    diagonal: (a) => apply(cellsOf([a]), [squareSide("diagonal", a)], host.diagonal),

    async eigh(a) {
      const [matrix] = cellsOf([a]);
      const n = squareSide("eigh", a);
      const result = await whenHeld(matrix, host.eigh);
      return result.status === "ok" ? { status: "ok", values: make([n], result.values), vectors: make([n, n], result.vectors) } : result;
    },
    async cholesky(a) {
      const [matrix] = cellsOf([a]);
      const n = squareSide("cholesky", a);
      const result = await whenHeld(matrix, host.cholesky);
      return result.status === "ok" ? { status: "ok", factor: make([n, n], result.factor) } : result;
    },
    choleskySolve(factor, b) {
      const cells = cellsOf([factor, b]);
      const { n, m } = solveLengths("choleskySolve", factor, b);
      return apply(cells, [n, m], host.choleskySolve);
    },
    triangularSolve(factor, b, options) {
      const cells = cellsOf([factor, b]);
      const { n, m } = solveLengths("triangularSolve", factor, b);
      return apply(cells, [n, m], (l, right) => host.triangularSolve(l, right, options));
    },
  };
}

/** Runs one task after the other: scopes of the engine must not overlap. */
function oneByOne(): <T>(task: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const done = last.then(task);
    last = done.catch(() => {});
    return done;
  };
}
