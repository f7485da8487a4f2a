import type { Table } from "../../exports/table.ts";
import { architectureOf, learningRateOf } from "../../network/network.ts";
import { networkCode, networkLines } from "../../network/network-code.ts";
import type { Prediction } from "./compute.ts";
import { grid } from "./grid.ts";
import type { Networks } from "./networks.ts";
import { functionsAt, steps } from "./networks-at.ts";
import type { PlaygroundState } from "./panel.ts";
import { trainedPart } from "./trained-part.ts";

const solverOf = ({ network, kernel, noise }: PlaygroundState) => ({
  kind: "eigen",
  ...(kernel === "nngp" ? { ensemble: "nngp" } : {}),
  ...(learningRateOf(network) === 1 ? {} : { learningRate: learningRateOf(network) }),
  ...(noise === 0 ? {} : { ridge: { kind: "absolute", value: noise * noise } }),
  uncertainty: "variances",
});

/** Mean and standard deviation on the grid, as the page shows them. */
export function tableOf(prediction: Prediction | undefined, found: Networks | undefined, time: number): Table {
  const curves = Object.entries(prediction?.curves ?? {}).flatMap(([name, { mean, deviation }]) => [
    [`mean ${name}`, mean],
    [`deviation ${name}`, deviation],
  ]);
  const networks = functionsAt(found, time).map(({ name, values }) => [name, values]);
  return { columns: { x: grid, ...Object.fromEntries(curves), ...Object.fromEntries(networks) } };
}

/**
 * The experiment that `ntkit predict` runs: the points train, the grid tests. Its targets there are what this page says for the end
 * of training, so that the test error of the command line is the distance between the two.
 */
export function experimentOf(state: PlaygroundState, { curves }: Prediction, found: Networks | undefined): object {
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
    architecture: found === undefined ? architectureOf(network) : trainedPart(network, found.request.width, found.request.kernel),
    solver: solverOf(state),
    ...(found && { training: { ...trainingOf(found), networks: found.request.count } }),
  };
}

/** How the first network is trained. */
const trainingOf = ({ learningRate, request: { seed } }: Networks) => ({ optimiser: { kind: "gradient-descent", learningRate }, steps, seed });

/** The lines that train the first network. */
const trainingLines = (found: Networks): string[] => [
  "",
  "/* A real network, and its linear twin. */",
  'import { train } from "@ntkit/training";',
  `const architecture = ${JSON.stringify(trainedPart(found.request.network, found.request.width, found.request.kernel))};`,
  `const settings = ${JSON.stringify(trainingOf(found))};`,
  "const samples = { x: inputs, y: targets, testX: test, testY: test };",
  'const record = [{ kind: "outputs", at: { perDecade: 12 } }];',
  "const { records } = await train({ on: referenceBackend(), architecture, ...samples, ...settings, linearise: true, record });",
  'const { steps, values } = records.arrays["outputs.test"];',
  "console.log(steps, values.map(({ data }) => data));",
];

const written = (value: unknown): string =>
  JSON.stringify(value)
    .replace(/"(\w+)":/g, " $1: ")
    .replaceAll(",", ", ")
    .replaceAll("}", " }")
    .replace(/ {2,}/g, " ");

/** The program that makes the picture. */
export function codeOf(state: PlaygroundState, found: Networks | undefined): string {
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
    ...(found === undefined || found.networks.length === 0 ? [] : trainingLines(found)),
    "",
  ].join("\n");
}
