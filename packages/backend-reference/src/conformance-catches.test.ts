import type { Backend, CholeskyResult, RowIndices, Tensor } from "@ntkit/backend";
import { conformanceCases, runCase } from "@ntkit/backend/conformance";
import { ndArray } from "@ntkit/core";
import { describe, expect, it } from "vitest";
import { referenceBackend } from "./index.ts";

/** Backends with one mistake each, and the part of the suite that must see it. */
const mistakes: Readonly<Record<string, { readonly caught: string; readonly make: (on: Backend) => Partial<Backend> }>> = {
  "matmul forgets to transpose": { caught: "matmul [3, 5]", make: (on) => ({ matmul: (a, b) => on.matmul(a, b) }) },
  "matmul is off by a relative 1e-14": {
    caught: "matmul [4, 1]",
    make: (on) => ({ matmul: (a, b, options) => scaled(on, on.matmul(a, b, options), 1 + 1e-14) }),
  },
  "gram forgets its scale": { caught: "gram of [7, 64]", make: (on) => ({ gram: (a, b) => on.gram(a, b, 1) }) },
  "gramDiagonal sums in another order": {
    caught: "its diagonal is gramDiagonal",
    make: (on) => ({ gramDiagonal: (x, scale) => scaled(on, on.gramDiagonal(reversedColumns(on, x), 1), scale) }),
  },
  "gram of one set is symmetric only nearly": {
    caught: "with itself is symmetric",
    make: (on) => ({ gram: (a, b, scale) => nudged(on, on.gram(a, b, scale)) }),
  },
  "transpose does nothing": { caught: "transpose", make: (on) => ({ transpose: (a) => on.reshape(a, a.shape.toReversed()) }) },
  "slice starts one row late": { caught: "slice", make: (on) => ({ slice: (a, from, to) => on.slice(a, Math.min(from + 1, to), to) }) },
  "gather takes −1 for the last row": {
    caught: "gather",
    make: (on) => ({
      gather: (a, indices) =>
        on.gather(
          a,
          [...indices].map((index) => (index === -1 ? a.shape[0] - 1 : index)),
        ),
    }),
  },
  "gather knows every row once": { caught: "gather", make: (on) => ({ gather: (a, indices) => on.gather(a, [...new Set(indices)]) }) },
  "gather sorts its indices": {
    caught: "gather",
    make: (on) => ({
      gather: (a, indices) =>
        on.gather(
          a,
          [...indices].sort((i, j) => i - j),
        ),
    }),
  },
  "gather masks by a product": { caught: "gather copies what is not finite", make: (on) => ({ gather: (a, indices) => masked(on, a, indices) }) },
  "gather clamps indices": {
    caught: "gather: past the end",
    make: (on) => ({
      gather: (a, indices) =>
        on.gather(
          a,
          [...indices].map((index) => Math.min(index, a.shape[0] - 1)),
        ),
    }),
  },
  "concat in reverse": { caught: "concat", make: (on) => ({ concat: (parts) => on.concat(parts.toReversed()) }) },
  "sum over the first axis always": { caught: "sum of [4, 6]", make: (on) => ({ sum: (a) => on.sum(a, 0) }) },
  "fused ignores all but the first stage": {
    caught: "fused: two stages",
    make: (on) => ({ fused: ({ stages, outputs }, operands) => on.fused({ stages: stages.slice(0, 1), outputs }, operands) }),
  },
  "fused swaps rows and columns": {
    caught: "fused: rows and columns alone",
    make: (on) => ({ fused: (program, { entries = {}, rows = {}, columns = {} }) => on.fused(program, { entries, rows: columns, columns: rows }) }),
  },
  "fused returns its operand": {
    caught: "fused makes its results",
    make: () => ({ fused: (program, { entries }) => program.outputs.map((name) => entries?.[name] as Tensor) }),
  },
  "fused leaks a tensor": {
    caught: "fused makes its results",
    make: (on) => ({
      fused: (program, operands) => {
        on.tensor(ndArray(new Float64Array(1), [1]));
        return on.fused(program, operands);
      },
    }),
  },
  "eigenvalues descend": {
    caught: "eigh: ascending",
    make: (on) => ({
      eigh: async (a) => {
        const result = await on.eigh(a);
        return result.status === "ok" ? { ...result, values: scaled(on, ((await on.eigh(scaled(on, a, -1))) as typeof result).values, -1) } : result;
      },
    }),
  },
  "eigenvectors in rows": {
    caught: "eigh: reconstruction",
    make: (on) => ({
      eigh: async (a) => {
        const result = await on.eigh(a);
        return result.status === "ok" ? { ...result, vectors: on.transpose(result.vectors) } : result;
      },
    }),
  },
  "cholesky repairs what has no factor": {
    caught: "is not positive definite",
    make: (on) => ({ cholesky: async (a) => repaired(on, await on.cholesky(a)) }),
  },
  "cholesky leaves numbers above the diagonal": {
    caught: "cholesky: reconstruction",
    make: (on) => ({
      cholesky: async (a) => {
        const result = await on.cholesky(a);
        return result.status === "ok" ? { ...result, factor: on.transpose(result.factor) } : result;
      },
    }),
  },
  "choleskySolve stops half way": { caught: "choleskySolve", make: (on) => ({ choleskySolve: (l, b) => on.triangularSolve(l, b) }) },
  "triangularSolve never transposes": { caught: "triangularSolve", make: (on) => ({ triangularSolve: (l, b) => on.triangularSolve(l, b) }) },
  "scope frees nothing": { caught: "scope frees", make: () => ({ scope: async (body) => body() }) },
  "scope frees its result": {
    caught: "scope passes",
    make: (on) => ({
      scope: async (body) => {
        let result: Awaited<ReturnType<typeof body>> | undefined;
        await on.scope(async () => {
          result = await body();
        });
        return result as Awaited<ReturnType<typeof body>>;
      },
    }),
  },
  "dispose does nothing": { caught: "liveTensors counts", make: () => ({ dispose: () => {} }) },
  "liveTensors counts nothing": { caught: "liveTensors counts", make: () => ({ liveTensors: () => 0 }) },
  "read hands out its own memory": {
    caught: "tensor and read copy",
    make: (on) => {
      const handedOut = new Map<Tensor, ReturnType<Backend["read"]>>();
      return { read: (tensor) => handedOut.get(tensor) ?? handedOut.set(tensor, on.read(tensor)).get(tensor) ?? on.read(tensor) };
    },
  },
};

const scaled = (on: Backend, a: Tensor, factor: number): Tensor =>
  on.fused(
    {
      stages: [
        {
          kind: "formula",
          assignments: [
            {
              name: "y",
              value: {
                op: "multiply",
                arguments: [
                  { op: "variable", name: "x" },
                  { op: "constant", value: factor },
                ],
              },
            },
          ],
        },
      ],
      outputs: ["y"],
    },
    { entries: { x: a } },
  )[0];

const reversedColumns = (on: Backend, x: Tensor): Tensor => {
  const turned = on.transpose(x);
  const rows = Array.from({ length: turned.shape[0] }, (_, i) => on.slice(turned, turned.shape[0] - 1 - i, turned.shape[0] - i));
  return rows.length === 0 ? x : on.transpose(on.concat(rows));
};

/** The first row a little larger than the first column. */
const nudged = (on: Backend, a: Tensor): Tensor => (a.shape[0] < 2 ? a : on.concat([scaled(on, on.slice(a, 0, 1), 1 + 2 ** -52), on.slice(a, 1, a.shape[0])]));

/** Rows of zeros as 0 times some row, which is not zero for an infinite one. */
const masked = (on: Backend, a: Tensor, indices: RowIndices): Tensor =>
  on.concat([...indices].map((index) => (index === -1 ? scaled(on, on.gather(a, [0]), 0) : on.gather(a, [index]))));

const repaired = (on: Backend, result: CholeskyResult): CholeskyResult =>
  result.status === "not-positive-definite" ? { status: "ok", factor: on.tensor(ndArray(Float64Array.of(1), [1, 1])) } : result;

describe("the conformance suite sees a backend in which", () => {
  it.each(Object.entries(mistakes))("%s", async (_, { caught, make }) => {
    const backend = referenceBackend();
    const wrong = { ...backend, ...make(backend) };
    const cases = conformanceCases.filter(({ name }) => name.includes(caught));
    const results = [];
    for (const conformance of cases) results.push(await runCase(conformance, wrong));
    expect(results.map(({ status }) => status)).toContain("failed");
  });
});
