import type { Table } from "../../exports/table.ts";
import { architectureOf } from "../../network/network.ts";
import { networkCode, networkLines } from "../../network/network-code.ts";
import { angles, trainAngles } from "./angles.ts";
import type { CircleKernel } from "./compute.ts";
import type { FiniteKernel } from "./finite.ts";
import type { CircleState } from "./panel.ts";
import { solverOf } from "./solver.ts";

export const tableOf = (kernel: CircleKernel | undefined, learnt: Float64Array | undefined, networks: readonly FiniteKernel[]): Table => ({
  columns: {
    ...{ angle: angles, ...(kernel && { ntk: kernel.ntk, nngp: kernel.nngp }), ...(learnt && { learnt }) },
    ...Object.fromEntries(networks.map(({ width, ntk }, at) => [`ntk of network ${at + 1}, width ${width}`, ntk])),
  },
});

/** The points around the circle train; the angles that are shown test, with what this page says for the end of training as their targets. */
export function experimentOf({ network, radius, frequency }: CircleState, end: Float64Array): object {
  const on = (angle: number) => [radius * Math.cos(angle), radius * Math.sin(angle)];
  return {
    version: 1,
    name: `sin ${frequency}t on the circle`,
    data: {
      source: {
        inputs: [...trainAngles, ...angles].map(on),
        targets: [...trainAngles.map((angle) => [Math.sin(frequency * angle)]), ...[...end].map((y) => [y])],
      },
      split: { order: "given", train: trainAngles.length, test: angles.length },
      targets: "raw",
    },
    architecture: architectureOf(network),
    solver: solverOf(network),
  };
}

export function codeOf({ network, radius }: CircleState): string {
  return [
    `import { ${networkCode(network).imports.join(", ")} } from "@ntkit/architectures";`,
    'import { referenceBackend } from "@ntkit/backend-reference";',
    'import { fromNested } from "@ntkit/core";',
    'import { infiniteWidthKernels } from "@ntkit/kernels";',
    "",
    ...networkLines(network),
    "const n = 4096;",
    `const at = (j) => [${radius} * Math.cos((2 * Math.PI * j) / n), ${radius} * Math.sin((2 * Math.PI * j) / n)];`,
    "const all = fromNested(Array.from({ length: n }, (_, j) => at(j)));",
    'const { matrices } = await infiniteWidthKernels(referenceBackend(), network, ["ntk"], fromNested([at(0)]), all);',
    "const row = [...matrices.ntk.data];",
    "const eigenvalue = (k) => row.reduce((sum, value, j) => sum + value * Math.cos((2 * Math.PI * j * k) / n), 0) / n;",
    "console.log(Array.from({ length: 13 }, (_, k) => eigenvalue(k)));",
    "",
  ].join("\n");
}
