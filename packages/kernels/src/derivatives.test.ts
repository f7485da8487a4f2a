import {
  type Architecture,
  dense,
  dropout,
  elementwise,
  erf,
  gelu,
  getHyperparameters,
  layer,
  layerNorm,
  parallel,
  relu,
  repeat,
  residual,
  serial,
  setHyperparameters,
  tanh,
} from "@ntkit/architectures";
import { referenceBackend } from "@ntkit/backend-reference";
import { fromNested, type NDArray, sliceRows } from "@ntkit/core";
import { describe, expect, it } from "vitest";
import { infiniteWidthKernels, kernelDerivatives } from "./index.ts";

const on = referenceBackend();
const both = { weightStd: { field: "weightStd" }, biasStd: { field: "biasStd" } } as const;
/** Equal rows, opposite rows, a right angle, a zero row and what lies between. */
const x = fromNested([
  [1, 0.5, -0.3],
  [1, 0.5, -0.3],
  [-1, -0.5, 0.3],
  [0.5, -1, 0],
  [0, 0, 0],
  [0.9, 0.6, -0.2],
  [2, -1, 0.4],
]);

const hidden = { weightStd: 1.3, biasStd: 0.4 };
/** Fewer of them, for what is integrated. */
const few = sliceRows(x, 1, 4);

const closed = {
  "relu, three layers": serial(dense(8, hidden), repeat(3, relu(), dense(8, hidden))),
  "erf, gelu": serial(dense(8, hidden), erf(), dense(8, hidden), gelu(), dense(1, hidden)),
  "residual with layer-norm": serial(dense(8, hidden), residual(layerNorm(), relu(), dense(8, hidden)), relu(), dense(1, hidden)),
  "product of branches": serial(
    dense(8, hidden),
    parallel(
      [
        [dense(4, hidden), erf()],
        [dense(4, hidden), relu(), dense(4, hidden)],
      ],
      { merge: "product" },
    ),
    dense(1, hidden),
  ),
  "samples side by side": serial(
    dense(8, hidden),
    parallel(
      [
        [relu(), dense(4, hidden)],
        [erf(), dense(4, hidden)],
      ],
      { merge: "concat", axis: "samples" },
    ),
  ),
  "standard parameterisation with dropout": serial({ parameterization: "standard" }, dense(8, hidden), relu(), dropout(0.8), dense(1, hidden)),
  "powers and polynomials": serial(dense(8, hidden), layer("rectified-monomial", { degree: 2 }), dense(8, hidden), layer("abs"), dense(1, hidden)),
  "frozen layer": serial(dense(8, { ...hidden, trainable: false }), layer("sin"), dense(1, hidden)),
};

const numerical = {
  tanh: serial(dense(8, hidden), tanh(), dense(8, hidden), tanh(), dense(1, hidden)),
  "softplus and sigmoid": serial(dense(8, hidden), layer("softplus"), dense(8, hidden), layer("sigmoid"), dense(1, hidden)),
  "a kink: elu": serial(dense(8, hidden), layer("elu"), dense(1, hidden)),
  "product rule": serial(dense(8, hidden), layer("elementwise", { formula: "x * tanh(x)", nodes: 40 }), dense(1, hidden)),
  "formula with a kink": serial(dense(8, hidden), elementwise("max(x, 0) + sin(x)", [0]), dense(1, hidden)),
};

type Name = keyof typeof both;

async function derivatives(architecture: Architecture, kind: "nngp" | "ntk", x1 = x, x2: NDArray | null = null) {
  const result = await kernelDerivatives(on, architecture, kind, both, x1, x2);
  if (result.status !== "ok") throw new Error(result.problem);
  return result;
}

/** Central differences at two steps, extrapolated: errs by h⁴. */
async function difference(architecture: Architecture, kind: "nngp" | "ntk", name: Name, x1: NDArray, x2: NDArray | null): Promise<Float64Array> {
  const values = getHyperparameters(architecture, both);
  const at = async (delta: number) => {
    const { matrices } = await infiniteWidthKernels(on, setHyperparameters(architecture, both, { ...values, [name]: values[name] + delta }), [kind], x1, x2);
    return matrices[kind].data;
  };
  const slope = async (h: number) => {
    const [above, below] = [await at(h), await at(-h)];
    return above.map((value, e) => (value - below[e]) / (2 * h));
  };
  const [wide, narrow] = [await slope(2e-3), await slope(1e-3)];
  return narrow.map((value, e) => (4 * value - wide[e]) / 3);
}

async function check(architecture: Architecture, tolerance: number, x1 = x, x2: NDArray | null = null): Promise<void> {
  for (const kind of ["nngp", "ntk"] as const) {
    const result = await derivatives(architecture, kind, x1, x2);
    for (const name of ["weightStd", "biasStd"] as const) {
      const expected = await difference(architecture, kind, name, x1, x2);
      const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      result.derivatives[name].data.forEach((value, e) => expect(Math.abs(value - expected[e]) / scale, `${kind} by ${name} [${e}]`).toBeLessThan(tolerance));
    }
  }
}

describe("kernelDerivatives", () => {
  it.each(Object.entries(closed))("of %s agree with differences, equal, opposite and zero rows included", async (_, architecture) => {
    await check(architecture, 1e-9);
  });

  it.each(Object.entries(numerical))("of %s, whose dual is numerical", async (_, architecture) => {
    await check(architecture, 1e-8, few);
  });

  it("between two sets of points", async () => {
    const others = sliceRows(x, 3, 7);
    await check(closed["erf, gelu"], 1e-9, x, others);
    await check(numerical["tanh"], 1e-8, few, others);
  });

  it("gives the kernel itself to the last bit, symmetric derivatives, and leaves no tensor behind", async () => {
    for (const architecture of [closed["relu, three layers"], numerical["product rule"]]) {
      const { kernel, derivatives: by } = await derivatives(architecture, "ntk");
      const { matrices } = await infiniteWidthKernels(on, architecture, ["ntk"], x);
      expect(kernel.data).toEqual(matrices.ntk.data);
      for (const { data } of Object.values(by)) for (let i = 0; i < 7; i++) for (let j = 0; j < i; j++) expect(data[i * 7 + j]).toBe(data[j * 7 + i]);
    }
    expect(on.liveTensors()).toBe(0);
  });

  it("sums over the layers that share a hyperparameter, each of which may be asked for alone", async () => {
    const architecture = closed["residual with layer-norm"];
    const paths = ["layers[0]", "layers[1].body[2]", "layers[3]"];
    const alone = Object.fromEntries(paths.map((path) => [path, { field: "weightStd", layers: [path] }]));
    const parts = await kernelDerivatives(on, architecture, "ntk", alone, x);
    if (parts.status !== "ok") throw new Error(parts.problem);
    const { derivatives: all } = await derivatives(architecture, "ntk");
    all.weightStd.data.forEach((value, e) => {
      expect(paths.reduce((sum, path) => sum + (parts.derivatives[path] as NDArray).data[e], 0)).toBeCloseTo(value, 12);
    });
  });

  it("knows that a homogeneous network without biases scales: weightStd ∂Θ/∂weightStd = 2 (depth) K", async () => {
    // With ReLU, K ∝ weightStd^(2·4) for four dense layers, and Θ likewise.
    const architecture = serial(dense(8, { weightStd: 1.7 }), repeat(3, relu(), dense(8, { weightStd: 1.7 })));
    for (const kind of ["nngp", "ntk"] as const) {
      const { kernel, derivatives: by } = await derivatives(architecture, kind);
      const scale = Math.max(...kernel.data);
      by.weightStd.data.forEach((value, e) => expect(Math.abs(1.7 * value - 8 * kernel.data[e]) / scale).toBeLessThan(1e-13));
      expect(by.biasStd.data.every((value) => value === 0)).toBe(true);
    }
  });

  it("stays finite for nearly equal rows", async () => {
    const near = fromNested(Array.from({ length: 8 }, (_, i) => [1, 0.5 + 10 ** (-2 * i), -0.3]));
    for (const architecture of [closed["relu, three layers"], closed["powers and polynomials"]]) {
      expect((await kernelDerivatives(on, architecture, "ntk", both, near)).status).toBe("ok");
    }
    const pair = fromNested([
      [1, 0.5, -0.3],
      [1, 0.5 + 1e-8, -0.3],
    ]);
    expect((await kernelDerivatives(on, numerical["a kink: elu"], "ntk", both, pair)).status).toBe("ok");
  });

  it("refuses a hyperparameter that no layer has, and layers that do not agree", async () => {
    const architecture = serial(dense(8, { weightStd: 2 }), relu(), dense(1));
    await expect(kernelDerivatives(on, architecture, "ntk", { slope: { field: "slope" } }, x)).rejects.toThrow(
      'hyperparameters.slope: no layer of the architecture has this hyperparameter, found "slope"',
    );
    await expect(kernelDerivatives(on, architecture, "ntk", { w: { field: "weightStd", layers: ["layers[1]"] } }, x)).rejects.toThrow("no layer at layers[1]");
    expect(() => getHyperparameters(architecture, both)).toThrow("2 in layers[0] and 1 in layers[2]");
    expect(() => setHyperparameters(architecture, { a: { field: "keep" } }, { a: 1 })).toThrow("hyperparameters.a");
    expect(getHyperparameters(architecture, { w: { field: "weightStd", layers: ["layers[0]"] } })).toEqual({ w: 2 });
    expect(setHyperparameters(architecture, both, { weightStd: 3, biasStd: 0.5 }).layers).toMatchObject([
      { weightStd: 3, biasStd: 0.5 },
      { kind: "relu" },
      { weightStd: 3, biasStd: 0.5 },
    ]);
  });
});
