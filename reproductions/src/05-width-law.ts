import { relativeDrift } from "@ntkit/analysis";
import { finiteNetwork, initialise } from "@ntkit/architectures";
import { referenceBackend } from "@ntkit/backend-reference";
import { evaluateEmpirical, infiniteWidthKernels } from "@ntkit/kernels";
import { circleNetwork, circlePoints, logSlope } from "./circle-networks.ts";
import type { Reproduction, Row } from "./reproduction.ts";

const widths = [32, 64, 128, 256, 512, 1024];
const seeds = 20;

/** The empirical NTK at initialisation comes to the analytic one as the root of the width. */
export const widthLaw: Reproduction = {
  id: "5",
  what: "Empirical NTK against its limit, by width",
  source: "Jacot et al. 2018, arXiv:1806.07572, theorem 1; Novak et al. 2019, arXiv:1912.02803, figure 2",
  async run(report) {
    const on = referenceBackend();
    const x = circlePoints(20);
    const rows: Row[] = [];
    for (const [nonlinearity, expected] of [["relu", -0.489] as const, ["erf", -0.486] as const]) {
      const { matrices } = await infiniteWidthKernels(on, circleNetwork(nonlinearity, 1), ["ntk"], x);
      const errors: number[] = [];
      for (const width of widths) {
        report(`${nonlinearity}, width ${width}`);
        const network = finiteNetwork(circleNetwork(nonlinearity, width), [2]);
        let sum = 0;
        for (let seed = 0; seed < seeds; seed++) {
          const { ntk } = await evaluateEmpirical({ on, network, parameters: initialise(network, { seed }), x1: x, outputs: "trace" });
          sum += ntk === undefined ? Number.NaN : relativeDrift(ntk, matrices.ntk);
        }
        errors.push(sum / seeds);
      }
      rows.push({
        what: `${nonlinearity}, widths ${widths[0]} to ${widths.at(-1)}: slope of the relative error`,
        measured: logSlope(widths, errors),
        expected,
        gate: { within: 0.1 },
        note: `-1/2 in theory; mean of ${seeds} networks`,
      });
    }
    return rows;
  },
};
