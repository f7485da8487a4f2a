import { type Backend, entrywise, type Tensor } from "@ntkit/backend";
import { ndArray } from "@ntkit/core";
import { formula } from "@ntkit/formula";
import { z } from "zod";
import type { Loss } from "../loss.ts";

const schema = z
  .strictObject({ kind: z.literal("cross-entropy") })
  .meta({ description: "Softmax cross-entropy, −Σ y log softmax(f) per sample; targets are probabilities, one-hot or soft" });

export type CrossEntropy = z.infer<typeof schema>;

/** Made once: a backend plans and compiles an object once. */
const formulas = {
  lossOf: formula`y * (top - f + log(sum))`,
  gradientOf: formula`exp(f - top) / sum - y`,
  probability: formula`exp(f - top) / sum`,
  exponential: formula`exp(f - top)`,
  block: formula`first * (same - second)`,
  larger: formula`max(a, b)`,
};

/**
 * Softmax cross-entropy over the outputs, `L = −Σ_o y_o log p_o`, `p = softmax(f)`; with Σ y = 1 the gradient is `p − y` and the
 * Hessian `diag(p) − p pᵀ` ≤ ½. Exponents are taken below the largest output, so none overflows. On separable data with
 * one-hot targets it has no minimum: outputs grow as log t for ever.
 */
export const crossEntropy: Loss<CrossEntropy> = {
  kind: "cross-entropy",
  schema,
  example: { kind: "cross-entropy" },
  quadratic: false,
  targets: "probabilities",
  value(on, _, f, y) {
    const { top, sum } = exponentials(on, f);
    return on.sum(entrywise(on, formulas.lossOf, { entries: { f, y }, rows: { top, sum } }), 1);
  },
  gradient(on, _, f, y) {
    const { top, sum } = exponentials(on, f);
    return entrywise(on, formulas.gradientOf, { entries: { f, y }, rows: { top, sum } });
  },
  hessian: () => ({
    form: "blocks",
    at(on, f) {
      const { top, sum } = exponentials(on, f);
      const p = entrywise(on, formulas.probability, { entries: { f }, rows: { top, sum } });
      const [n = 0, outputs = 0] = f.shape;
      const select = selections(on, outputs, f.dtype);
      const [first, second] = [on.matmul(p, select.first), on.matmul(p, select.second)];
      const blocks = entrywise(on, formulas.block, { entries: { first, second }, columns: { same: select.same } });
      return on.reshape(blocks, [n, outputs, outputs]);
    },
  }),
  curvature: () => 1 / 2,
  references: ["Bishop 2006, eqs. 4.108–4.110", "Lee et al. 2019, arXiv:1902.06720, section 2.1"],
};

/** The largest output of every sample, and `Σ e^{f − largest}`: [n] each. */
function exponentials(on: Backend, f: Tensor): { readonly top: Tensor; readonly sum: Tensor } {
  const top = rowMaxima(on, f);
  return { top, sum: on.sum(entrywise(on, formulas.exponential, { entries: { f }, rows: { top } }), 1) };
}

/** The largest entry of every row [n, O] → [n], by halves that may overlap: log₂ O steps. */
function rowMaxima(on: Backend, f: Tensor): Tensor {
  const [n = 0] = f.shape;
  let columns = on.transpose(f);
  for (let left = columns.shape[0] ?? 0; left > 1; left = columns.shape[0] ?? 0) {
    const half = Math.ceil(left / 2);
    const halves = { a: on.slice(columns, 0, half), b: on.slice(columns, left - half, left) };
    columns = entrywise(on, formulas.larger, { entries: halves });
  }
  return on.reshape(columns, [n]);
}

/** Matrices [O, O²] that copy `p_i` and `p_j` to the place (i, j), and `δ_ij` as [O²]. */
function selections(on: Backend, outputs: number, dtype: Tensor["dtype"]) {
  const table = (entry: (o: number, i: number, j: number) => boolean) => {
    const data = new Float64Array(outputs ** 3);
    for (let o = 0; o < outputs; o++)
      for (let at = 0; at < outputs ** 2; at++) data[o * outputs ** 2 + at] = Number(entry(o, Math.floor(at / outputs), at % outputs));
    return on.tensor(ndArray(data, [outputs, outputs ** 2]), dtype);
  };
  const same = Float64Array.from({ length: outputs ** 2 }, (_, at) => Number(Math.floor(at / outputs) === at % outputs));
  return { first: table((o, i) => o === i), second: table((o, _, j) => o === j), same: on.tensor(ndArray(same, [outputs ** 2]), dtype) };
}
