import { referenceBackend } from "@ntkit/backend-reference";
import { eigen, prepare } from "@ntkit/solvers";
import { sineProblem } from "./one-dimension.ts";
import type { Reproduction, Row } from "./reproduction.ts";

const eigenvalues = [0.018929, 0.139478, 0.400562, 1.837647, 27.157919];
const settings = [
  {
    name: "NTK ensemble, t = ∞",
    spec: { kind: "eigen", ensemble: "ntk" },
    time: Number.POSITIVE_INFINITY,
    mean: [-0.411185, -0.645847, -0.892209, -0.793199, -0.002351, 0.753951, 0.891121, 0.688224, 0.477207],
    deviation: [0.037015, 0.007497, 0.023653, 0.053611, 0.135887, 0.047906, 0.027263, 0.002447, 0.044132],
  },
  {
    name: "NNGP posterior",
    spec: { kind: "gp", predictor: "nngp" },
    time: Number.POSITIVE_INFINITY,
    mean: [-0.474301, -0.632863, -0.852606, -0.865773, -0.048406, 0.782752, 0.854556, 0.684413, 0.548409],
    deviation: [0.030086, 0.00599, 0.018828, 0.04439, 0.116353, 0.038195, 0.022128, 0.00201, 0.036816],
  },
  { name: "NTK ensemble, t = 3", spec: { kind: "eigen" }, time: 3, mean: [-0.683229, -0.731586, -0.776469], deviation: [0.102727, 0.086022, 0.082334] },
  { name: "NTK ensemble, t = 30", spec: { kind: "eigen" }, time: 30, mean: [-0.480571, -0.657141, -0.854731], deviation: [0.044285, 0.028905, 0.046805] },
] as const;

/** Mean and spread of the ensemble of trained networks in one dimension, Z = n. */
export const ensemble: Reproduction = {
  id: "8",
  what: "Ensemble in one dimension",
  source: "Lee et al. 2019, arXiv:1902.06720, figure 2",
  async run() {
    const on = referenceBackend();
    const problem = await sineProblem(on);
    const state = await eigen.init(on, eigen.example, problem);
    if (state.status !== "ok") throw new Error(state.problem);
    const rows: Row[] = [largest("eigenvalues of the NTK", state.spectrum.eigenvalues.data, eigenvalues)];
    for (const { name, spec, time, mean, deviation } of settings) {
      const prepared = await prepare(on, { ...spec, uncertainty: "variances" }, problem);
      if (prepared.status !== "ok") throw new Error(prepared.problem);
      const [{ test }] = await prepared.at([time]);
      rows.push(largest(`${name}: mean on ${mean.length} points`, test?.mean.data, mean));
      rows.push(largest(`${name}: standard deviation on ${mean.length} points`, test?.variance?.data.map(Math.sqrt), deviation));
    }
    return rows;
  },
};

/** A row for the largest deviation from expected numbers. */
function largest(what: string, measured: ArrayLike<number> | undefined, expected: readonly number[]): Row {
  return {
    what: `${what}: largest error`,
    measured: Math.max(...expected.map((value, i) => Math.abs((measured?.[i] ?? Number.NaN) - value))),
    gate: { atMost: 1e-5 },
  };
}
