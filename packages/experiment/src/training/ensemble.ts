import type { FiniteNetwork } from "@ntkit/architectures";
import { type NDArray, ndArray, takeRows } from "@ntkit/core";
import type { Moments } from "@ntkit/solvers";
import { ensembleStatistics, type Histogram, histogram, type Normality, testNormality } from "@ntkit/training";
import type { PreparedData } from "../data.ts";
import type { TrainingSection } from "./section.ts";
import type { Trainer } from "./trainer.ts";
import { endOnly } from "./widths.ts";

/** Networks that differ by their seeds, after the last step, against the Gaussian of infinite width. */
export interface EnsembleReport {
  readonly seeds: readonly number[];
  readonly diverged: readonly number[];
  /** Test points that are looked at, rows in the data as they came: the first so many. */
  readonly rows: readonly number[];
  /** [points, O]. */
  readonly mean: readonly (readonly number[])[];
  readonly deviation: readonly (readonly number[])[];
  readonly skewness: readonly (readonly number[])[];
  readonly excessKurtosis: readonly (readonly number[])[];
  /** Where there is a theory with a spread. */
  readonly against?: {
    readonly mean: readonly (readonly number[])[];
    /** [points]: of every output. */
    readonly deviation: readonly number[];
    /** Root of the mean square of `(mean − theory)/(deviation of theory/√members)`: 1 where only chance is between them. */
    readonly meanScore: number;
    /** `‖C − K‖_F/‖K‖_F`, C the covariance between points averaged over outputs, and what chance alone makes of it. */
    readonly covarianceError: number;
    readonly covarianceErrorByChance: number;
    /** At the point where the theory is least certain: all outputs together, less its mean and divided by its deviation, against N(0, 1). */
    readonly point: number;
    readonly normality: Normality;
    readonly histogram: Histogram;
    /** The share of points and outputs whose own test has a p-value below 0.05: about 0.05 for a Gaussian. */
    readonly rejected: number;
  };
}

/** So many numbers of outputs have their covariance taken, at most. */
const mostEntries = 600;

/** Trains the other networks. Undefined where there is one only; a run that is stopped keeps those that are done. */
export async function trainMembers(
  trainer: Trainer,
  network: FiniteNetwork,
  { networks, seed }: TrainingSection,
  first: NDArray,
): Promise<{ readonly outputs: NDArray; readonly seeds: readonly number[]; readonly diverged: readonly number[] } | undefined> {
  if (networks === 1) return undefined;
  const members = [{ seed, outputs: first }];
  const diverged: number[] = [];
  await trainer.begin(networks === 2 ? "another network" : `${networks - 1} more networks`);
  for (let i = 1; i < networks; i++) {
    const part = { index: i - 1, of: networks - 1 };
    const result = await trainer.run({ name: `seed-${seed + i}`, network, seed: seed + i, settings: endOnly, part });
    if (result.status === "stopped") break;
    if (result.status === "diverged" || result.outputs.test === undefined) diverged.push(seed + i);
    else members.push({ seed: seed + i, outputs: result.outputs.test });
  }
  const data = Float64Array.from(members.flatMap(({ outputs }) => [...outputs.data]));
  return { outputs: ndArray(data, [members.length, ...first.shape]), seeds: members.map((member) => member.seed), diverged };
}

/** Moments over members of outputs [members, m, O], beside those of the theory at the same step. Undefined for fewer than two. */
export function ensembleReport(
  { outputs, seeds, diverged }: { readonly outputs: NDArray; readonly seeds: readonly number[]; readonly diverged: readonly number[] },
  { test }: PreparedData,
  theory: Moments | undefined,
): EnsembleReport | undefined {
  const [members, points, width] = outputs.shape;
  if (members < 2) return undefined;
  const shown = Math.min(points, Math.max(1, Math.floor(mostEntries / width)));
  const some = firstPoints(outputs, shown);
  const { mean, variance, covariance, skewness, excessKurtosis } = ensembleStatistics(some);
  const report = {
    ...{ seeds, diverged, rows: test.rows.slice(0, shown) },
    mean: nested(mean),
    deviation: nested(ndArray(variance.data.map(Math.sqrt), variance.shape)),
    skewness: nested(skewness),
    excessKurtosis: nested(excessKurtosis),
  };
  if (theory?.covariance === undefined) return report;
  const expected = takeRows(theory.mean, [...report.rows.keys()]);
  const kernel = corner(theory.covariance, shown);
  const deviation = Array.from({ length: shown }, (_, i) => Math.sqrt(Math.max(0, kernel.data[i * (shown + 1)])));
  if (!deviation.every((value) => value > 0)) return report;
  const scores = some.data.map((value, at) => (value - expected.data[at % expected.data.length]) / deviation[Math.floor(at / width) % shown]);
  const scoresAt = (entry: number) => Array.from({ length: members }, (_, member) => scores[member * shown * width + entry]);
  const standard = { mean: 0, deviation: 1 };
  const point = deviation.indexOf(Math.max(...deviation));
  const pooled = Array.from({ length: width }, (_, o) => scoresAt(point * width + o)).flat();
  const own = Array.from({ length: shown * width }, (_, entry) => testNormality(scoresAt(entry), standard).pValue);
  const meanScores = Array.from({ length: shown * width }, (_, entry) => scoresAt(entry).reduce((sum, z) => sum + z, 0) / Math.sqrt(members));
  return {
    ...report,
    against: {
      ...{ mean: nested(expected), deviation, point },
      meanScore: Math.sqrt(meanScores.reduce((sum, z) => sum + z * z, 0) / meanScores.length),
      covarianceError: relativeError(overOutputs(covariance, shown, width), kernel.data),
      covarianceErrorByChance: errorByChance(kernel, members, width),
      normality: testNormality(pooled, standard),
      histogram: histogram(pooled, standard),
      rejected: own.filter((p) => p < 0.05).length / own.length,
    },
  };
}

const nested = ({ data, shape: [n, width] }: NDArray): number[][] => Array.from({ length: n }, (_, i) => [...data.subarray(i * width, (i + 1) * width)]);

/** The first points of every member. */
function firstPoints({ data, shape: [members, points, width] }: NDArray, shown: number): NDArray {
  const some = new Float64Array(members * shown * width);
  for (let member = 0; member < members; member++) some.set(data.subarray(member * points * width, (member * points + shown) * width), member * shown * width);
  return ndArray(some, [members, shown, width]);
}

/** The first rows and columns of a matrix. */
function corner({ data, shape: [n] }: NDArray, shown: number): NDArray {
  const part = new Float64Array(shown * shown);
  for (let i = 0; i < shown; i++) part.set(data.subarray(i * n, i * n + shown), i * shown);
  return ndArray(part, [shown, shown]);
}

/** Covariances [points·O, points·O] of each output with itself, averaged over outputs. */
function overOutputs({ data }: NDArray, points: number, width: number): Float64Array {
  return Float64Array.from({ length: points * points }, (_, at) => {
    const [i, j] = [Math.floor(at / points), at % points];
    let sum = 0;
    for (let o = 0; o < width; o++) sum += data[(i * width + o) * points * width + j * width + o];
    return sum / width;
  });
}

const norm = (values: Float64Array): number => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
const relativeError = (found: Float64Array, expected: Float64Array): number => norm(found.map((value, i) => value - expected[i])) / norm(expected);

/** Of the covariance of members that are drawn from the Gaussian: `E‖C − K‖² = (‖K‖² + (tr K)²)/((members − 1) O)` (Wishart's distribution). */
function errorByChance({ data, shape: [n] }: NDArray, members: number, width: number): number {
  const trace = Array.from({ length: n }, (_, i) => data[i * (n + 1)]).reduce((sum, value) => sum + value, 0);
  const square = norm(data) ** 2;
  return Math.sqrt((square + trace ** 2) / ((members - 1) * width * square));
}
