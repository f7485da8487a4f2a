import type { Backend } from "@ntkit/backend";
import { type NDArray, ndArray, random, type Shape, sizeOf } from "@ntkit/core";
import { builtIn, layerKinds } from "../src/index.ts";

/** Standard normal numbers. */
export function numbers(shape: Shape, seed: number): NDArray {
  const { normal } = random(seed);
  return ndArray(
    Float64Array.from({ length: sizeOf(shape) }, () => normal()),
    shape,
  );
}

export const shifted = (at: NDArray, direction: NDArray, step: number): NDArray =>
  ndArray(
    at.data.map((value, i) => value + step * direction.data[i]),
    at.shape,
  );

export const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => Array.from(a, (value, i) => value * b[i]).reduce((sum, value) => sum + value, 0);

export const largest = (values: ArrayLike<number>): number => Array.from(values).reduce((most, value) => Math.max(most, Math.abs(value)), 0);

/** The numbers of some tensors, as plain arrays by name. */
export async function readAll(on: Backend, tensors: Readonly<Record<string, Parameters<Backend["read"]>[0]>>): Promise<Record<string, Float64Array>> {
  const entries = Object.entries(tensors).map(async ([name, tensor]) => [name, (await on.read(tensor)).data] as const);
  return Object.fromEntries(await Promise.all(entries));
}

const dense = (width: number) => ({ kind: "dense", width, biasStd: 0.4 });
const relu = { kind: "relu" };
const branches = [[{ kind: "identity" }], [{ kind: "erf" }, dense(16)], [{ kind: "sin" }]];

/** Layers in settings worth testing beside the `example` of each kind. */
const more: readonly { readonly kind: string; readonly [field: string]: unknown }[] = [
  { kind: "dense", width: 5, bias: true },
  { kind: "dense", width: 5, biasStd: 0.3, trainable: false },
  { kind: "conv", channels: 2, kernel: [2, 3], strides: [2, 1], biasStd: 0.2 },
  { kind: "conv", channels: 3, kernel: [2, 2], padding: "valid" },
  { kind: "conv", channels: 2, kernel: [3, 3], strides: [1, 2], padding: "circular", biasStd: 0.5 },
  { kind: "conv", channels: 2, kernel: [2, 2], trainable: false },
  { kind: "parallel", branches, merge: "sum" },
  { kind: "parallel", branches, merge: "product" },
  { kind: "parallel", branches: [...branches, [dense(3), relu]], merge: "concat" },
  { kind: "parallel", branches, merge: "concat", axis: "samples" },
  { kind: "parallel", branches: [[relu]], merge: "product" },
  {
    kind: "parallel",
    branches: [branches[0], [{ kind: "parallel", branches, merge: "concat", axis: "samples" }, dense(16)]],
    merge: "concat",
    axis: "samples",
  },
  { kind: "parallel", branches: [[{ kind: "conv", channels: 2, kernel: [2, 2] }], [{ kind: "identity" }]], merge: "concat" },
  { kind: "residual", body: [{ kind: "identity" }] },
  { kind: "residual", body: [{ kind: "erf" }, { kind: "residual", body: [dense(16)] }, dense(16)] },
  { kind: "repeat", times: 3, body: [{ kind: "residual", body: [dense(16), { kind: "erf" }, dense(16)] }] },
  { kind: "repeat", times: 2, body: [dense(6), { kind: "dropout", keep: 0.7 }] },
  { kind: "dropout", keep: 0.6, mode: "test" },
  { kind: "dropout", keep: 1 },
];

/** A network around one layer. */
export interface Place {
  readonly name: string;
  readonly network: { readonly input: readonly number[]; readonly layers: readonly object[] };
}

const examples = Object.values(layerKinds(builtIn)).flatMap(({ example, finite }) => (finite === undefined ? [] : [example]));

/** Every registered layer that has a rule at finite width, between dense layers and among images; to be taken where it fits. */
export const places: readonly { readonly name: string; readonly networks: readonly Place["network"][] }[] = [...examples, ...more].map((layer) => ({
  name: JSON.stringify(layer),
  networks: [
    { input: [4], layers: [{ ...dense(16), biasStd: 0.5 }, layer, { kind: "dense", width: 2, weightStd: 1.3, biasStd: 0.2 }] },
    { input: [3, 4, 2], layers: [{ kind: "conv", channels: 3, kernel: [2, 2], biasStd: 0.3 }, layer, { kind: "flatten" }, dense(2)] },
  ],
}));
