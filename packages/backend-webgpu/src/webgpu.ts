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
import { ndArray, type Shape, sizeOf } from "@ntkit/core";
import { engine as engineOf, type Job } from "./engine/engine.ts";
import type { Block, View } from "./engine/memory.ts";
import { choleskyFactor, eigensystem, solution } from "./linear-algebra.ts";
import { runFused, segmentCache } from "./program/run-fused.ts";
import { gatherRows } from "./shaders/gather-rows.ts";
import { type Product, products } from "./shaders/products.ts";
import { rowNorms } from "./shaders/row-norms.ts";
import { strided } from "./shaders/strided.ts";
import { sumAxis } from "./shaders/sum-axis.ts";

export interface WebgpuOptions {
  /** Decompositions and solves run on this backend, in its precision. No scope of it may end while they run. */
  readonly host: Backend;
  /**
   * Whether `fused` computes the Gram matrix that it reads in its own shader. Results do not depend on it, to the last bit.
   * Default: true on a GPU; false where software stands in for one, as it takes seconds to compile large shaders.
   */
  readonly fuseGram?: boolean;
}

/** A backend that holds a GPU device until it is closed. */
export interface WebgpuBackend extends Backend {
  readonly host: Backend;
  /** Gives the GPU back; nothing works afterwards. */
  close(): void;
}

/** What stands behind a tensor: numbers, or the product that it owes until someone needs its numbers. */
interface Storage {
  view: View | undefined;
  owed: Product | undefined;
  /** Whether a program has computed the owed product on its way: the next who asks gets numbers. */
  absorbed: boolean;
}

const name = "webgpu";

/**
 * The backend on a WebGPU device that you have (`openWebgpu` gets one): float32, kernels emitted as WGSL. `gram` is put
 * off: a `fused` that takes its result computes both in one shader, and the matrix never exists.
 */
export function webgpuBackend(device: GPUDevice, { host, fuseGram = !isSoftware(device) }: WebgpuOptions): WebgpuBackend {
  const engine = engineOf(device);
  const segments = segmentCache();
  const capabilities: Capabilities = {
    dtypes: ["float32"],
    nativeLinearAlgebra: false,
    gpu: device.adapterInfo?.isFallbackAdapter !== true,
    device: describe(device),
  };
  const sidesOf = ({ left, right }: Product): Block[] => [left.view.block, right.view.block];
  const tensors = lifetimes<Storage>(name, ({ view, owed }) => {
    if (view !== undefined) engine.release(view.block);
    if (owed !== undefined) sidesOf(owed).forEach(engine.release);
  });
  const make = (shape: Shape, view: View): Tensor => tensors.make(shape, "float32", { view, owed: undefined, absorbed: false });

  const viewOf = (tensor: Tensor): View => {
    const storage = tensors.storageOf(tensor);
    const { owed } = storage;
    if (owed === undefined) return storage.view as View;
    const block = engine.allocate(owed.n * owed.m);
    engine.dispatch(products(owed, block));
    storage.view = { block, offset: 0 };
    storage.owed = undefined;
    sidesOf(owed).forEach(engine.release);
    return storage.view;
  };
  const takeOwed = (tensor: Tensor): Product | undefined => {
    const storage = tensors.storageOf(tensor);
    if (!fuseGram || storage.owed === undefined || storage.absorbed) return undefined;
    storage.absorbed = true;
    return storage.owed;
  };
  /** A new tensor that one shader fills. */
  const computed = (shape: Shape, job: (out: Block) => Job): Tensor => {
    const block = engine.allocate(sizeOf(shape));
    engine.dispatch(job(block));
    return make(shape, { block, offset: 0 });
  };
  const uploaded = (shape: Shape, data: Float32Array<ArrayBuffer>): Tensor => {
    const block = engine.allocate(data.length);
    engine.upload(block, data);
    return make(shape, { block, offset: 0 });
  };
  const shared = ({ block, offset }: View, shape: Shape, from: number): Tensor => make(shape, { block: engine.retain(block), offset: offset + from });
  const numbersOf = async (tensor: Tensor): Promise<Float64Array> =>
    Float64Array.from(await engine.download({ view: viewOf(tensor), count: sizeOf(tensor.shape) }));
  const rowsOf = (view: View, columns: number) => ({ view, row: columns, step: 1 });
  const columnsOf = (view: View, columns: number) => ({ view, row: 1, step: columns });

  const solved = (operation: string, factor: Tensor, b: Tensor, kind: "cholesky" | "lower" | "upper"): Tensor => {
    const [l, right] = [viewOf(factor), viewOf(b)];
    const { n, m } = solveLengths(operation, factor, b);
    const block = engine.allocate(n * m);
    const parts = [
      { view: l, count: n * n },
      { view: right, count: n * m },
    ];
    engine.onHost(parts, [{ block, offset: 0 }], async ([factorNumbers, rightNumbers]) => [
      Float32Array.from(await solution(host, factorNumbers, rightNumbers, n, m, kind)),
    ]);
    return make([n, m], { block, offset: 0 });
  };

  return {
    name,
    capabilities,
    host,
    close: engine.close,

    tensor(array, dtype) {
      incomingDtype(name, capabilities, dtype);
      return uploaded(incomingShape(array), Float32Array.from(array.data));
    },
    read: async (tensor) => ndArray(await numbersOf(tensor), tensor.shape),
    scope: tensors.scope,
    dispose: tensors.dispose,
    liveTensors: tensors.liveTensors,

    matmul(a, b, options = {}) {
      const [left, right] = [viewOf(a), viewOf(b)];
      const { n, k, m } = matmulLengths(a, b, options);
      return computed([n, m], (out) =>
        products(
          {
            left: options.transposeA === true ? columnsOf(left, n) : rowsOf(left, k),
            right: options.transposeB === true ? rowsOf(right, k) : columnsOf(right, m),
            n,
            m,
            d: k,
            scale: 1,
          },
          out,
        ),
      );
    },
    gram(x1, x2, scale) {
      const left = viewOf(x1);
      const right = x2 === null ? left : viewOf(x2);
      const { n, m, d } = gramLengths(x1, x2);
      const owed = { left: rowsOf(left, d), right: rowsOf(right, d), n, m, d, scale };
      sidesOf(owed).forEach(engine.retain);
      return tensors.make([n, m], "float32", { view: undefined, owed, absorbed: false });
    },
    gramDiagonal(x, scale) {
      const view = viewOf(x);
      const [n, d] = matrixShape("gramDiagonal", x);
      return computed([n], (out) => rowNorms(view, out, n, d, scale));
    },
    fused(program, operands) {
      for (const group of [operands.entries, operands.rows, operands.columns]) Object.values(group ?? {}).forEach(tensors.storageOf);
      const { shape, results } = runFused({ engine, view: viewOf, owed: takeOwed }, segments, program, operands);
      return results.map((view) => make(shape, view));
    },

    transpose(a) {
      const view = viewOf(a);
      const [n, m] = matrixShape("transpose", a);
      return computed([m, n], (out) => strided(view, out, m, n, 1, m));
    },
    reshape(a, shape) {
      const view = viewOf(a);
      return shared(view, reshapeShape(a, shape), 0);
    },
    slice(a, from, to) {
      const view = viewOf(a);
      const shape = sliceShape(a, from, to);
      return shared(view, shape, from * sizeOf(shape.slice(1)));
    },
    gather(a, indices) {
      const view = viewOf(a);
      const { shape, rows } = gatherShape(a, indices);
      const list = engine.allocate(rows.length);
      engine.upload(list, rows);
      const result = computed(shape, (out) => gatherRows(view, list, out, rows.length, sizeOf(shape.slice(1))));
      engine.release(list);
      return result;
    },
    concat(parts) {
      const views = parts.map(viewOf);
      const shape = concatShape(parts);
      const block = engine.allocate(sizeOf(shape));
      let offset = 0;
      parts.forEach((part, k) => {
        engine.copy(views[k], { block, offset }, sizeOf(part.shape));
        offset += sizeOf(part.shape);
      });
      return make(shape, { block, offset: 0 });
    },
    sum(a, axis) {
      const view = viewOf(a);
      const lengths = sumLengths(a, axis);
      return computed(lengths.shape, (out) => sumAxis(view, out, lengths));
    },
    diagonal(a) {
      const view = viewOf(a);
      const n = squareSide("diagonal", a);
      return computed([n], (out) => strided(view, out, n, 1, n + 1, 0));
    },

    async eigh(a) {
      tensors.storageOf(a);
      const n = squareSide("eigh", a);
      const result = await eigensystem(host, await numbersOf(a), n);
      if (result.status !== "ok") return result;
      return { status: "ok", values: uploaded([n], Float32Array.from(result.values)), vectors: uploaded([n, n], Float32Array.from(result.vectors)) };
    },
    async cholesky(a) {
      tensors.storageOf(a);
      const n = squareSide("cholesky", a);
      const result = await choleskyFactor(host, await numbersOf(a), n);
      return result.status === "ok" ? { status: "ok", factor: uploaded([n, n], Float32Array.from(result.factor)) } : result;
    },
    choleskySolve: (factor, b) => solved("choleskySolve", factor, b, "cholesky"),
    triangularSolve: (factor, b, { transpose = false } = {}) => solved("triangularSolve", factor, b, transpose ? "upper" : "lower"),
  };
}

const isSoftware = ({ adapterInfo }: GPUDevice): boolean => adapterInfo?.isFallbackAdapter === true;

function describe({ adapterInfo }: GPUDevice): string {
  const { description = "", vendor = "", architecture = "", isFallbackAdapter = false } = adapterInfo ?? {};
  const words = description === "" ? `${vendor} ${architecture}`.trim() : description;
  return `${words === "" ? "unnamed GPU" : words}${isFallbackAdapter ? " (software, on the CPU)" : ""}`;
}
