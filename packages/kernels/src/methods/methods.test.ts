import { parseArchitecture } from "@ntkit/architectures";
import { referenceBackend } from "@ntkit/backend-reference";
import { fromNested, type NDArray, ndArray, random } from "@ntkit/core";
import { describe, expect, it } from "vitest";
import { infiniteWidthKernels, kernelMatrix, kernelMethods } from "../index.ts";

const on = referenceBackend();
const stream = random(8);
const sample = (n: number, d: number) =>
  ndArray(
    Float64Array.from({ length: n * d }, () => stream.normal()),
    [n, d],
  );
const [x, y] = [sample(5, 3), sample(4, 3)];

const row = (a: NDArray, i: number) => [...a.data.subarray(3 * i, 3 * i + 3)];
const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, v, k) => sum + v * b[k], 0);

describe("classical kernels against their formulas, self and cross", () => {
  const cases: readonly [spec: { kind: string }, formula: (a: number[], b: number[]) => number][] = [
    [{ kind: "linear" }, dot],
    [{ kind: "linear", ...{ offset: 2 } }, (a, b) => dot(a, b) + 2],
    [{ kind: "polynomial" }, (a, b) => (dot(a, b) + 1) ** 3],
    [{ kind: "polynomial", ...{ degree: 2, gamma: 0.5, offset: 0 } }, (a, b) => (0.5 * dot(a, b)) ** 2],
    [{ kind: "rbf" }, (a, b) => Math.exp(-a.reduce((sum, v, k) => sum + (v - b[k]) ** 2, 0))],
    [{ kind: "rbf", ...{ gamma: 0.3 } }, (a, b) => Math.exp(-0.3 * a.reduce((sum, v, k) => sum + (v - b[k]) ** 2, 0))],
  ];
  it.each(cases.map(([spec, formula]) => [JSON.stringify(spec), spec, formula] as const))("%s", async (_, spec, formula) => {
    for (const [x1, x2] of [
      [x, null],
      [x, y],
    ] as const) {
      const { matrices, trouble } = await kernelMatrix(on, spec, x1, x2);
      expect(trouble).toBeUndefined();
      const { data, shape } = matrices[spec.kind];
      expect(shape).toEqual([5, x2 === null ? 5 : 4]);
      data.forEach((value, e) => expect(value).toBeCloseTo(formula(row(x1, Math.floor(e / shape[1])), row(x2 ?? x1, e % shape[1])), 12));
    }
  });

  it("RBF: equal samples are at distance 0 exactly, images count like rows", async () => {
    const twice = fromNested([
      [0.1, 0.7, 1e3],
      [0.1, 0.7, 1e3],
    ]);
    expect([...(await kernelMatrix(on, { kind: "rbf" }, twice)).matrices["rbf"].data]).toEqual([1, 1, 1, 1]);
    const images = ndArray(x.data, [5, 3, 1]);
    expect((await kernelMatrix(on, { kind: "rbf" }, images)).matrices["rbf"]).toEqual((await kernelMatrix(on, { kind: "rbf" }, x)).matrices["rbf"]);
  });
});

it("the kernels of a network by their specs are those of the network", async () => {
  const architecture = { layers: [{ kind: "dense", width: 8, biasStd: 0.3 }, { kind: "gelu" }, { kind: "dense", width: 1 }] };
  const { matrices } = await infiniteWidthKernels(on, parseArchitecture(architecture), ["nngp", "ntk"], x, y);
  for (const kind of ["nngp", "ntk"] as const) expect((await kernelMatrix(on, { kind, ...{ architecture } }, x, y)).matrices[kind]).toEqual(matrices[kind]);
});

describe("every registered kernel", () => {
  it.each(Object.entries(kernelMethods))("%s: its example is what its schema makes of it, and gives a symmetric kernel", async (key, method) => {
    expect(key).toBe(method.kind);
    expect(method.schema.parse(method.example)).toEqual(method.example);
    expect(method.references.length).toBeGreaterThan(0);
    const { matrices, trouble } = await kernelMatrix(on, method.example, x);
    expect(trouble).toBeUndefined();
    const { data } = matrices[method.kind];
    for (let i = 0; i < 5; i++) for (let j = 0; j < 5; j++) expect(data[i * 5 + j]).toBe(data[j * 5 + i]);
    const eigen = await on.eigh(on.tensor(matrices[method.kind]));
    if (eigen.status !== "ok") throw new Error(eigen.problem);
    const { data: values } = await on.read(eigen.values);
    expect(values[0]).toBeGreaterThanOrEqual(-1e-12 * values[4]);
  });
});

describe("a kernel that cannot be read", () => {
  it.each<[string, { kind: string; [field: string]: unknown }, string]>([
    ["a misspelt kind", { kind: "rfb" }, 'kernel.kind: unknown kernel, found "rfb". Did you mean "rbf"? There are: nngp, ntk, linear, polynomial, rbf.'],
    ["a misspelt field", { kind: "rbf", gama: 1 }, 'kernel.gama: unknown field, found "gama". Did you mean "gamma"? There are: kind, gamma.'],
    [
      "a number out of bounds",
      { kind: "rbf", gamma: 0 },
      "kernel.gamma: too small, found 0. Give a number greater than 0 (1/(2 length²); unit: 1/(unit of input)²; default 1).",
    ],
    ["no network", { kind: "ntk" }, "kernel.architecture: missing field. Give another value (the network, as an architecture spec)."],
    [
      "a mistake in the network",
      { kind: "ntk", architecture: { layers: [{ kind: "dense", widht: 3 }] } },
      'kernel.architecture.layers[0].widht: unknown field, found "widht". Did you mean "width"? There are: kind, width, weightStd, biasStd, bias, trainable.',
    ],
  ])("%s", async (_, spec, message) => {
    await expect(kernelMatrix(on, spec, x)).rejects.toThrow(message);
  });
});
