import { builtIn, type Layer, type Nonlinearity, parseArchitecture } from "@ntkit/architectures";
import { referenceBackend } from "@ntkit/backend-reference";
import { fromNested } from "@ntkit/core";
import { formula, multiply } from "@ntkit/formula";
import { expect, it } from "vitest";
import { z } from "zod";
import { infiniteWidthKernels, innerProductKernel, type KernelMethod, kernelMatrix, kernelMethods } from "../src/index.ts";

const on = referenceBackend();
const x = fromNested([
  [1, 2],
  [-0.5, 0.3],
  [0, 1.5],
]);

it("a nonlinearity from outside: one object, one line", async () => {
  const schema = z.strictObject({ kind: z.literal("wave"), strength: z.number().default(1) });
  const wave: Nonlinearity<z.infer<typeof schema>> = {
    kind: "wave",
    schema,
    example: { kind: "wave", strength: 1 },
    apply: ({ strength }, u) => formula`${strength} * sin(${u})`,
    references: [],
  };
  const plugins = { ...builtIn, nonlinearities: { ...builtIn.nonlinearities, [wave.kind]: wave } };

  const layers = (kind: object) => ({ layers: [{ kind: "dense", width: 8, biasStd: 0.2 }, kind, { kind: "dense", width: 1 }] });
  const mine = parseArchitecture(layers({ kind: "wave", strength: 0.7 }), plugins);
  const theirs = parseArchitecture(layers({ kind: "sin", amplitude: 0.7 }));
  const byQuadrature = await infiniteWidthKernels(on, mine, ["nngp", "ntk"], x, null, { plugins });
  const closedForm = await infiniteWidthKernels(on, theirs, ["nngp", "ntk"], x);
  for (const kind of ["nngp", "ntk"] as const) {
    closedForm.matrices[kind].data.forEach((value, i) => expect(byQuadrature.matrices[kind].data[i]).toBeCloseTo(value, 12));
  }
  expect(() => parseArchitecture(layers({ kind: "wave" }))).toThrow(/layers\[1\]\.kind: unknown layer kind, found "wave"/);
});

it("a layer from outside", async () => {
  const schema = z.strictObject({ kind: z.literal("gain"), factor: z.number().positive() });
  const gain: Layer<z.infer<typeof schema>> = {
    kind: "gain",
    schema,
    example: { kind: "gain", factor: 2 },
    shape: (_, input) => input,
    propagate({ factor }, state) {
      const scaled = (value: Parameters<typeof multiply>[0]) => multiply(factor ** 2, value);
      return { ...state, nngp: scaled(state.nngp), ntk: scaled(state.ntk), variance1: scaled(state.variance1), variance2: scaled(state.variance2) };
    },
    references: [],
  };
  const plugins = { ...builtIn, layers: { ...builtIn.layers, [gain.kind]: gain } };
  const withGain = parseArchitecture({ layers: [{ kind: "dense", width: 8 }, { kind: "erf" }, { kind: "gain", factor: 3 }] }, plugins);
  const plain = parseArchitecture({ layers: [{ kind: "dense", width: 8 }, { kind: "erf" }] });
  const scaled = await infiniteWidthKernels(on, withGain, ["ntk"], x, null, { plugins });
  const base = await infiniteWidthKernels(on, plain, ["ntk"], x);
  base.matrices.ntk.data.forEach((value, i) => expect(scaled.matrices.ntk.data[i]).toBeCloseTo(9 * value, 12));
});

it("a kernel from outside", async () => {
  const schema = z.strictObject({ kind: z.literal("cosine") });
  const cosine: KernelMethod<z.infer<typeof schema>> = {
    kind: "cosine",
    schema,
    example: { kind: "cosine" },
    trace: (_, sample) => innerProductKernel("cosine", sample, (inner, norm1, norm2) => formula`${inner} / sqrt(${norm1} * ${norm2})`),
    references: [],
  };
  const { matrices } = await kernelMatrix(on, { kind: "cosine" }, x, null, { methods: { ...kernelMethods, [cosine.kind]: cosine } });
  expect(matrices["cosine"]?.data[0]).toBe(1);
  expect(matrices["cosine"]?.data[1]).toBeCloseTo((-0.5 + 0.6) / Math.sqrt(5 * 0.34), 14);
});
