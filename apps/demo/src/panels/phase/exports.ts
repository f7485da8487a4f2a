import type { Table } from "../../exports/table.ts";
import { nonlinearityOf } from "../../network/network.ts";
import type { Edge, Fate } from "./compute.ts";
import type { PhaseState } from "./panel.ts";
import { edgeAt, layers, starts } from "./plane.ts";

export const tableOf = (edge: Edge): Table => ({
  columns: { "biasStd^2": edgeAt.slice(0, edge.length), "weightStd^2": edge.map((weight) => weight ?? Number.NaN) },
});

/**
 * The correlations after the last layer, as predictions. A Gaussian process that has seen the value 1 at one point says K(x, x')/K(x, x) at
 * another: of inputs whose variance is the fixed one, that is their correlation at the output. Undefined where there is no fixed variance.
 */
export function experimentOf(state: PhaseState, { variance, correlations }: Fate): object | undefined {
  if (correlations.length === 0) return undefined;
  const { weightStd, biasStd } = state;
  const block = (width: number) => [nonlinearityOf(state), { kind: "dense", width, weightStd, biasStd }];
  // The kernel of the inputs is x·x'/2.
  const point = (correlation: number) => [correlation, Math.sqrt(1 - correlation ** 2)].map((side) => side * Math.sqrt(2 * variance));
  return {
    version: 1,
    name: `Correlations after ${layers} layers, weightStd ${weightStd}, biasStd ${biasStd}`,
    data: {
      source: { inputs: [1, ...starts].map(point), targets: [[1], ...correlations.map((course) => [course[layers]])] },
      split: { order: "given", train: 1, test: starts.length },
      targets: "raw",
    },
    architecture: { layers: [{ kind: "dense", width: 512 }, { kind: "repeat", times: layers - 1, body: block(512) }, ...block(1)] },
    solver: { kind: "gp", predictor: "nngp" },
  };
}

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
