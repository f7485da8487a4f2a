import { type Architecture, dense, erf, finiteNetwork, initialise, serial } from "@ntkit/architectures";
import type { Backend } from "@ntkit/backend";
import { referenceBackend } from "@ntkit/backend-reference";
import { type NDArray, ndArray } from "@ntkit/core";
import { evaluateEmpirical, infiniteWidthKernels } from "@ntkit/kernels";
import { chooseLoss } from "@ntkit/losses";
import { type Problem, prepare } from "@ntkit/solvers";
import { train } from "@ntkit/training";
import { readMnist } from "./mnist.ts";
import type { Reproduction, Row } from "./reproduction.ts";

const samples = 64;
const classes = 10;
const times = [100, 200, 300, 400, 500, 600, 700, 800, 900];
const published = [0.1234, 0.0855, 0.0649, 0.0519, 0.0427, 0.0359, 0.0306, 0.0263, 0.0229];
const infinite = [0.1218, 0.0838, 0.0631, 0.0501, 0.0411, 0.0344, 0.0293, 0.0253, 0.0221];

function network(): Architecture {
  const layer = (width: number) => dense(width, { biasStd: 0.05 });
  return serial(layer(512), erf(), layer(classes));
}

/** Training in function space against training of weights: ½·mean over 640 entries, learning rate 1. */
export const functionSpace: Reproduction = {
  id: "4",
  what: "Training in function space",
  source: "neural-tangents, notebook function_space_linearization; Lee et al. 2019, arXiv:1902.06720",
  async run(report) {
    const on = referenceBackend();
    const { x, y } = await firstImages();
    const finite = finiteNetwork(network(), [x.shape[1]]);
    const parameters = initialise(finite, { seed: 0 });
    report("training the network");
    const trained = await train({
      ...{ on, network: finite, parameters, x, y, steps: 900, normaliser: "entries" as const },
      optimiser: { kind: "gradient-descent", learningRate: 1 },
      record: [
        { kind: "loss", at: { steps: times } },
        { kind: "outputs", at: { steps: [0] } },
      ],
    });
    report("its own kernel");
    const { ntk } = await evaluateEmpirical({ on, network: finite, parameters, x1: x, outputs: "full" });
    const { matrices } = await infiniteWidthKernels(on, network(), ["nngp", "ntk"], x);
    if (ntk === undefined) throw new Error("no kernel");
    const start = trained.records.arrays["outputs.train"].values[0];
    const column = (a: NDArray) => ndArray(a.data, [samples * classes, 1]);
    const loss = chooseLoss({ kind: "mse" });
    const linear = await lossesOf(on, { loss, kernels: { ntk: { train: asMatrix(ntk) } }, targets: column(y), initial: { train: column(start) } });
    const limit = await lossesOf(on, { loss, kernels: { ntk: { train: matrices.ntk }, nngp: { train: matrices.nngp } }, targets: y });
    const finiteLoss = trained.loss.train;
    return [
      ...times.map(
        (time, i): Row => ({
          what: `loss of the linearised network at t = ${time}`,
          measured: linear[i],
          expected: published[i],
          published: String(published[i]),
          gate: { relative: 0.06 },
        }),
      ),
      ...times.map(
        (time, i): Row => ({
          what: `mean loss of infinitely wide networks at t = ${time}`,
          measured: limit[i],
          expected: infinite[i],
          gate: { relative: 0.06 },
        }),
      ),
      {
        what: "loss of the trained network against its own kernel's prediction, t = 900: relative difference",
        measured: Math.abs(finiteLoss / linear[times.length - 1] - 1),
        gate: { atMost: 0.04 },
        note: `${finiteLoss.toPrecision(4)} and ${linear[times.length - 1].toPrecision(4)}`,
      },
    ];
  },
};

/** The first 64 training images, standardised by one mean and one deviation over all their pixels; labels one-hot. */
async function firstImages(): Promise<{ readonly x: NDArray; readonly y: NDArray }> {
  const { train: mnist } = await readMnist();
  const pixels = mnist.images.data.length / mnist.labels.data.length;
  const data = mnist.images.data.slice(0, samples * pixels);
  const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
  const deviation = Math.sqrt(data.reduce((sum, value) => sum + (value - mean) ** 2, 0) / data.length);
  const targets = new Float64Array(samples * classes);
  for (let i = 0; i < samples; i++) targets[i * classes + mnist.labels.data[i]] = 1;
  return {
    x: ndArray(
      data.map((value) => (value - mean) / deviation),
      [samples, pixels],
    ),
    y: ndArray(targets, [samples, classes]),
  };
}

/** [n, n, O, O] as the matrix over pairs (sample, output). */
function asMatrix({ data, shape: [n, , outputs] }: NDArray): NDArray {
  const side = n * outputs;
  const matrix = new Float64Array(side * side);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      for (let o = 0; o < outputs; o++) {
        for (let p = 0; p < outputs; p++) matrix[(i * outputs + o) * side + j * outputs + p] = data[((i * n + j) * outputs + o) * outputs + p];
      }
    }
  }
  return ndArray(matrix, [side, side]);
}

/**
 * ½·mean over all entries of the squared loss at the times, by the closed form: of one network where the start is given, else the
 * mean over the ensemble, `E[(f − y)²] = (mean − y)² + variance`.
 */
async function lossesOf(on: Backend, problem: Problem): Promise<number[]> {
  const uncertainty = problem.initial === undefined ? "variances" : "none";
  const prepared = await prepare(on, { kind: "eigen", uncertainty, learningRate: 1, normaliser: "entries" }, problem);
  if (prepared.status !== "ok") throw new Error(prepared.problem);
  const predictions = await prepared.at(times, { loss: true });
  return predictions.map(({ loss, train: side }) => {
    const variances = Array.from(side?.variance?.data ?? [0]);
    return (loss?.value ?? Number.NaN) + variances.reduce((sum, variance) => sum + variance, 0) / variances.length / 2;
  });
}
