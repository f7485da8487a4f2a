import { type DualFunction, edgeOfChaos } from "@ntkit/analysis";
import { nonlinearities, quadratureDual } from "@ntkit/architectures";
import { lookUp, parse } from "@ntkit/core";
import type { Reproduction, Row } from "./reproduction.ts";

const biasVariances = [0.01, 0.05, 0.1, 0.2];
const edges = {
  tanh: [1.42421, 1.76095, 1.98607, 2.28515],
  erf: [1.11428, 1.37584, 1.55212, 1.78818],
  relu: [2, 2, 2, 2],
} as const;

/** σw² at χ1 = 1, for nonlinearities that are integrated numerically. */
export const edgesOfChaos: Reproduction = {
  id: "14",
  what: "Edge of chaos",
  source: "Schoenholz et al. 2017, arXiv:1611.01232, section 3; Hayou et al. 2019, arXiv:1902.06853",
  async run() {
    return Object.entries(edges).flatMap(([kind, expected]) =>
      biasVariances.map((biasVariance, i): Row => {
        const edge = edgeOfChaos(dualOf(kind), Math.sqrt(biasVariance));
        return {
          what: `${kind}, σb² = ${biasVariance}: σw² at the edge`,
          measured: edge === null ? Number.NaN : edge.weightStd ** 2,
          expected: expected[i],
          gate: { within: 1e-4 },
        };
      }),
    );
  },
};

function dualOf(kind: string): DualFunction {
  const nonlinearity = lookUp(nonlinearities, kind, "nonlinearity");
  const dual = quadratureDual(nonlinearity, parse(nonlinearity.schema, { kind }));
  const [nngp, derivative] = [new Float64Array(1), new Float64Array(1)];
  return (q11, q12, q22) => {
    const covariances = [Float64Array.of(q11), Float64Array.of(q12), Float64Array.of(q22)] as const;
    dual.nngp(...covariances, nngp, 1);
    dual.derivative(...covariances, derivative, 1);
    return { nngp: nngp[0], derivative: derivative[0] };
  };
}
