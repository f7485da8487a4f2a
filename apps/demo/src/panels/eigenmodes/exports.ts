import type { Table } from "../../exports/table.ts";
import { architectureOf, learningRateOf } from "../../network/network.ts";
import { networkCode, networkLines } from "../../network/network-code.ts";
import type { Modes } from "./compute.ts";
import type { EigenmodesState } from "./panel.ts";
import { pointsOf, targets } from "./targets.ts";

export const tableOf = (modes: Modes | undefined): Table => ({
  columns:
    modes === undefined
      ? {}
      : {
          eigenvalue: modes.eigenvalues,
          "time constant": modes.timeConstants,
          "share of the target": modes.shares,
          coefficient: modes.coefficients,
          "left of it": modes.residuals,
        },
});

/** The points train; those in the middle between them test, with the target there. The result tells the eigenvalues. */
export function experimentOf({ network, count, target }: EigenmodesState): object {
  const { at } = targets[target];
  const points = pointsOf(count);
  const between = points.slice(1).map((x, i) => (x + points[i]) / 2 + 1e-3);
  return {
    version: 1,
    name: "Eigenmodes",
    data: {
      source: { inputs: [...points, ...between].map((x) => [x]), targets: [...points, ...between].map((x) => [at(x)]) },
      split: { order: "given", train: points.length, test: between.length },
      targets: "raw",
    },
    architecture: architectureOf(network),
    solver: { kind: "eigen", learningRate: learningRateOf(network) },
  };
}

export const codeOf = ({ network, count }: EigenmodesState): string =>
  [
    'import { effectiveRank, spectrum } from "@ntkit/analysis";',
    `import { ${networkCode(network).imports.join(", ")} } from "@ntkit/architectures";`,
    'import { referenceBackend } from "@ntkit/backend-reference";',
    'import { fromNested } from "@ntkit/core";',
    'import { infiniteWidthKernels } from "@ntkit/kernels";',
    "",
    ...networkLines(network),
    `const x = fromNested(Array.from({ length: ${count} }, (_, i) => [-Math.PI + (2 * Math.PI * (i + 0.5)) / ${count}]));`,
    'const { matrices } = await infiniteWidthKernels(referenceBackend(), network, ["ntk"], x);',
    "const modes = await spectrum(referenceBackend(), matrices.ntk);",
    'if (modes.status === "ok") console.log(modes.eigenvalues.data, effectiveRank(modes.eigenvalues.data));',
    "",
  ].join("\n");
