import { logMarginalLikelihood, maximiseEvidence, noRidge } from "@ntkit/analysis";
import { dense, erf, relu, serial, setHyperparameters, tanh } from "@ntkit/architectures";
import { referenceBackend } from "@ntkit/backend-reference";
import { fromNested, type NDArray, ndArray, random } from "@ntkit/core";
import { infiniteWidthKernels, kernelDerivatives } from "@ntkit/kernels";
import { describe, expect, it } from "vitest";
import { nested, randomMatrix } from "./matrices.ts";

const on = referenceBackend();
const scales = { weightStd: { field: "weightStd" }, biasStd: { field: "biasStd" } } as const;
const ridge = { kind: "absolute", value: 0.05 } as const;

describe("the evidence of a network", () => {
  const x = fromNested(randomMatrix(random(20), 6, 3));
  const y = fromNested(randomMatrix(random(21), 6, 2));
  const networks = {
    relu: serial(dense(1), relu(), dense(1), relu(), dense(1)),
    erf: serial(dense(1), erf(), dense(1)),
    tanh: serial(dense(1), tanh(), dense(1)),
  };

  it.each(Object.entries(networks))("%s: its gradient is that of differences of the whole computation", async (_, network) => {
    const at = async (values: { readonly weightStd: number; readonly biasStd: number }, amount: number) => {
      const kernel = await kernelDerivatives(on, setHyperparameters(network, scales, values), "ntk", scales, x);
      if (kernel.status !== "ok") throw new Error(kernel.problem);
      const evidence = await logMarginalLikelihood(on, kernel, y, { ...ridge, value: amount });
      if (evidence.status !== "ok") throw new Error(evidence.problem);
      return evidence;
    };
    const [values, h] = [{ weightStd: 1.2, biasStd: 0.3 }, 1e-4];
    const { gradient, ridgeGradient } = await at(values, ridge.value);
    const slope = async (move: (h: number) => ReturnType<typeof at>) => {
      const central = async (step: number) => ((await move(step)).value - (await move(-step)).value) / (2 * step);
      return (4 * (await central(h)) - (await central(2 * h))) / 3;
    };
    expect(gradient.weightStd / (await slope((d) => at({ ...values, weightStd: 1.2 + d }, ridge.value)))).toBeCloseTo(1, 6);
    expect(gradient.biasStd / (await slope((d) => at({ ...values, biasStd: 0.3 + d }, ridge.value)))).toBeCloseTo(1, 6);
    expect(ridgeGradient / (await slope((d) => at(values, ridge.value + d)))).toBeCloseTo(1, 6);
  });
});

/** Columns drawn from N(0, kernel + noise). */
async function draw(kernel: NDArray, noise: number, columns: number, seed: number): Promise<NDArray> {
  const n = kernel.shape[0];
  const covariance = fromNested(nested(kernel).map((row, i) => row.map((value, j) => value + (i === j ? noise : 0))));
  return on.scope(async () => {
    const cholesky = await on.cholesky(on.tensor(covariance));
    if (cholesky.status !== "ok") throw new Error(cholesky.problem);
    return on.read(on.matmul(cholesky.factor, on.tensor(fromNested(randomMatrix(random(seed), n, columns)))));
  });
}

describe("maximiseEvidence with a network", () => {
  it("finds the scales and the noise that the data were drawn with", async () => {
    // 100 outputs of 25 points tell σw to about 2 %, σb and the noise to about 5 %: three such errors are allowed.
    const network = serial(dense(1), erf(), dense(1));
    const truth = { weightStd: 1.6, biasStd: 0.4 };
    const x = fromNested(randomMatrix(random(22), 25, 2).map((row) => row.map((value) => 1.5 * value)));
    const { matrices } = await infiniteWidthKernels(on, setHyperparameters(network, scales, truth), ["nngp"], x);
    const targets = await draw(matrices.nngp, 0.02, 100, 23);
    const best = await maximiseEvidence(on, {
      kernelAt: (values) => kernelDerivatives(on, setHyperparameters(network, scales, values), "nngp", scales, x),
      start: { weightStd: 0.5, biasStd: 1 },
      targets,
      ridge: { kind: "absolute", value: 0.5 },
    });
    if (!("values" in best)) throw new Error(best.problem);
    expect(best.status).toBe("converged");
    expect(Math.abs(best.values.weightStd / truth.weightStd - 1)).toBeLessThan(0.06);
    expect(Math.abs(best.values.biasStd / truth.biasStd - 1)).toBeLessThan(0.15);
    expect(Math.abs(best.ridge.value / 0.02 - 1)).toBeLessThan(0.15);
    const truly = await logMarginalLikelihood(on, { kernel: matrices.nngp, derivatives: {} }, targets, { kind: "absolute", value: 0.02 });
    // Twice the gain over the truth is χ² with three degrees of freedom: below 16.3 in 999 of 1000 draws (Wilks).
    const gain = truly.status === "ok" ? 2 * (best.logMarginalLikelihood - truly.value) : Number.NaN;
    expect(gain).toBeGreaterThan(0);
    expect(gain).toBeLessThan(16.3);
    expect(on.liveTensors()).toBe(0);
  });

  it("gives the trouble of the kernel on", async () => {
    const exploding = serial(dense(1, { weightStd: 1e200 }), relu(), dense(1, { weightStd: 1e200 }));
    const weightStd = { weightStd: scales.weightStd };
    const result = await maximiseEvidence(on, {
      kernelAt: (values) => kernelDerivatives(on, setHyperparameters(exploding, weightStd, values), "nngp", weightStd, ndArray(Float64Array.of(1, 2), [2, 1])),
      start: { weightStd: 1e200 },
      targets: fromNested([[1], [2]]),
      ridge: noRidge,
      searchRidge: false,
    });
    expect(result).toMatchObject({ status: "not-finite", remedy: expect.stringContaining("smaller weightStd") });
  });
});
