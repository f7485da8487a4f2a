import { type Architecture, builtIn, finiteNetwork, initialise, type LayerSpec, layerKinds, parseArchitecture, traceKernel } from "@ntkit/architectures";
import { referenceBackend } from "@ntkit/backend-reference";
import { fromNested, type NDArray, ShapeMismatch, Unsupported } from "@ntkit/core";
import { expect, it } from "vitest";
import { evaluateEmpirical, infiniteWidthKernels, monteCarlo } from "../src/index.ts";

const on = referenceBackend();
const width = 192;
const draws = 30;
const x1 = fromNested([
  [1.1, -0.4, 0.3],
  [-0.2, 0.9, 0.7],
  [0.8, 0.5, -1],
]);

/** A layer with every width in it the one at hand, on Gaussian features. */
const ending = (example: LayerSpec): LayerSpec[] => {
  const widened = JSON.parse(JSON.stringify(example, (key, value: unknown) => (key === "width" ? width : value))) as LayerSpec;
  return [{ kind: "dense", width, weightStd: 0.9, biasStd: 0.3 } as LayerSpec, widened];
};

/** The layer's features, whose products are averaged over all of them. */
const features = (example: LayerSpec, parameterization: string): Architecture => parseArchitecture({ parameterization, layers: ending(example) });

/** One function of them. */
const scalar = (example: LayerSpec, parameterization: string): Architecture =>
  parseArchitecture({ parameterization, layers: [...ending(example), { kind: "dense", width: 1, weightStd: 1.2, biasStd: 0.2 }] });

/** Kinds with both a kernel and a rule at finite width, on features of one axis. */
const examples = Object.values(layerKinds(builtIn)).flatMap(({ kind, finite, example }, index) => {
  if (finite === undefined) return [];
  try {
    traceKernel(scalar(example, "ntk"), ["ntk"], [3]);
    return [{ kind, example, index }];
  } catch (error) {
    if (error instanceof Unsupported || error instanceof ShapeMismatch) return [];
    throw error;
  }
});

it("covers every layer but those of images", () => {
  const images = ["conv", "global-average-pool"];
  const all = Object.values(layerKinds(builtIn)).flatMap(({ kind, finite }) => (finite === undefined || images.includes(kind) ? [] : [kind]));
  expect(examples.map(({ kind }) => kind)).toEqual(all);
});

/**
 * With one nonlinearity the mean over finite networks is the analytic kernel at any width, but for layer-norm, whose bias is of
 * the order of 1/width = 0.005: a third of the standard error, which is 0.5 to 9 % of the kernel. Entries without any spread are
 * compared up to rounding. Of the 400 entries here about one would lie further off with other seeds.
 */
it.each(examples)("$kind: the analytic kernels lie within 3 standard errors of the mean over finite networks", async ({ example, index }) => {
  const parameterization = index % 2 === 0 ? "ntk" : "standard";
  const networks = { nngp: features(example, parameterization), ntk: scalar(example, parameterization) } as const;
  for (const kind of ["nngp", "ntk"] as const) {
    const architecture = networks[kind];
    const exact = (await infiniteWidthKernels(on, architecture, [kind], x1)).matrices[kind];
    const { mean, standardError } = await monteCarlo({ on, architecture, x1, kinds: [kind], seed: 1 + (index % 2), draws, relativeError: 0 });
    exact.data.forEach((value, i) => {
      const off = Math.abs((mean[kind]?.data[i] ?? Number.NaN) - value);
      expect(off, `${kind}, entry ${i}`).toBeLessThanOrEqual(3 * (standardError[kind]?.data[i] ?? 0) + 1e-13 * Math.abs(value));
    });
  }
});

it("the error of one draw falls as 1/√width", async () => {
  const widths = [16, 32, 64, 128];
  const repetitions = 16;
  const logs: [number, number][] = [];
  for (const w of widths) {
    const dense = { kind: "dense", width: w, weightStd: 1.4, biasStd: 0.1 };
    const architecture = parseArchitecture({ layers: [dense, { kind: "relu" }, dense, { kind: "erf" }, { kind: "dense", width: 1 }] });
    const exact = (await infiniteWidthKernels(on, architecture, ["ntk"], x1)).matrices.ntk;
    const network = finiteNetwork(architecture, [3]);
    let squares = 0;
    for (let seed = 0; seed < repetitions; seed++) {
      const { ntk } = await evaluateEmpirical({ on, network, parameters: initialise(network, { seed: 100 * w + seed }), x1, outputs: "mean" });
      squares += exact.data.reduce((sum, value, i) => sum + (((ntk as NDArray).data[i] - value) / value) ** 2, 0);
    }
    logs.push([Math.log(w), Math.log(squares / repetitions) / 2]);
  }
  const mean = (of: (point: [number, number]) => number) => logs.reduce((sum, point) => sum + of(point), 0) / logs.length;
  const [x, y] = [mean(([a]) => a), mean(([, b]) => b)];
  const slope = mean(([a, b]) => (a - x) * (b - y)) / mean(([a]) => (a - x) ** 2);
  expect(slope).toBeGreaterThan(-0.65);
  expect(slope).toBeLessThan(-0.35);
});
