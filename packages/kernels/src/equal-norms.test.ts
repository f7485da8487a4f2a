import {
  type Architecture,
  dense,
  dropout,
  erf,
  gelu,
  layer,
  layerNorm,
  leakyRelu,
  parallel,
  relu,
  repeat,
  residual,
  serial,
  tanh,
} from "@ntkit/architectures";
import { referenceBackend } from "@ntkit/backend-reference";
import { type NDArray, ndArray, random } from "@ntkit/core";
import { describe, expect, test } from "vitest";
import type { EvaluateOptions } from "./evaluate.ts";
import { infiniteWidthKernels } from "./kernels.ts";

const on = referenceBackend();
const kinds = ["nngp", "ntk"] as const;
const features = 12;

/** Rows of one norm: random ones, and every fifth at a small angle to the one before. */
function sphere(rows: number, seed: number, closeness = 1): NDArray {
  const stream = random(seed);
  const data = new Float64Array(rows * features);
  for (let i = 0; i < rows; i++) {
    const before = data.subarray((i - 1) * features, i * features);
    const row = Float64Array.from({ length: features }, (_, j) => (i % 5 === 4 ? before[j] + closeness * stream.normal() : stream.normal()));
    const norm = Math.sqrt(row.reduce((sum, x) => sum + x * x, 0) / features);
    data.set(
      row.map((x) => (1.7 * x) / norm),
      i * features,
    );
  }
  return ndArray(data, [rows, features]);
}

const w = (width: number, weightStd: number, biasStd: number) => dense(width, { weightStd, biasStd });
const deep: Readonly<Record<string, Architecture>> = {
  "relu, 8 layers, no bias": serial({}, ...Array.from({ length: 8 }, () => [w(64, Math.SQRT2, 0), relu()]).flat(), w(1, 1, 0)),
  "relu, 20 layers": serial(repeat(20, w(64, 1.2, 0.5), relu()), w(1, 1.2, 0.5)),
  "leaky relu, standard parameterisation": serial({ parameterization: "standard" }, repeat(7, w(64, 1.2, 0.1), leakyRelu(0.2)), w(1, 1, 0.1)),
  "erf, 12 layers": serial(repeat(12, w(64, 1.4, 0.2), erf()), w(1, 1, 0)),
  "gelu, 6 layers": serial(repeat(6, w(64, 1.4, 0.2), gelu()), w(1, 1, 0)),
  "tanh, by numerical duals": serial(repeat(3, w(64, 1.4, 0.7), tanh()), w(1, 1, 0)),
  residual: serial(w(8, 1, 0.1), repeat(6, residual(relu(), w(8, 1.4, 0.2))), relu(), w(1, 1, 0)),
  "layer norm": serial(w(8, 1, 0.1), repeat(6, residual(layerNorm(), relu(), w(8, 1.4, 0.2))), relu(), w(1, 1, 0)),
  branches: serial(
    repeat(
      4,
      w(8, 1.3, 0.3),
      parallel([
        [relu(), w(8, 1, 0)],
        [erf(), w(8, 1, 0.2)],
      ]),
      relu(),
    ),
    w(1, 1, 0),
  ),
};

const both = async (architecture: Architecture, x1: NDArray, x2: NDArray | null, options: EvaluateOptions = {}) => ({
  table: await infiniteWidthKernels(on, architecture, kinds, x1, x2, options),
  direct: await infiniteWidthKernels(on, architecture, kinds, x1, x2, { ...options, angleTable: false }),
});

const difference = (a: Float64Array, b: Float64Array) => a.reduce((worst, value, i) => Math.max(worst, Math.abs(value - b[i])), 0);
const size = (a: Float64Array) => difference(a, new Float64Array(a.length));

describe("the table in the angle", () => {
  test.each(Object.entries(deep))("%s: equals the network to 1e-11, NNGP and NTK", async (_, architecture) => {
    const { table, direct } = await both(architecture, sphere(120, 1), sphere(90, 2));
    expect(table.evaluation).toMatchObject({ kind: "angle-table" });
    expect(direct.evaluation).toEqual({ kind: "direct", reason: "a table was not wanted" });
    for (const kind of kinds) {
      const [fast, slow] = [table.matrices[kind].data, direct.matrices[kind].data];
      expect(fast).not.toEqual(slow);
      expect(difference(fast, slow) / size(slow)).toBeLessThan(1e-11);
    }
  });

  test("says how many terms it took and what it missed", async () => {
    const { evaluation } = await infiniteWidthKernels(on, deep["relu, 20 layers"], kinds, sphere(110, 3));
    if (evaluation.kind !== "angle-table") throw new Error(evaluation.reason);
    expect(evaluation.terms).toBeGreaterThan(10);
    expect(evaluation.terms).toBeLessThan(50);
    expect(evaluation.error).toBeLessThan(1e-12);
  });

  test("equal samples and the diagonal are those of the network to the last bit; opposite ones to 1e-11", async () => {
    const x = sphere(150, 4);
    x.data.copyWithin(50 * features, 10 * features, 12 * features);
    for (let j = 0; j < features; j++) x.data[70 * features + j] = -x.data[10 * features + j];
    for (const name of ["relu, 20 layers", "residual", "tanh, by numerical duals"]) {
      const { table, direct } = await both(deep[name], x, null, { tileSize: 40 });
      expect(table.evaluation.kind).toBe("angle-table");
      for (const kind of kinds) {
        const at = (i: number, j: number) => table.matrices[kind].data[i * 150 + j];
        const slow = (i: number, j: number) => direct.matrices[kind].data[i * 150 + j];
        const rows = Array.from({ length: 150 }, (_, i) => i);
        expect(rows.map((i) => at(i, i))).toEqual(rows.map((i) => slow(i, i)));
        expect([at(10, 50), at(50, 10), at(11, 51)]).toEqual([slow(10, 10), slow(10, 10), slow(11, 11)]);
        expect(Math.abs(at(10, 70) - slow(10, 70))).toBeLessThan(1e-11 * slow(10, 10));
        expect(rows.flatMap((i) => rows.slice(0, i).filter((j) => at(i, j) !== at(j, i)))).toEqual([]);
      }
    }
  });

  test.each([1e-1, 1e-2, 1e-4, 1e-6, 1e-8])("pairs at an angle of about %s: as close as the rounded cosine tells the angle", async (closeness) => {
    const x = sphere(110, 5, closeness);
    const { table, direct } = await both(deep["relu, 8 layers, no bias"], x, null);
    expect(table.evaluation.kind).toBe("angle-table");
    for (const kind of kinds) {
      const [fast, slow] = [table.matrices[kind].data, direct.matrices[kind].data];
      for (let i = 4; i < 110; i += 5) {
        const at = i * 110 + i - 1;
        const lost = slow[i * 111] - slow[at];
        const angle = Math.sqrt(Math.max(2 * (1 - cosine(x, i, i - 1)), 2 ** -52));
        // The kernel falls by `lost` over the angle, and the angle is known to ε/angle, in every one of 9 layers.
        expect(Math.abs(fast[at] - slow[at])).toBeLessThan(1e-11 * slow[0] + (9 * 2 ** -52 * Math.abs(lost)) / angle ** 2);
      }
    }
  });

  test("norms that differ by rounding are one norm", async () => {
    const x = sphere(110, 6);
    const bent = ndArray(
      x.data.map((value, i) => value * (1 + 1e-13 * ((i % 7) - 3))),
      x.shape,
    );
    const { table, direct } = await both(deep["erf, 12 layers"], bent, null);
    expect(table.evaluation.kind).toBe("angle-table");
    for (const kind of kinds) expect(difference(table.matrices[kind].data, direct.matrices[kind].data)).toBeLessThan(1e-11 * size(direct.matrices[kind].data));
  });
});

describe("what a table cannot stand for is computed directly, with the reason", () => {
  const relu8 = deep["relu, 8 layers, no bias"];
  const different = ndArray(
    sphere(110, 7).data.map((value, i) => (i < features ? 1.001 * value : value)),
    [110, features],
  );
  test.each<{ name: string; architecture: Architecture; x: NDArray; reason: string }>([
    { name: "different norms", architecture: relu8, x: different, reason: "the inputs have different norms" },
    { name: "zero inputs", architecture: relu8, x: ndArray(new Float64Array(110 * features), [110, features]), reason: "the inputs have different norms" },
    { name: "few entries", architecture: relu8, x: sphere(20, 8), reason: "a table would cost more than it saves" },
    { name: "few layers", architecture: serial(w(8, 1, 0), relu(), w(1, 1, 0)), x: sphere(110, 8), reason: "a table would cost more than it saves" },
    {
      name: "sign, which has no smooth kernel",
      architecture: serial(repeat(6, w(8, 1, 0.1), layer("sign")), w(1, 1, 0)),
      x: sphere(110, 9),
      reason: "the kernel is no smooth function of the angle, or rounding hides it",
    },
    {
      name: "dropout, where equal samples are not the same sample",
      architecture: serial(repeat(6, w(8, 1, 0.1), relu(), dropout(0.5)), w(1, 1, 0)),
      x: sphere(110, 9),
      reason: "equal samples have another value than a sample with itself",
    },
    {
      name: "copies of the samples",
      architecture: serial(parallel([[w(8, 1, 0)], [w(8, 2, 0)]], { merge: "concat", axis: "samples" }), repeat(6, w(8, 1, 0.1), relu())),
      x: sphere(110, 9),
      reason: "every sample has several copies",
    },
  ])("$name", async ({ architecture, x, reason }) => {
    const { table, direct } = await both(architecture, x, null);
    expect(table.evaluation).toEqual({ kind: "direct", reason });
    for (const kind of kinds) expect(table.matrices[kind].data).toEqual(direct.matrices[kind].data);
  });

  test("a backend in float32", async () => {
    const single = { ...on, capabilities: { ...on.capabilities, dtypes: ["float32" as const] } };
    const { evaluation } = await infiniteWidthKernels(single, relu8, kinds, sphere(110, 1));
    expect(evaluation).toEqual({ kind: "direct", reason: "the backend reference computes in float32" });
  });
});

function cosine(x: NDArray, i: number, j: number): number {
  const row = (k: number) => x.data.subarray(k * features, (k + 1) * features);
  const inner = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, k) => sum + value * b[k], 0);
  return inner(row(i), row(j)) / Math.sqrt(inner(row(i), row(i)) * inner(row(j), row(j)));
}
