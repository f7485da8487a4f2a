import { referenceBackend } from "@ntkit/backend-reference";
import { eigen, maximumLearningRate, prepare } from "@ntkit/solvers";
import { sineProblem } from "./one-dimension.ts";
import type { Reproduction, Row } from "./reproduction.ts";

/** The largest stable learning rate on the NTK of row 8 with the mean loss, and gradient descent on either side of it. */
export const stability: Reproduction = {
  id: "10",
  what: "Largest stable learning rate",
  source: "Polyak 1964; Lee et al. 2019, arXiv:1902.06720, section 2",
  async run() {
    const on = referenceBackend();
    const problem = await sineProblem(on);
    const state = await eigen.init(on, eigen.example, problem);
    if (state.status !== "ok") throw new Error(state.problem);
    const bound = (momentum: number) => maximumLearningRate({ largestEigenvalue: state.spectrum.largest, normaliser: 5, momentum });
    /** How far the mean function is from the targets after so many steps of gradient descent. */
    const residual = async (learningRate: number, momentum: number, steps: number) => {
      const prepared = await prepare(on, { kind: "gradient-descent", normaliser: "samples", learningRate, momentum }, problem);
      if (prepared.status !== "ok") throw new Error(prepared.problem);
      const [{ train }] = await prepared.at([steps], { sets: ["train"] });
      return Math.hypot(...Array.from(train?.mean.data ?? [Number.NaN], (value, i) => value - problem.targets.data[i]));
    };
    const rows: Row[] = [
      { what: "largest eigenvalue of the NTK", measured: state.spectrum.largest, expected: 27.157919, gate: { within: 1e-6 } },
      { what: "largest stable learning rate", measured: bound(0), expected: 0.36822, gate: { within: 5e-6 } },
    ];
    for (const momentum of [0, 0.5, 0.9]) {
      const name = momentum === 0 ? "gradient descent" : `heavy ball, β = ${momentum}`;
      rows.push({
        what: `${name}, .98 of the bound: residual`,
        measured: await residual(0.98 * bound(momentum), momentum, 20_000),
        gate: { atMost: 1e-6 },
        note: "20,000 steps",
      });
      rows.push({
        what: `${name}, 1.02 of the bound: residual`,
        measured: await residual(1.02 * bound(momentum), momentum, 2000),
        gate: { atLeast: 1e6 },
        note: "2,000 steps",
      });
    }
    return rows;
  },
};
