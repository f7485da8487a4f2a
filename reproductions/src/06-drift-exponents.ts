import { finiteNetwork } from "@ntkit/architectures";
import { referenceBackend } from "@ntkit/backend-reference";
import { ndArray } from "@ntkit/core";
import { numberCurve, train } from "@ntkit/training";
import { circleNetwork, circlePoints, logSlope } from "./circle-networks.ts";
import type { Gate, Reproduction, Row } from "./reproduction.ts";

const widths = [32, 64, 128, 256, 512];
const seeds = 5;
const steps = 600;

/** What is measured of a trained network, the power of the width by which it falls, and how far from it is good. */
const laws: readonly { readonly name: string; readonly recorded: string; readonly expected: number; readonly gate: Gate }[] = [
  { name: "input weights", recorded: "weight-change.layers[0].weight", expected: -0.5, gate: { within: 0.15 } },
  { name: "hidden weights", recorded: "weight-change.layers[2].weight", expected: -1, gate: { within: 0.15 } },
  { name: "output weights", recorded: "weight-change.layers[4].weight", expected: -0.5, gate: { within: 0.15 } },
  { name: "NTK", recorded: "ntk.drift", expected: -0.85, gate: { within: 0.35 } },
];

/** How far training moves weights and kernel, by width. */
export const driftExponents: Reproduction = {
  id: "6",
  what: "Drift of weights and kernel, by width",
  source: "Lee et al. 2019, arXiv:1902.06720, figure 1",
  async run(report) {
    const on = referenceBackend();
    const x = circlePoints(20);
    const y = ndArray(
      Float64Array.from({ length: 20 }, (_, i) => Math.sin((2 * 2 * Math.PI * i) / 20)),
      [20, 1],
    );
    const rows: Row[] = [];
    for (const nonlinearity of ["relu", "erf"] as const) {
      const changes = laws.map(() => [] as number[]);
      for (const width of widths) {
        report(`${nonlinearity}, width ${width}`);
        const network = finiteNetwork(circleNetwork(nonlinearity, width), [2]);
        const sums = laws.map(() => 0);
        for (let seed = 0; seed < seeds; seed++) {
          const at = { steps: [0, steps] };
          const result = await train({
            ...{ on, network, x, y, seed, steps },
            optimiser: { kind: "gradient-descent", learningRate: 1 },
            record: [
              { kind: "weight-change", at },
              { kind: "ntk", at },
            ],
          });
          laws.forEach(({ recorded }, k) => {
            sums[k] += numberCurve(result.records, recorded).values.at(-1) ?? Number.NaN;
          });
        }
        sums.forEach((sum, k) => {
          changes[k].push(sum / seeds);
        });
      }
      laws.forEach(({ name, expected, gate }, k) => {
        rows.push({
          what: `${nonlinearity}: power of the width by which the relative change of the ${name} goes`,
          measured: logSlope(widths, changes[k]),
          expected,
          gate,
          note: `widths ${widths[0]} to ${widths.at(-1)}, ${seeds} networks, ${steps} steps`,
        });
      });
    }
    return rows;
  },
};
