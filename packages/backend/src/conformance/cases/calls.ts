import type { NDArray } from "@ntkit/core";
import { add, variable } from "@ntkit/formula";
import type { Backend, Tensor } from "../../backend.ts";
import type { ConformanceCase } from "../case.ts";
import { claim, deviation, largest, refusal } from "../compare.ts";
import { identity, matrix, normals, positiveDefinite } from "../naive.ts";

/** One call of each operation, with inputs that fit. */
interface Call {
  readonly name: string;
  readonly inputs: readonly NDArray[];
  readonly call: (on: Backend, inputs: readonly Tensor[]) => readonly Tensor[] | Promise<readonly Tensor[]>;
}

const spd = positiveDefinite(4, 71);
const lower = matrix(4, 4, (i, j) => (i === j ? 2 : i > j ? 0.5 : 0));
const [tall, other] = [normals([4, 3], 72), normals([4, 3], 73)];

const decomposed = <R extends { readonly status: string }>(result: R, tensors: (ok: Extract<R, { status: "ok" }>) => Tensor[]): Tensor[] => {
  if (result.status !== "ok") throw new Error(result.status);
  return tensors(result as Extract<R, { status: "ok" }>);
};

const program = {
  stages: [{ kind: "formula", assignments: [{ name: "s", value: add(variable("a"), add(variable("b"), variable("x"))) }] }],
  outputs: ["s", "x"],
} as const;

const calls: readonly Call[] = [
  { name: "matmul", inputs: [tall, other], call: (on, [a, b]) => [on.matmul(a, b, { transposeB: true })] },
  { name: "gram of two", inputs: [tall, other], call: (on, [a, b]) => [on.gram(a, b, 0.5)] },
  { name: "gram of one", inputs: [tall], call: (on, [a]) => [on.gram(a, null, 0.5)] },
  { name: "gramDiagonal", inputs: [tall], call: (on, [a]) => [on.gramDiagonal(a, 0.5)] },
  {
    name: "fused",
    inputs: [tall, normals([4], 74), normals([3], 75)],
    call: (on, [x, a, b]) => on.fused(program, { entries: { x }, rows: { a }, columns: { b } }),
  },
  { name: "transpose", inputs: [tall], call: (on, [a]) => [on.transpose(a)] },
  { name: "reshape", inputs: [tall], call: (on, [a]) => [on.reshape(a, [2, 6])] },
  { name: "slice", inputs: [tall], call: (on, [a]) => [on.slice(a, 1, 3)] },
  { name: "slice of everything", inputs: [tall], call: (on, [a]) => [on.slice(a, 0, 4)] },
  { name: "gather", inputs: [tall], call: (on, [a]) => [on.gather(a, [2, -1, 2])] },
  { name: "gather of everything", inputs: [tall], call: (on, [a]) => [on.gather(a, [0, 1, 2, 3])] },
  { name: "gather of nothing", inputs: [tall], call: (on, [a]) => [on.gather(a, [])] },
  { name: "concat", inputs: [tall, other], call: (on, both) => [on.concat(both)] },
  { name: "concat of one", inputs: [tall], call: (on, one) => [on.concat(one)] },
  { name: "sum", inputs: [tall], call: (on, [a]) => [on.sum(a, 0)] },
  { name: "diagonal", inputs: [spd], call: (on, [a]) => [on.diagonal(a)] },
  { name: "eigh", inputs: [spd], call: async (on, [a]) => decomposed(await on.eigh(a), (r) => [r.values, r.vectors]) },
  { name: "cholesky", inputs: [spd], call: async (on, [a]) => decomposed(await on.cholesky(a), (r) => [r.factor]) },
  { name: "choleskySolve", inputs: [lower, tall], call: (on, [l, b]) => [on.choleskySolve(l, b)] },
  { name: "triangularSolve", inputs: [lower, tall], call: (on, [l, b]) => [on.triangularSolve(l, b)] },
];

const count = ({ name, inputs, call }: Call): ConformanceCase => ({
  name: `${name} makes its results and nothing else`,
  quantity: "exact",
  async run(on, dtype) {
    const tensors = inputs.map((input) => on.tensor(input, dtype));
    const before = on.liveTensors();
    const results = await call(on, tensors);
    const made = on.liveTensors() - before;
    on.dispose(...results);
    return largest(
      claim(made === results.length, `${results.length} more tensors alive (${made} are)`),
      claim(on.liveTensors() === before, "none is left after dispose"),
    );
  },
});

const untouched = ({ name, inputs, call }: Call): ConformanceCase => ({
  name: `${name} leaves its inputs alone and does not need them afterwards`,
  quantity: "exact",
  async run(on, dtype) {
    const tensors = inputs.map((input) => on.tensor(input, dtype));
    const before = await Promise.all(tensors.map((t) => on.read(t)));
    const results = await call(on, tensors);
    const after = await Promise.all(tensors.map((t) => on.read(t)));
    const values = await Promise.all(results.map((t) => on.read(t)));
    on.dispose(...tensors);
    const again = await Promise.all(results.map((t) => on.read(t)));
    return largest(
      ...before.map((input, k) => deviation(after[k], input, 1, `input ${k}:`)),
      ...values.map((value, k) => deviation(again[k], value, 1, `result ${k} after its inputs are freed:`)),
    );
  },
});

const refuses = ({ name, inputs, call }: Call): ConformanceCase => ({
  name: `${name} refuses freed and foreign tensors`,
  quantity: "exact",
  async run(on, dtype) {
    const found = [];
    for (const k of inputs.keys()) {
      const tensors = inputs.map((input) => on.tensor(input, dtype));
      const foreign = tensors.with(k, { shape: tensors[k].shape, dtype });
      found.push(await refusal("InvalidInput", () => call(on, foreign), `foreign input ${k}:`));
      on.dispose(tensors[k]);
      found.push(await refusal("InvalidInput", () => call(on, tensors), `freed input ${k}:`));
    }
    return largest(...found);
  },
});

export const callCases: readonly ConformanceCase[] = [
  ...calls.flatMap((call) => [count(call), untouched(call), refuses(call)]),
  {
    name: "a decomposition in trouble leaves no tensors",
    quantity: "exact",
    async run(on, dtype) {
      const bad = on.tensor(
        matrix(3, 3, (i, j) => (i === j ? 1 : 2)),
        dtype,
      );
      const spoilt = on.tensor(
        matrix(3, 3, () => Number.NaN),
        dtype,
      );
      const before = on.liveTensors();
      await on.cholesky(bad);
      await on.cholesky(spoilt);
      await on.eigh(spoilt);
      return claim(on.liveTensors() === before, "no more tensors alive than before");
    },
  },
  {
    name: "read refuses freed and foreign tensors",
    quantity: "exact",
    async run(on, dtype) {
      const a = on.tensor(identity(2), dtype);
      on.dispose(a);
      return largest(await refusal("InvalidInput", () => on.read(a)), await refusal("InvalidInput", () => on.read({ shape: [1], dtype })));
    },
  },
];
