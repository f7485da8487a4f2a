import type { Nonlinearity } from "@ntkit/architectures";
import { referenceBackend } from "@ntkit/backend-reference";
import { ndArray } from "@ntkit/core";
import { type ClassificationDataset, type Preparation, preparations } from "@ntkit/datasets";
import { formula } from "@ntkit/formula";
import { innerProductKernel, type KernelMethod } from "@ntkit/kernels";
import type { Conventions, Solver, SolverSpec, SolverState } from "@ntkit/solvers";
import { expect, test } from "vitest";
import { z } from "zod";
import { type Matrix, matrix, plusDiagonal, solved, times, transposed } from "../test/linear-algebra.ts";
import { plugins, ran } from "../test/plugins.ts";
import type { ExperimentPlugins } from "./plugins.ts";

/** Points of two rings: one of each plugin, as somebody else would write it. */
const rings: ClassificationDataset = {
  name: "rings",
  title: "Two rings",
  task: "classification",
  samples: 24,
  featureNames: ["x", "y"],
  classNames: ["inner", "outer"],
  source: { citation: "a test", url: "https://example.org", licence: "none" },
  async load() {
    const at = (i: number) => [1 + (i % 2), 2.399963 * i] as const;
    const inputs = Float64Array.from({ length: 48 }, (_, k) => {
      const [radius, angle] = at(Math.floor(k / 2));
      return radius * (k % 2 === 0 ? Math.cos(angle) : Math.sin(angle));
    });
    return { inputs: ndArray(inputs, [24, 2]), labels: Int32Array.from({ length: 24 }, (_, i) => i % 2) };
  },
};

const square: Nonlinearity<{ kind: "square" }> = {
  kind: "square",
  schema: z.strictObject({ kind: z.literal("square") }),
  example: { kind: "square" },
  apply: (_, x) => formula`${x} * ${x}`,
  references: [],
};

const cosineSchema = z.strictObject({ kind: z.literal("cosine-similarity"), power: z.int().positive().default(1) });
const cosine: KernelMethod<z.infer<typeof cosineSchema>> = {
  kind: "cosine-similarity",
  schema: cosineSchema,
  example: { kind: "cosine-similarity", power: 2 },
  trace: ({ power }, sample) => innerProductKernel("cosine-similarity", sample, (inner, a, b) => formula`(${inner} / sqrt(${a} * ${b})) ^ ${power}`),
  references: [],
};

const shift: Preparation<{ kind: "shift"; by: number }> = {
  kind: "shift",
  schema: z.strictObject({ kind: z.literal("shift"), by: z.number() }),
  fit: ({ by }) => ({ shift: [by], scale: [1] }),
};

/** Predicts the mean of the training targets, whatever the kernel. */
interface MeanState extends SolverState {
  readonly mean: number[];
  readonly sizes: readonly [number, number];
}
const mean: Solver<SolverSpec & { readonly kind: "mean" }, MeanState> = {
  kind: "mean",
  schema: z.strictObject({ kind: z.literal("mean") }),
  example: { kind: "mean" },
  supports: () => true,
  async init(on, spec, { targets, kernels, loss }) {
    const [n, outputs] = [targets.shape[0], targets.shape[1]];
    const columns = Array.from({ length: outputs }, (_, o) => matrix(targets).reduce((sum, row) => sum + row[o] / n, 0));
    const conventions: Conventions = {
      solver: spec,
      loss: loss.spec,
      kernel: "nngp",
      ridge: { kind: "absolute", value: 0, absolute: 0 },
      jitter: 0,
      dynamics: null,
      backend: on.name,
      dtype: "float64",
    };
    return { status: "ok", conventions, held: {}, mean: columns, sizes: [n, kernels.nngp?.cross?.shape[0] ?? 0] };
  },
  async at(_, { mean: columns, sizes, conventions }, asked) {
    const moments = (rows: number) => ({
      mean: ndArray(
        Float64Array.from({ length: rows * columns.length }, (_, i) => columns[i % columns.length]),
        [rows, columns.length],
      ),
    });
    const method = { name: "mean", reason: "it needs no kernel" };
    return asked.map((time) => ({
      time,
      train: moments(sizes[0]),
      test: moments(sizes[1]),
      report: { status: "ok", reached: time, method, steps: 0, rejected: 0, evaluations: 0, errorEstimate: null },
      warnings: [],
      conventions,
    }));
  },
  references: [],
};

const mine: ExperimentPlugins = {
  ...plugins,
  backends: { mine: referenceBackend },
  architectures: { ...plugins.architectures, nonlinearities: { ...plugins.architectures.nonlinearities, square } },
  kernels: { ...plugins.kernels, [cosine.kind]: cosine },
  solvers: { ...plugins.solvers, mean },
  datasets: { rings },
  preparations: { ...preparations, shift },
};
const data = { source: { dataset: "rings" }, split: { order: "given", train: 16, test: 8 } };
const options = { backend: "mine" };

test("a data set and a nonlinearity: E[u² v²] = q11 q22 + 2 q12² tells two rings apart", async () => {
  const dense = (width: number) => ({ kind: "dense", width, biasStd: 0.5 });
  const run = await ran(
    { data, architecture: { layers: [dense(99), { kind: "square" }, dense(2)] }, solver: { kind: "gp", ridge: { kind: "relative", value: 1e-6 } } },
    mine,
    options,
  );
  expect(run.outcome.result.final.test.accuracy).toBe(1);
  const x = matrix(run.data.train.inputs);
  const first = times(x, transposed(x)).map((row) => row.map((value) => value / 2 + 0.25));
  const expected = first.map((row, i) => row.map((q12, j) => first[i][i] * first[j][j] + 2 * q12 * q12 + 0.25));
  const found = matrix(run.outcome.kernel);
  expect(Math.max(...found.flatMap((row, i) => row.map((value, j) => Math.abs(value / expected[i][j] - 1))))).toBeLessThan(1e-12);
});

test("a kernel and a preparation, their fields filled in and checked", async () => {
  const solver = { kind: "gp", ridge: { kind: "absolute", value: 0.1 } };
  const experiment = { data: { ...data, preparation: [{ kind: "shift", by: 3 }] }, kernel: { kind: "cosine-similarity" }, solver };
  const run = await ran(experiment, mine, options);
  expect(run.outcome.result.experiment.kernel).toEqual({ kind: "cosine-similarity", power: 1 });
  expect(run.data.test.inputs.data[0]).toBe(run.data.test.raw.data[0] - 3);
  const length = (row: readonly number[]) => Math.hypot(...row);
  const similarity = (a: Matrix, b: Matrix) => times(a, transposed(b)).map((row, i) => row.map((value, j) => value / length(a[i]) / length(b[j])));
  const [x, unseen] = [matrix(run.data.train.inputs), matrix(run.data.test.inputs)];
  const expected = times(similarity(unseen, x), solved(plusDiagonal(similarity(x, x), 0.1), matrix(run.data.train.targets)));
  matrix(run.outcome.final.test.mean).forEach((row, i) => row.forEach((value, j) => expect(value).toBeCloseTo(expected[i][j], 12)));
  await expect(ran({ ...experiment, kernel: { kind: "cosine-similarity", power: 0 } }, mine, options)).rejects.toThrow("kernel.power: too small, found 0.");
  await expect(ran({ ...experiment, data: { ...data, preparation: [{ kind: "shift" }] } }, mine, options)).rejects.toThrow(
    "data.preparation[0].by: missing field.",
  );
});

test("a solver", async () => {
  const { result, final } = (await ran({ data, kernel: { kind: "linear" }, solver: { kind: "mean" } }, mine, options)).outcome;
  expect(result).toMatchObject({ conventions: { solver: { kind: "mean" } }, reached: [], final: { test: { accuracy: 0.5 } } });
  expect([...final.test.mean.data]).toEqual(new Array(16).fill(0));
});
