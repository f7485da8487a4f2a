import { dense, type LayerSpec, relu, serial, tanh } from "@ntkit/architectures";
import { referenceBackend } from "@ntkit/backend-reference";
import { oneHot } from "@ntkit/datasets";
import { infiniteWidthKernels, type Progress } from "@ntkit/kernels";
import { accuracy, chooseLoss } from "@ntkit/losses";
import { prepare } from "@ntkit/solvers";
import { type PreparedImages, prepareMnist, readMnist } from "./mnist.ts";
import type { Report, Reproduction, Row } from "./reproduction.ts";

interface Setting {
  readonly name: string;
  readonly train: number;
  /** How many nonlinearities. */
  readonly depth: number;
  readonly nonlinearity: () => LayerSpec;
  readonly weightVariance: number;
  readonly biasVariance: number;
  readonly accuracy: number;
  readonly error: number;
  readonly published?: string;
}

const source = "Lee et al. 2018, arXiv:1711.00165, table 1";

/** The NNGP posterior mean on the 10,000 test images of MNIST. */
export const nngpMnist: Reproduction = {
  id: "3",
  what: "NNGP on MNIST, 1000 training images",
  source,
  run: (report) =>
    measureAll(report, [
      {
        name: "ReLU depth 20",
        train: 1000,
        depth: 20,
        nonlinearity: relu,
        weightVariance: 1.45,
        biasVariance: 0.28,
        accuracy: 0.925,
        error: 0.02089,
        published: ".9279",
      },
      {
        name: "tanh depth 20",
        train: 1000,
        depth: 20,
        nonlinearity: tanh,
        weightVariance: 1.96,
        biasVariance: 0.62,
        accuracy: 0.926,
        error: 0.02085,
        published: ".9266",
      },
    ]),
};

export const nngpMnist100: Reproduction = {
  id: "3b",
  what: "NNGP on MNIST, 100 training images",
  source,
  run: (report) =>
    measureAll(report, [
      { name: "ReLU depth 100", train: 100, depth: 100, nonlinearity: relu, weightVariance: 1.79, biasVariance: 0.83, accuracy: 0.7658, error: 0.04554 },
    ]),
};

export const nngpMnist10k: Reproduction = {
  id: "3c",
  what: "NNGP on MNIST, 10,000 training images",
  source,
  onRequest: true,
  run: (report) =>
    measureAll(report, [
      {
        name: "ReLU depth 7",
        train: 10_000,
        depth: 7,
        nonlinearity: relu,
        weightVariance: 0.61,
        biasVariance: 0.07,
        accuracy: 0.9759,
        error: 0.00899,
        published: ".9765",
      },
    ]),
};

async function measureAll(report: Report, settings: readonly Setting[]): Promise<Row[]> {
  const mnist = await readMnist();
  const rows: Row[] = [];
  for (const setting of settings) {
    const { name, train, published } = setting;
    const data = prepareMnist(mnist, train);
    const { score, squaredError, note } = await measure(report, setting, data);
    rows.push({
      what: `MNIST ${train}, ${name}: test accuracy`,
      measured: score,
      expected: setting.accuracy,
      gate: { within: 0.001 },
      note,
      ...(published !== undefined && { published }),
    });
    rows.push({ what: `MNIST ${train}, ${name}: mean squared error`, measured: squaredError, expected: setting.error, gate: { within: 0.001 } });
  }
  return rows;
}

/** Posterior mean with jitter 1e-10, ten times more after each failed factorisation; targets are one-hot less their mean. */
async function measure(report: Report, { depth, nonlinearity, weightVariance, biasVariance }: Setting, { train, test }: PreparedImages) {
  const layer = dense(1, { weightStd: Math.sqrt(weightVariance), biasStd: Math.sqrt(biasVariance) });
  const architecture = serial({}, ...Array.from({ length: depth }, () => [layer, nonlinearity()]).flat(), layer);
  const on = referenceBackend();
  const targets = (labels: ArrayLike<number>) => oneHot(labels, 10, { centred: true });
  const onTrain = await infiniteWidthKernels(on, architecture, ["nngp"], train.inputs, null);
  const onTest = await infiniteWidthKernels(on, architecture, ["nngp"], test.inputs, train.inputs, { onProgress: every(10, report) });
  const blocks = { train: onTrain.matrices.nngp, cross: onTest.matrices.nngp };
  const problem = { loss: chooseLoss({ kind: "mse" }), kernels: { nngp: blocks }, targets: targets(train.labels) };
  const solver = { kind: "gp", predictor: "nngp", ridge: { kind: "absolute", value: 1e-10 }, jitter: {} };
  const prepared = await prepare(on, solver, problem);
  if (prepared.status !== "ok") throw new Error(`${prepared.problem}. ${prepared.remedy}`);
  const [{ test: predicted }] = await prepared.at([Number.POSITIVE_INFINITY], { sets: ["test"] });
  if (predicted === undefined) throw new Error("the solver gave no predictions for the test images");
  const wanted = targets(test.labels).data;
  const squaredError = predicted.mean.data.reduce((sum, value, i) => sum + (value - wanted[i]) ** 2, 0) / wanted.length;
  const { evaluation } = onTest;
  const way = evaluation.kind === "direct" ? "layer by layer" : `angle table of ${evaluation.terms} terms`;
  return { score: accuracy(predicted.mean, test.labels), squaredError, note: `${way}, jitter ${prepared.state.conventions.jitter}` };
}

/** Reports a share done, about every `percent`. */
function every(percent: number, report: Report): (progress: Progress) => void {
  let next = percent;
  return ({ done, total }) => {
    if ((100 * done) / total < next) return;
    report(`kernel of test against train, ${Math.floor((100 * done) / total)} %`);
    next += percent;
  };
}
