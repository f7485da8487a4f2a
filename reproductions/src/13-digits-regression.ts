import { builtIn } from "@ntkit/architectures";
import { referenceBackend } from "@ntkit/backend-reference";
import { datasets, preparations } from "@ntkit/datasets";
import { type ExperimentPlugins, runExperiment } from "@ntkit/experiment";
import { kernelMethods } from "@ntkit/kernels";
import { losses } from "@ntkit/losses";
import { solvers } from "@ntkit/solvers";
import { aroraNetwork } from "./arora-kernel.ts";
import type { Reproduction, Row } from "./reproduction.ts";

const plugins: ExperimentPlugins = {
  backends: { auto: referenceBackend },
  architectures: builtIn,
  kernels: kernelMethods,
  losses,
  solvers,
  datasets,
  preparations,
};

/** The mean of the trained ensemble at t = ∞: X/16 less the training mean, first 1000 against last 797, one-hot − 1/10. */
export const digitsRegression: Reproduction = {
  id: "13",
  what: "Digits, kernel regression with the kernel of Arora et al.",
  source: "kernel: Arora et al. 2020, arXiv:1910.01663; numbers: measured",
  async run(report) {
    const rows: Row[] = [];
    for (const ridge of [0, 1e-6, 1e-4, 1e-3, 1e-2]) {
      report(`ridge ${ridge}`);
      const result = await runExperiment(
        {
          data: {
            source: { dataset: "digits" },
            split: { order: "given", train: 1000, test: 797 },
            preparation: [{ kind: "scale", divisor: 16 }, { kind: "center" }],
            targets: "one-hot-centred",
          },
          architecture: aroraNetwork(64, 2),
          solver: { kind: "gp", predictor: "ntk", ridge: { kind: "relative", value: ridge } },
        },
        plugins,
      );
      if (result.status !== "ok") throw new Error(`${result.problem}. ${result.remedy}`);
      const { accuracy = Number.NaN } = result.outcome.result.final.test;
      rows.push({ what: `digits, relative ridge ${ridge}: test accuracy`, measured: accuracy, expected: 0.9749, gate: { within: 0.002 } });
    }
    return rows;
  },
};
