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
import { InvalidInput, ndArray, type Shape, show, sizeOf } from "@ntkit/core";
import { kernelCache } from "@ntkit/formula";
import { choleskyFactor, symmetricEigensystem } from "./decompositions.ts";
import { programCache, runFused } from "./fused.ts";
import { rowNorms, rowProducts, symmetricRowProducts, transposed } from "./products.ts";
import { backwardSubstitution, forwardSubstitution } from "./triangular.ts";

export interface ReferenceOptions {
  /** Entries that `fused` evaluates at a time, from 1. Results do not depend on it. Default 512: what fits the first-level cache. */
  readonly chunk?: number;
}

const name = "reference";
const capabilities: Capabilities = { dtypes: ["float64"], nativeLinearAlgebra: true, gpu: false };

/**
 * The backend in plain TypeScript: float64, loops that say what they do, decompositions by ml-matrix. It runs everywhere
 * and is what other backends are compared with. Throws InvalidInput for a chunk that is no whole number from 1.
 */
export function referenceBackend({ chunk = 512 }: ReferenceOptions = {}): Backend {
  if (!Number.isInteger(chunk) || chunk < 1) {
    throw new InvalidInput({
      path: "referenceBackend.chunk",
      problem: "expected a whole number from 1",
      found: show(chunk),
      remedy: "Leave it out: 512 does well.",
    });
  }
  const tensors = lifetimes<Float64Array>(name);
  const prepare = programCache(kernelCache());
  const make = (shape: Shape, data: Float64Array): Tensor => tensors.make(shape, "float64", data);
  const numbers = tensors.storageOf;

  return {
    name,
    capabilities,

    tensor(array, dtype) {
      incomingDtype(name, capabilities, dtype);
      return make(incomingShape(array), Float64Array.from(array.data));
    },
    read: async (tensor) => ndArray(numbers(tensor).slice(), tensor.shape),
    scope: tensors.scope,
    dispose: tensors.dispose,
    liveTensors: tensors.liveTensors,

    matmul(a, b, options = {}) {
      const [left, right] = [numbers(a), numbers(b)];
      const { n, k, m } = matmulLengths(a, b, options);
      const rows = options.transposeA === true ? transposed(left, k, n) : left;
      const columns = options.transposeB === true ? right : transposed(right, k, m);
      return make([n, m], rowProducts(rows, columns, { n, m, d: k }, 1));
    },
    gram(x1, x2, scale) {
      const left = numbers(x1);
      const right = x2 === null ? null : numbers(x2);
      const { n, m, d } = gramLengths(x1, x2);
      return make([n, m], right === null ? symmetricRowProducts(left, n, d, scale) : rowProducts(left, right, { n, m, d }, scale));
    },
    gramDiagonal(x, scale) {
      const data = numbers(x);
      const [n, d] = matrixShape("gramDiagonal", x);
      return make([n], rowNorms(data, n, d, scale));
    },
    fused(program, operands) {
      const { shape, results } = runFused({ prepare, numbers, chunk }, program, operands);
      return results.map((data) => make(shape, data));
    },

    transpose(a) {
      const data = numbers(a);
      const [n, m] = matrixShape("transpose", a);
      return make([m, n], transposed(data, n, m));
    },
    reshape(a, shape) {
      const data = numbers(a);
      return make(reshapeShape(a, shape), data);
    },
    slice(a, from, to) {
      const data = numbers(a);
      const shape = sliceShape(a, from, to);
      const step = sizeOf(shape.slice(1));
      return make(shape, data.subarray(from * step, to * step));
    },
    gather(a, indices) {
      const data = numbers(a);
      const { shape, rows } = gatherShape(a, indices);
      const width = sizeOf(shape.slice(1));
      const out = new Float64Array(sizeOf(shape));
      rows.forEach((from, to) => {
        if (from === -1) return;
        for (let k = 0; k < width; k++) out[to * width + k] = data[from * width + k];
      });
      return make(shape, out);
    },
    concat(parts) {
      const all = parts.map(numbers);
      const shape = concatShape(parts);
      const out = new Float64Array(sizeOf(shape));
      let at = 0;
      for (const data of all) {
        out.set(data, at);
        at += data.length;
      }
      return make(shape, out);
    },
    sum(a, axis) {
      const data = numbers(a);
      const { outer, length, inner, shape } = sumLengths(a, axis);
      const out = new Float64Array(outer * inner);
      for (let o = 0; o < outer; o++) {
        for (let k = 0; k < length; k++) {
          for (let i = 0; i < inner; i++) out[o * inner + i] += data[(o * length + k) * inner + i];
        }
      }
      return make(shape, out);
    },
    diagonal(a) {
      const data = numbers(a);
      const n = squareSide("diagonal", a);
      return make(
        [n],
        Float64Array.from({ length: n }, (_, i) => data[i * n + i]),
      );
    },

    async eigh(a) {
      const data = numbers(a);
      const n = squareSide("eigh", a);
      const result = symmetricEigensystem(data, n);
      if (result.status !== "ok") return result;
      return { status: "ok", values: make([n], result.values), vectors: make([n, n], result.vectors) };
    },
    async cholesky(a) {
      const data = numbers(a);
      const n = squareSide("cholesky", a);
      const result = choleskyFactor(data, n);
      return result.status === "ok" ? { status: "ok", factor: make([n, n], result.factor) } : result;
    },
    choleskySolve(factor, b) {
      const [l, right] = [numbers(factor), numbers(b)];
      const { n, m } = solveLengths("choleskySolve", factor, b);
      return make([n, m], backwardSubstitution(l, forwardSubstitution(l, right, n, m), n, m));
    },
    triangularSolve(factor, b, { transpose = false } = {}) {
      const [l, right] = [numbers(factor), numbers(b)];
      const { n, m } = solveLengths("triangularSolve", factor, b);
      return make([n, m], transpose ? backwardSubstitution(l, right, n, m) : forwardSubstitution(l, right, n, m));
    },
  };
}
