import type { Table } from "../../exports/table.ts";
import { architectureOf, learningRateOf } from "../../network/network.ts";
import { networkCode, networkLines } from "../../network/network-code.ts";
import type { Prediction } from "./compute.ts";
import { grid } from "./grid.ts";
import type { PlaygroundState } from "./panel.ts";

const solverOf = ({ network, kernel, noise }: PlaygroundState) => ({
  kind: "eigen",
  ...(kernel === "nngp" ? { ensemble: "nngp" } : {}),
  ...(learningRateOf(network) === 1 ? {} : { learningRate: learningRateOf(network) }),
  ...(noise === 0 ? {} : { ridge: { kind: "absolute", value: noise * noise } }),
  uncertainty: "variances",
});

/** Mean and standard deviation on the grid, as the page shows them. */
export function tableOf(prediction: Prediction | undefined): Table {
  const curves = Object.entries(prediction?.curves ?? {}).flatMap(([name, { mean, deviation }]) => [
    [`mean ${name}`, mean],
    [`deviation ${name}`, deviation],
  ]);
  return { columns: { x: grid, ...Object.fromEntries(curves) } };
}

/**
 * The experiment that `ntkit predict` runs: the points train, the grid tests. Its targets there are what this page says for the end
 * of training, so that the test error of the command line is the distance between the two.
 */
export function experimentOf(state: PlaygroundState, { curves }: Prediction): object {
  const { points, network } = state;
  const end = [...(curves.ntk ?? curves.nngp ?? { mean: [] }).mean];
  return {
    version: 1,
    name: "Playground",
    data: {
      source: { inputs: [...points.map(([x]) => [x]), ...grid.map((x) => [x])], targets: [...points.map(([, y]) => [y]), ...end.map((y) => [y])] },
      split: { order: "given", train: points.length, test: grid.length },
      targets: "raw",
    },
    architecture: architectureOf(network),
    solver: solverOf(state),
  };
}

const written = (value: unknown): string =>
  JSON.stringify(value)
    .replace(/"(\w+)":/g, " $1: ")
    .replaceAll(",", ", ")
    .replaceAll("}", " }")
    .replace(/ {2,}/g, " ");

/** The program that makes the picture. */
export function codeOf(state: PlaygroundState): string {
  const { points, network, time } = state;
  return [
    `import { ${networkCode(network).imports.join(", ")} } from "@ntkit/architectures";`,
    'import { referenceBackend } from "@ntkit/backend-reference";',
    'import { fromNested } from "@ntkit/core";',
    'import { fitNetwork } from "@ntkit/experiment";',
    "",
    ...networkLines(network),
    `const inputs = fromNested([${points.map(([x]) => `[${x}]`).join(", ")}]);`,
    `const targets = fromNested([${points.map(([, y]) => `[${y}]`).join(", ")}]);`,
    "const test = fromNested(Array.from({ length: 201 }, (_, i) => [-Math.PI + (i * Math.PI) / 100]));",
    `const fit = await fitNetwork(referenceBackend(), network, { inputs, targets, test }, { solver: ${written(solverOf(state)).trim()} });`,
    `const [{ test: trained }] = await fit.at([${time}]);`,
    "console.log(trained?.mean.data, trained?.variance?.data.map(Math.sqrt));",
    "",
  ].join("\n");
}
