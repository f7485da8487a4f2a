import type { Table } from "../../exports/table.ts";
import { architectureOf } from "../../network/network.ts";
import { networkCode, networkLines } from "../../network/network-code.ts";
import type { Run } from "./compute.ts";
import type { LazyState } from "./panel.ts";
import { grid, gridTargets, lawWidths, looks, networkOf, networksEach, targets, trainAt, trainingOf } from "./setting.ts";

/** Losses and moves at every step that the network has come to. */
export function tableOf(run: Run | undefined): Table {
  if (run === undefined) return { columns: { step: [] } };
  const { steps, loss } = run.network;
  const here = (values: readonly number[]) => values.slice(0, steps.length);
  return {
    columns: {
      ...{ step: [...steps], "loss network": [...loss], "loss twin": here(run.twin.loss), "loss theory": here(run.theory.loss) },
      ...Object.fromEntries(Object.entries(run.moves).map(([name, values]) => [name, here(values)])),
    },
  };
}

/** What `ntkit train` runs: this network, its twin and theory, and the networks of every width of the law. */
export const experimentOf = ({ width, ...state }: LazyState, { learningRate }: Run): object => ({
  version: 1,
  name: "Lazy training",
  data: {
    source: { inputs: [...trainAt, ...grid].map((at) => [at]), targets: [...targets, ...gridTargets].map((value) => [value]) },
    split: { order: "given", train: trainAt.length, test: grid.length },
    targets: "raw",
  },
  architecture: architectureOf(networkOf(state), width),
  training: {
    ...trainingOf(state, learningRate),
    record: ["loss", "outputs", "weight-change", "ntk"].map((kind) => ({ kind, at: { steps: looks } })),
    networks: networksEach,
    widths: lawWidths[state.depth],
  },
});

/** The program that trains the network and tells how far it has moved. */
export function codeOf({ width, ...state }: LazyState, { learningRate }: Run): string {
  const network = networkOf(state);
  const list = (values: readonly number[]) => values.map((value) => `[${value}]`).join(", ");
  const { optimiser, ...training } = trainingOf(state, learningRate);
  return [
    `import { ${networkCode(network, { width }).imports.join(", ")} } from "@ntkit/architectures";`,
    'import { referenceBackend } from "@ntkit/backend-reference";',
    'import { fromNested } from "@ntkit/core";',
    'import { train } from "@ntkit/training";',
    "",
    ...networkLines(network, { width }),
    `const x = fromNested([${list(trainAt)}]);`,
    `const y = fromNested([${list(targets)}]);`,
    `const optimiser = { kind: "gradient-descent", learningRate: ${optimiser.learningRate} };`,
    `const settings = { steps: ${training.steps}, seed: ${training.seed}, outputScale: ${training.outputScale}, centre: true, linearise: true };`,
    'const record = [{ kind: "loss" }, { kind: "weight-change" }, { kind: "ntk" }];',
    "const { records } = await train({ on: referenceBackend(), architecture: network, x, y, optimiser, ...settings, record });",
    "console.log(Object.fromEntries(Object.entries(records.numbers).map(([name, { values }]) => [name, values.at(-1)])));",
    "",
  ].join("\n");
}
