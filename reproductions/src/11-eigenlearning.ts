import { eigenlearning } from "@ntkit/analysis";
import { dense, relu, serial } from "@ntkit/architectures";
import { referenceBackend } from "@ntkit/backend-reference";
import { type NDArray, ndArray, random, takeRows } from "@ntkit/core";
import { infiniteWidthKernels } from "@ntkit/kernels";
import type { Reproduction, Row } from "./reproduction.ts";

const dimension = 8;
const points = 2 ** dimension;
const trials = 100;

/** A parity of `size` bits learnt from `samples` points, and what the theory says of it. */
interface Setting {
  readonly size: number;
  readonly samples: number;
  readonly learnability: number;
  readonly error: number;
}

const settings: readonly Setting[] = [
  { size: 1, samples: 16, learnability: 0.483, error: 0.3471 },
  { size: 1, samples: 64, learnability: 0.872, error: 0.0269 },
  { size: 2, samples: 64, learnability: 0.592, error: 0.2723 },
  { size: 2, samples: 128, learnability: 0.843, error: 0.0569 },
  { size: 3, samples: 64, learnability: 0.277, error: 0.8539 },
  { size: 3, samples: 128, learnability: 0.586, error: 0.3939 },
];

/**
 * Kernel regression without a ridge on random points of {±1}⁸, with the NTK of three hidden ReLU layers: mean over trials
 * of the learnability ⟨f, f̂⟩ and of the MSE, over all 256 points, against the eigenlearning equations.
 */
export const eigenlearningOnHypercube: Reproduction = {
  id: "11",
  what: "Eigenlearning on the hypercube",
  source: "Simon et al. 2021, arXiv:2110.03922",
  async run(report) {
    const cube = Float64Array.from({ length: points * dimension }, (_, at) => ((Math.floor(at / dimension) >> (at % dimension)) & 1 ? -1 : 1));
    const hidden = () => [dense(512, { weightStd: Math.SQRT2, biasStd: 0.1 }), relu()];
    const architecture = serial({}, ...hidden(), ...hidden(), ...hidden(), dense(1));
    const { matrices } = await infiniteWidthKernels(referenceBackend(), architecture, ["ntk"], ndArray(cube, [points, dimension]));
    const kernel = matrices.ntk;
    const eigenvalues = Array.from({ length: dimension + 1 }, (_, size) => operatorEigenvalue(kernel, size));
    const rows: Row[] = [];
    for (const { size, samples, learnability, error } of settings) {
      const theory = eigenlearning(
        { eigenvalues, multiplicities: eigenvalues.map((_, k) => binomial(dimension, k)), weights: eigenvalues.map((_, k) => (k === size ? 1 : 0)) },
        samples,
      );
      const measured = await measure(kernel, size, samples);
      const name = `parity of ${size} from ${samples} points`;
      report(`${name}: ${trials} trials`);
      rows.push(
        { what: `${name}: learnability, theory`, measured: theory.learnabilities[size], expected: learnability, gate: { within: 0.0005 } },
        { what: `${name}: learnability, measured`, measured: measured.learnability, expected: learnability, gate: { within: 0.015 } },
        { what: `${name}: MSE, theory`, measured: theory.testError, expected: error, gate: { within: 0.00005 } },
        { what: `${name}: MSE, measured`, measured: measured.error, expected: error, gate: { relative: 0.12 } },
      );
    }
    return rows;
  },
};

/** The parity of the first `size` bits: 1 or −1. Point 0 has no bit set. */
const parity = (point: number, size: number): number => Array.from({ length: size }).reduce<number>((sign, _, bit) => ((point >> bit) & 1 ? -sign : sign), 1);

/** The kernel sees only how many bits differ, so parities are its eigenfunctions: `λ_k = E_x[K(0, x) χ(x)]`. */
const operatorEigenvalue = ({ data }: NDArray, size: number): number => {
  let sum = 0;
  for (let x = 0; x < points; x++) sum += data[x] * parity(x, size);
  return sum / points;
};

const binomial = (n: number, k: number): number => Array.from({ length: k }).reduce<number>((product, _, i) => (product * (n - i)) / (i + 1), 1);

async function measure(kernel: NDArray, size: number, samples: number): Promise<{ readonly learnability: number; readonly error: number }> {
  const on = referenceBackend();
  const draws = random(size * 1000 + samples);
  const target = Float64Array.from({ length: points }, (_, x) => parity(x, size));
  const mean = { learnability: 0, error: 0 };
  for (let trial = 0; trial < trials; trial++) {
    const chosen = draws.permutation(points).slice(0, samples);
    // The kernel is symmetric: rows of all columns give both blocks.
    const rows = takeRows(kernel, chosen);
    const square = ndArray(
      Float64Array.from({ length: samples * samples }, (_, at) => rows.data[Math.floor(at / samples) * points + chosen[at % samples]]),
      [samples, samples],
    );
    const predicted = await on.scope(async () => {
      const cholesky = await on.cholesky(on.tensor(square));
      if (cholesky.status !== "ok") throw new Error(`${cholesky.problem}. ${cholesky.remedy}`);
      const labels = on.tensor(
        ndArray(
          Float64Array.from(chosen, (x) => target[x]),
          [samples, 1],
        ),
      );
      return on.read(on.matmul(on.tensor(rows), on.choleskySolve(cholesky.factor, labels), { transposeA: true }));
    });
    for (let x = 0; x < points; x++) {
      mean.learnability += (predicted.data[x] * target[x]) / points / trials;
      mean.error += (predicted.data[x] - target[x]) ** 2 / points / trials;
    }
  }
  return mean;
}
