import { referenceBackend } from "@ntkit/backend-reference";
import { fitSupportVectors } from "@ntkit/classifiers";
import { type NDArray, type Random, random, zeros } from "@ntkit/core";
import { applyPreparation, datasets, fitPreparation, standardise } from "@ntkit/datasets";
import { infiniteWidthKernels } from "@ntkit/kernels";
import { aroraNetwork } from "./arora-kernel.ts";
import { stratifiedFolds } from "./folds.ts";
import type { Report, Reproduction, Row } from "./reproduction.ts";

const depths = [0, 1, 2, 3, 4];
const costs = [1e-2, 1e-1, 1, 1e1, 1e2, 1e3, 1e4];
const seeds = [0, 1, 2, 3, 4];
const foldCount = 4;

/**
 * All 15 pairs (depth, fix ≤ depth) and 7 values of C; features standardised over the whole set; 5 repetitions of shuffled
 * stratified 4-fold; inside each training fold the pair and C are chosen on one random half against the other, then fitted again on
 * the whole fold.
 */
export const ntkSvm: Reproduction = {
  id: "12",
  what: "NTK support vector machines on UCI",
  source: "Arora et al. 2020, arXiv:1910.01663, section 4",
  async run(report) {
    const rows: Row[] = [];
    for (const { name, expected } of [
      { name: "iris", expected: 0.952 },
      { name: "wine", expected: 0.981 },
      { name: "breast-cancer", expected: 0.975 },
    ] as const) {
      rows.push({ what: `${name}: test accuracy, 5 × 4 folds`, measured: await meanAccuracy(name, report), expected, gate: { within: 0.015 } });
    }
    return rows;
  },
};

async function meanAccuracy(name: "iris" | "wine" | "breast-cancer", report: Report): Promise<number> {
  const { inputs, labels } = await datasets[name].load();
  const x = applyPreparation(fitPreparation([standardise()], inputs), inputs);
  const kernels: NDArray[] = [];
  for (const depth of depths) {
    for (let fix = 0; fix <= depth; fix++) {
      const { matrices } = await infiniteWidthKernels(referenceBackend(), aroraNetwork(x.shape[1], depth, fix), ["ntk"], x);
      kernels.push(matrices.ntk);
    }
  }
  const scores: number[] = [];
  for (const seed of seeds) {
    const stream = random(seed);
    const parts = stratifiedFolds(labels, foldCount, stream);
    for (const [k, test] of parts.entries()) {
      const train = parts.filter((_, other) => other !== k).flat();
      const { kernel, C } = await choose(kernels, labels, train, stream);
      scores.push(await scoreOf({ kernel, labels, C, train, test }));
    }
    report(`${name}: ${scores.length} of ${seeds.length * foldCount} folds`);
  }
  return mean(scores);
}

/** The kernel and C that, fitted on one random half of these samples, are best on the other; the first of equals. */
async function choose(kernels: readonly NDArray[], labels: Int32Array, samples: readonly number[], stream: Random): Promise<{ kernel: NDArray; C: number }> {
  const order = stream.permutation(samples.length).map((i) => samples[i]);
  const [train, test] = [order.slice(0, order.length / 2), order.slice(order.length / 2)];
  let best = { kernel: kernels[0], C: costs[0], score: Number.NEGATIVE_INFINITY };
  for (const kernel of kernels) {
    for (const C of costs) {
      const score = await scoreOf({ kernel, labels, C, train, test });
      if (score > best.score) best = { kernel, C, score };
    }
  }
  return best;
}

interface Trial {
  /** All samples against all. */
  readonly kernel: NDArray;
  readonly labels: Int32Array;
  readonly C: number;
  readonly train: readonly number[];
  readonly test: readonly number[];
}

/** The share of the test samples that a machine fitted on the training samples gets right. */
async function scoreOf({ kernel, labels, C, train, test }: Trial): Promise<number> {
  const { predict } = await fitSupportVectors({ kernel: block(kernel, train, train), labels: train.map((i) => labels[i]), C });
  const predicted = predict(block(kernel, test, train));
  return mean(test.map((i, row) => (labels[i] === predicted[row] ? 1 : 0)));
}

function block({ data, shape: [n] }: NDArray, rows: readonly number[], columns: readonly number[]): NDArray {
  const out = zeros([rows.length, columns.length]);
  rows.forEach((r, i) => {
    columns.forEach((c, j) => {
      out.data[i * columns.length + j] = data[r * n + c];
    });
  });
  return out;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
