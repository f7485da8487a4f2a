import type { Table } from "../../exports/table.ts";
import { architectureOf, learningRateOf } from "../../network/network.ts";
import { networkCode, networkLines } from "../../network/network-code.ts";
import type { Look } from "./compute.ts";
import { inkOf } from "./drawing.ts";
import type { DigitsState } from "./panel.ts";
import { classes, preparation, span, splitOf, times } from "./setting.ts";

export const tableOf = (look: Look | undefined): Table => ({
  columns: { time: times, ...(look && { "test accuracy": look.course.test, "training accuracy": look.course.train }) },
});

const solverOf = ({ network }: DigitsState) => ({ kind: "eigen", learningRate: learningRateOf(network), uncertainty: "variances" });

export const experimentOf = (state: DigitsState): object => ({
  version: 1,
  name: "Digits",
  data: { source: { dataset: "digits" }, split: splitOf(state.count), preparation, targets: "one-hot-centred" },
  architecture: architectureOf(state.network, undefined, classes),
  solver: solverOf(state),
  times: span,
});

/** The program that judges the drawing. */
export const codeOf = (state: DigitsState): string =>
  [
    `import { ${networkCode(state.network, { outputs: classes }).imports.join(", ")} } from "@ntkit/architectures";`,
    'import { referenceBackend } from "@ntkit/backend-reference";',
    'import { fromNested, takeRows } from "@ntkit/core";',
    'import { applyPreparation, center, datasets, fitPreparation, oneHot, scale } from "@ntkit/datasets";',
    'import { fitNetwork } from "@ntkit/experiment";',
    "",
    ...networkLines(state.network, { outputs: classes }),
    "const { inputs: all, labels } = await datasets.digits.load();",
    `const images = takeRows(all, Array.from({ length: ${state.count} }, (_, i) => i));`,
    "const fitted = fitPreparation([scale(16), center()], images);",
    `const drawing = fromNested([[${inkOf(state.drawing).join(", ")}]]);`,
    "const data = {",
    "  inputs: applyPreparation(fitted, images),",
    `  targets: oneHot(labels.subarray(0, ${state.count}), ${classes}, { centred: true }),`,
    "  test: applyPreparation(fitted, drawing),",
    "};",
    `const fit = await fitNetwork(referenceBackend(), network, data, { solver: ${JSON.stringify(solverOf(state))} });`,
    `const [{ test }] = await fit.at([${state.time}]);`,
    "console.log(test?.mean.data, Math.sqrt(test?.variance?.data[0] ?? 0));",
    "",
  ].join("\n");
