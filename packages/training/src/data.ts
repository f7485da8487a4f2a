import type { FiniteNetwork } from "@ntkit/architectures";
import type { Backend, Dtype, Tensor } from "@ntkit/backend";
import { InvalidData, type NDArray, ndArray, ShapeMismatch, show, sizeOf } from "@ntkit/core";
import { type ChosenLoss, checkTargets, type Normaliser, resolveNormaliser } from "@ntkit/losses";

/** Samples with their targets, on the backend and off it. */
export interface Samples {
  readonly count: number;
  /** x [samples, ...input]. */
  readonly inputs: NDArray;
  readonly x: Tensor;
  readonly y: Tensor;
  /** y [samples, O]. */
  readonly targets: NDArray;
  /** What the loss of each sample counts [samples]; left out: 1. */
  readonly weights?: NDArray;
  readonly weightTensor?: Tensor;
  /** Z of the loss on these samples. */
  readonly normaliser: number;
}

export interface TrainingData {
  readonly train: Samples;
  readonly test?: Samples;
}

/** Data as they are given: inputs [n, ...sample], targets [n, O]. */
export interface DataInput {
  readonly x: NDArray;
  readonly y: NDArray;
  readonly testX?: NDArray | undefined;
  readonly testY?: NDArray | undefined;
  /** What the loss of each training sample counts [n], 0 or more; 1 by default. The normaliser "samples" is n whatever they are. */
  readonly weights?: NDArray | undefined;
}

/** Copies data to the backend. Throws ShapeMismatch or InvalidData, with the path, for what does not fit the network or the loss. */
export function loadData(on: Backend, network: FiniteNetwork, loss: ChosenLoss, input: DataInput, normaliser: Normaliser, dtype?: Dtype): TrainingData {
  const { x, y, testX, testY, weights } = input;
  const count = x.shape[0] ?? 0;
  const train = samplesOf(on, network, loss, { x, y }, { x: "x", y: "y" }, dtype);
  if (weights !== undefined) checkWeights(weights, count);
  const { value, name } = resolveNormaliser(normaliser, { samples: count, outputs: sizeOf(network.output) });
  const weighted = weights === undefined ? {} : { weights, weightTensor: on.tensor(weights, dtype) };
  const trainSide = { ...train, ...weighted, normaliser: value };
  if (testX === undefined && testY === undefined) return { train: trainSide };
  const test = samplesOf(on, network, loss, { x: given(testX, "testX"), y: given(testY, "testY") }, { x: "testX", y: "testY" }, dtype);
  const sizes = { samples: test.count, outputs: sizeOf(network.output) };
  const testNormaliser = name === "custom" ? (value * test.count) / count : resolveNormaliser(normaliser, sizes).value;
  return { train: trainSide, test: { ...test, normaliser: testNormaliser } };
}

function given(array: NDArray | undefined, path: string): NDArray {
  if (array !== undefined) return array;
  throw new ShapeMismatch({ path, problem: "test samples want both inputs and targets", remedy: "Give `testX` and `testY`, or neither." });
}

type Pair<V> = { readonly x: V; readonly y: V };

function samplesOf(on: Backend, network: FiniteNetwork, loss: ChosenLoss, { x, y }: Pair<NDArray>, paths: Pair<string>, dtype: Dtype | undefined) {
  const [count = 0] = x.shape;
  requireShape(x, [count, ...network.input], paths.x, "the network takes samples");
  if (count === 0) throw new InvalidData({ path: paths.x, problem: "no samples", remedy: "Give at least one." });
  const outputs = sizeOf(network.output);
  requireShape(y, [count, outputs], paths.y, "one target for each sample and output");
  for (const [path, { data }] of [[paths.x, x] as const, [paths.y, y] as const]) requireFinite(path, data);
  const targets = ndArray(y.data, [count, outputs]);
  checkTargets(loss, targets, paths.y);
  return { count, inputs: x, x: on.tensor(x, dtype), y: on.tensor(targets, dtype), targets };
}

function requireShape(array: NDArray, shape: readonly number[], path: string, what: string): void {
  if (array.shape.join() === shape.join()) return;
  throw new ShapeMismatch({ path, problem: `expected [${shape.join(", ")}], ${what}`, found: show(array.shape), remedy: "Give arrays that belong together." });
}

function requireFinite(path: string, data: Float64Array): void {
  const at = data.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  throw new InvalidData({ path: `${path}[${at}]`, problem: "expected a finite number", found: String(data[at]), remedy: "Replace it, or drop its sample." });
}

function checkWeights(weights: NDArray, count: number): void {
  requireShape(weights, [count], "weights", "one for each sample");
  const at = weights.data.findIndex((weight) => !(weight >= 0 && weight < Number.POSITIVE_INFINITY));
  if (at < 0) return;
  throw new InvalidData({
    path: `weights[${at}]`,
    problem: "expected a weight of 0 or more",
    found: String(weights.data[at]),
    remedy: "Give how much the loss of this sample counts; 1 is the default.",
  });
}
