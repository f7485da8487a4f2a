import { parseArchitecture } from "@ntkit/architectures";
import { referenceBackend } from "@ntkit/backend-reference";
import { expect, test } from "vitest";
import { column, ran, withPoints } from "../test/plugins.ts";
import { fitNetwork } from "./fit.ts";

/**
 * The ensemble of Lee et al. 2019 (arXiv:1902.06720), figure 2: five points of sin x. The numbers were computed by an
 * independent program in numpy, and are printed to six digits.
 */
const wide = { weightStd: 1.5, biasStd: 0.05 };
const layers = [
  { kind: "dense", width: 512, ...wide },
  { kind: "erf" },
  { kind: "dense", width: 512, ...wide },
  { kind: "erf" },
  { kind: "dense", width: 1, ...wide },
];
const train = [-2.5, -1.2, -0.3, 1.1, 2.4];
const unseen = Array.from({ length: 9 }, (_, i) => -Math.PI + (i * Math.PI) / 4);
const all = [...train, ...unseen];
const points = withPoints(column(all), column(all.map(Math.sin)));
const experiment = { data: { source: { dataset: "points" }, split: { order: "given", train: 5, test: 9 }, targets: "raw" }, architecture: { layers } };

const close = (found: ArrayLike<number>, expected: readonly number[], gate: number) =>
  expected.forEach((value, i) => expect(Math.abs(found[i] - value), `[${i}] ${found[i]} against ${value}`).toBeLessThan(gate));
const deviations = ({ data }: { data: Float64Array } = { data: new Float64Array() }) => data.map(Math.sqrt);

test("eigenvalues of the NTK", async () => {
  const { spectrum, maximumLearningRate } = (await ran(experiment, points)).outcome.result;
  close(spectrum?.eigenvalues ?? [], [27.157919, 1.837647, 0.400562, 0.139478, 0.018929], 1e-6);
  expect(maximumLearningRate).toBeCloseTo(0.36822, 5);
});

test("the trained ensemble at t = ∞", async () => {
  const { test: end } = (await ran(experiment, points)).outcome.final;
  close(end.mean.data, [-0.411185, -0.645847, -0.892209, -0.793199, -0.002351, 0.753951, 0.891121, 0.688224, 0.477207], 1e-6);
  close(deviations(end.variance), [0.037015, 0.007497, 0.023653, 0.053611, 0.135887, 0.047906, 0.027263, 0.002447, 0.044132], 1e-6);
});

test.each([
  { kind: "eigen", ensemble: "nngp", uncertainty: "variances" },
  { kind: "gp", predictor: "nngp", uncertainty: "variances" },
])("the NNGP posterior, by $kind", async (solver) => {
  const { test: end } = (await ran({ ...experiment, solver }, points)).outcome.final;
  close(end.mean.data, [-0.474301, -0.632863, -0.852606, -0.865773, -0.048406, 0.782752, 0.854556, 0.684413, 0.548409], 1e-6);
  close(deviations(end.variance), [0.030086, 0.00599, 0.018828, 0.04439, 0.116353, 0.038195, 0.022128, 0.00201, 0.036816], 1e-6);
});

test("on the way, the loss divided by the number of samples", async () => {
  const data = { inputs: column(train), targets: column(train.map(Math.sin)), test: column(unseen) };
  const fit = await fitNetwork(referenceBackend(), parseArchitecture({ layers }), data);
  const [early, later] = await fit.at([3, 30]);
  close(early.test?.mean.data ?? [], [-0.683229, -0.731586, -0.776469], 1e-6);
  close(deviations(early.test?.variance), [0.102727, 0.086022, 0.082334], 1e-6);
  close(later.test?.mean.data ?? [], [-0.480571, -0.657141, -0.854731], 1e-6);
  close(deviations(later.test?.variance), [0.044285, 0.028905, 0.046805], 1e-6);
});
