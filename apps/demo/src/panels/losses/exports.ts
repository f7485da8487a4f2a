import type { Table } from "../../exports/table.ts";
import { architectureOf } from "../../network/network.ts";
import { networkCode, networkLines } from "../../network/network-code.ts";
import type { Comparison } from "./compute.ts";
import type { LossesState } from "./panel.ts";
import { pointsOf, targetsOf } from "./points.ts";
import { lossNames, solverOf, span, targetsShift, times } from "./setting.ts";

/** The whole course with both losses. */
export function tableOf(comparison: Comparison | undefined): Table {
  const columns = lossNames.flatMap((name): [string, readonly number[]][] => {
    if (comparison === undefined) return [];
    const { loss, margins } = comparison.courses[name];
    return [
      [`loss ${name}`, loss],
      ...(["least", "middle", "most"] as const).map((which): [string, readonly number[]] => [`${which} margin ${name}`, margins[which]]),
    ];
  });
  return { columns: { time: times, ...Object.fromEntries(columns) } };
}

/** Training with cross-entropy; as many new points, drawn with the next seed, test. */
export function experimentOf(state: LossesState): object {
  const { network, count, smoothing, seed } = state;
  const [train, test] = [pointsOf(state), pointsOf({ ...state, seed: seed + 1 })];
  return {
    version: 1,
    name: "Two classes with cross-entropy",
    data: {
      source: { inputs: [...train.inputs, ...test.inputs], targets: [...targetsOf(train, smoothing), ...targetsOf(test, smoothing)] },
      split: { order: "given", train: count, test: count },
      targets: "raw",
    },
    architecture: architectureOf(network, undefined, 2),
    loss: { kind: "cross-entropy" },
    solver: solverOf("cross-entropy", network),
    times: span,
  };
}

const written = (value: object): string =>
  JSON.stringify(value)
    .replace(/"(\w+)":/g, "$1: ")
    .replace(/,(?=\w)/g, ", ")
    .replace("{", "{ ")
    .replace("}", " }");

/** The program that trains with both losses. */
export function codeOf(state: LossesState): string {
  const { network, smoothing, time } = state;
  const points = pointsOf(state);
  const run = lossNames.map((kind) => `  { loss: ${written({ kind })}, solver: ${written(solverOf(kind, network))}, shift: ${targetsShift[kind]} },`);
  return [
    `import { ${networkCode(network, { outputs: 2 }).imports.join(", ")} } from "@ntkit/architectures";`,
    'import { referenceBackend } from "@ntkit/backend-reference";',
    'import { fromNested } from "@ntkit/core";',
    'import { fitNetwork } from "@ntkit/experiment";',
    "",
    ...networkLines(network, { outputs: 2 }),
    `const inputs = fromNested(${JSON.stringify(points.inputs)});`,
    `const classes = ${JSON.stringify(targetsOf(points, smoothing))};`,
    "const runs = [",
    ...run,
    "];",
    "for (const { loss, solver, shift } of runs) {",
    "  const targets = fromNested(classes.map((row) => row.map((y) => y - shift)));",
    "  const fit = await fitNetwork(referenceBackend(), network, { inputs, targets, test: inputs }, { loss, solver });",
    `  const [now] = await fit.at([${time}], { loss: true });`,
    "  console.log(loss.kind, now.loss?.value, now.test?.mean.data);",
    "}",
    "",
  ].join("\n");
}
