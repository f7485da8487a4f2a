import type { Table } from "../../exports/table.ts";
import { nonlinearityOf } from "../../network/network.ts";
import type { Edge } from "./compute.ts";
import type { PhaseState } from "./panel.ts";
import { edgeAt } from "./plane.ts";

export const tableOf = (edge: Edge): Table => ({
  columns: { "biasStd^2": edgeAt.slice(0, edge.length), "weightStd^2": edge.map((weight) => weight ?? Number.NaN) },
});

export const codeOf = (state: PhaseState): string =>
  [
    'import { edgeLine, phasePoint } from "@ntkit/analysis";',
    'import { dualFunction } from "@ntkit/architectures";',
    "",
    `const dual = dualFunction(${JSON.stringify(nonlinearityOf(state))});`,
    `console.log(phasePoint(dual, { weightStd: ${state.weightStd}, biasStd: ${state.biasStd} }));`,
    "const biasVariances = [0.01, 0.05, 0.1, 0.2];",
    "const edge = edgeLine(dual, biasVariances.map(Math.sqrt));",
    "console.log(edge.map((place) => place && place.weightStd ** 2));",
    "",
  ].join("\n");
