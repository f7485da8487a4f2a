import { type Architecture, dense, erf, type LayerSpec, relu, serial } from "@ntkit/architectures";
import type { Backend } from "@ntkit/backend";
import { InvalidInput, type NDArray, ndArray, Unsupported } from "@ntkit/core";
import { infiniteWidthKernels } from "@ntkit/kernels";
import { randomState } from "./numpy-random.ts";

/** One run of a workload; what it computes has been read when it resolves. */
export type Work = () => Promise<unknown>;

const features = 784;
const times = [1, 10, 100, 1e3, 1e4];

/**
 * A workload of the peer's benchmark by its name, on its inputs: fc_relu3_nN, fc_relu10_nN, fc_erf3_nN (NNGP and NTK of X
 * [N, 784] against itself), predict_nN, eigh_nN, cholesky_nN, matmul_nN. Of our own: gram_nN, the Gram matrix of X alone,
 * and pixels_gram_nN, pixels_relu3_nN and so on, the same of whole numbers from 0 to 255. Inputs are uploaded in every run.
 */
export function workload(name: string, on: Backend): Work {
  const [, kind, size] = /^([a-z]+(?:_[a-z]+\d*)?)_n(\d+)$/.exec(name) ?? [];
  const n = Number(size);
  const dense = /^(fc|pixels)_(relu|erf)(\d+)$/.exec(kind ?? "");
  if (dense !== null) {
    const [network, x] = [denseNetwork(dense[2] as "relu" | "erf", Number(dense[3])), dense[1] === "fc" ? normals([n, features], randomState(0)) : pixels(n)];
    return () => infiniteWidthKernels(on, network, ["nngp", "ntk"], x);
  }
  if (kind === "gram") return gram(on, normals([n, features], randomState(0)));
  if (kind === "pixels_gram") return gram(on, pixels(n));
  if (kind === "predict") return predict(on, n);
  const make = matrixWork[kind ?? ""];
  if (make !== undefined) return make(on, positiveDefinite(n));
  throw new InvalidInput({
    path: "--only",
    problem: "unknown workload",
    found: name,
    remedy: `Take one of ${["fc_relu3", "fc_relu10", "fc_erf3", "pixels_relu3", "predict", "gram", "pixels_gram", ...Object.keys(matrixWork)].map((w) => `${w}_nN`).join(", ")}.`,
  });
}

/** Whole numbers from 0 to 255. */
function pixels(n: number): NDArray {
  const draw = randomState(0);
  return normals([n, features], () => Math.min(255, Math.round(Math.abs(100 * draw()))));
}

const gram =
  (on: Backend, x: NDArray): Work =>
  () =>
    on.scope(() => on.read(on.gram(on.tensor(x), null, 1 / features)));

const matrixWork: Readonly<Record<string, (on: Backend, a: NDArray) => Work>> = {
  eigh: (on, a) => () =>
    on.scope(async () => {
      const result = await on.eigh(on.tensor(a));
      return result.status === "ok" ? on.read(result.vectors) : trouble(result);
    }),
  cholesky: (on, a) => () =>
    on.scope(async () => {
      const result = await on.cholesky(on.tensor(a));
      return result.status === "ok" ? on.read(result.factor) : trouble(result);
    }),
  matmul: (on, a) => () =>
    on.scope(async () => {
      const tensor = on.tensor(a);
      return on.read(on.matmul(tensor, tensor));
    }),
};

const trouble = ({ problem, remedy }: { readonly problem: string; readonly remedy: string }): never => {
  throw new Unsupported({ problem, remedy });
};

function denseNetwork(activation: "relu" | "erf", depth: number): Architecture {
  const layer = () => dense(512, { weightStd: activation === "relu" ? Math.SQRT2 : 1.5, biasStd: 0.1 });
  const body: LayerSpec[] = Array.from({ length: depth }, () => [layer(), activation === "relu" ? relu() : erf()]).flat();
  return serial(layer(), ...body.slice(1), layer());
}

/** The mean of an infinite ensemble on 200 points at five times, after 10 outputs on n points: kernels, eigenvectors, products. */
function predict(on: Backend, n: number): Work {
  const draw = randomState(0);
  const [x, y, z] = [normals([n, features], draw), normals([n, 10], draw), normals([200, features], draw)];
  const network = denseNetwork("relu", 3);
  const solveOn = on.host ?? on;
  return async () => {
    const theta = (await infiniteWidthKernels(on, network, ["ntk"], x)).matrices.ntk;
    const cross = (await infiniteWidthKernels(on, network, ["ntk"], z, x)).matrices.ntk;
    return solveOn.scope(async () => {
      const result = await solveOn.eigh(solveOn.tensor(theta));
      if (result.status !== "ok") return trouble(result);
      const values = (await solveOn.read(result.values)).data;
      const coefficients = await solveOn.read(solveOn.matmul(result.vectors, solveOn.tensor(y), { transposeA: true }));
      const moved = times.map((time) =>
        solveOn.tensor(
          ndArray(
            coefficients.data.map((c, at) => (-Math.expm1((-values[Math.floor(at / 10)] * time) / (10 * n)) / values[Math.floor(at / 10)]) * c),
            [n, 10],
          ),
        ),
      );
      const means = moved.map((c) => solveOn.matmul(solveOn.tensor(cross), solveOn.matmul(result.vectors, c)));
      return Promise.all(means.map((mean) => solveOn.read(mean)));
    });
  };
}

function normals(shape: readonly [number, number], draw: () => number): NDArray {
  return ndArray(Float64Array.from({ length: shape[0] * shape[1] }, draw), shape);
}

/** `a aᵀ / n + 0.1 I` for a standard normal a. */
function positiveDefinite(n: number): NDArray {
  const a = normals([n, n], randomState(0)).data;
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += a[i * n + k] * a[j * n + k];
      out[i * n + j] = sum / n + (i === j ? 0.1 : 0);
      out[j * n + i] = out[i * n + j];
    }
  }
  return ndArray(out, [n, n]);
}
