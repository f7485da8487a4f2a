import { learningRateOf, type Network } from "../../network/network.ts";

/**
 * How the networks are trained. Opposite points of the circle are opposite to rounding only, 1e-16, of which the angle between them
 * makes √1e-16: eigenvalues that are zero come out as a few 1e-10 of the largest, and are taken for zero.
 */
export const solverOf = (network: Network) => ({ kind: "eigen", learningRate: learningRateOf(network), rankTolerance: 1e-9 });
