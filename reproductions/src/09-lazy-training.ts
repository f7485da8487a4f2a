import { type Architecture, dense, finiteNetwork, initialise, relu, serial } from "@ntkit/architectures";
import { referenceBackend } from "@ntkit/backend-reference";
import { ndArray } from "@ntkit/core";
import { numberCurve, train } from "@ntkit/training";
import { logSlope } from "./circle-networks.ts";
import type { Reproduction, Row } from "./reproduction.ts";

const published = [108.5, 26.6, 2.63, 0.101, 0.00558, 0.00101, 6.8e-5];
const scales = published.map((_, i) => 10 ** (-2 + (5 * i) / 6));
const trials = 5;

function network(): Architecture {
  const layer = (width: number) => dense(width, { weightStd: 1, biasStd: 1 });
  return serial({ parameterization: "standard" }, layer(100), relu(), layer(100), relu(), layer(1));
}

/** The larger the scale α of the outputs, the less the kernel moves: training becomes lazy. */
export const lazyTraining: Reproduction = {
  id: "9",
  what: "Lazy training by the scale of the outputs",
  source: "Chizat et al. 2019, arXiv:1812.07956; R. Vuyyuru, Understanding the Neural Tangent Kernel ",
  async run(report) {
    const on = referenceBackend();
    const finite = finiteNetwork(network(), [1]);
    const [x, y] = [ndArray(Float64Array.of(-3, 0.5), [2, 1]), ndArray(Float64Array.of(2, -1), [2, 1])];
    const changes: number[] = [];
    for (const scale of scales) {
      report(`α = ${scale.toPrecision(3)}`);
      let sum = 0;
      for (let seed = 0; seed < trials; seed++) {
        // The loss there is the mean of squares (no half) divided by α².
        const result = await train({
          ...{ on, network: finite, parameters: initialise(finite, { seed, initialisation: "torch" }), x, y, steps: 4000 },
          optimiser: { kind: "gradient-descent", learningRate: (2 * 3e-4) / scale ** 2 },
          ...{ outputScale: scale, centre: true, checkLearningRate: false, stop: { loss: 1e-10 / 2 } },
          record: [{ kind: "ntk", at: { steps: [0] } }],
        });
        sum += numberCurve(result.records, "ntk.drift").values.at(-1) ?? Number.NaN;
      }
      changes.push(sum / trials);
    }
    const rows = changes.map(
      (change, i): Row => ({
        what: `α = ${scales[i].toPrecision(3)}: relative change of the kernel, as a factor of the published one (either way)`,
        measured: Math.max(change / published[i], published[i] / change),
        gate: { atMost: 3 },
        published: String(published[i]),
        note: `measured ${change.toPrecision(3)}`,
      }),
    );
    return [
      ...rows,
      { what: "slope against α", measured: logSlope(scales, changes), expected: -1.3, gate: { within: 0.3 }, published: "-1.353", note: "independently -1.24" },
    ];
  },
};
