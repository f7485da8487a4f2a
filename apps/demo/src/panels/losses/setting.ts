import { logTimes } from "@ntkit/solvers";
import { learningRateOf, type Network } from "../../network/network.ts";

/** The losses that are compared, as their package calls them. */
export const lossNames = ["mse", "cross-entropy"] as const;
export type LossName = (typeof lossNames)[number];

/** Times at which the whole course is told. */
export const span = { from: 0.1, to: 1e6, count: 71 } as const;
export const times: readonly number[] = logTimes(span.from, span.to, span.count);

/** Subtracted from the targets: outputs start at 0, and the middle between both classes is there for the squared loss too. */
export const targetsShift: Readonly<Record<LossName, number>> = { mse: 1 / 2, "cross-entropy": 0 };

/** The squared loss has a closed form; cross-entropy is integrated. */
export const solverOf = (name: LossName, network: Network) => ({
  kind: name === "mse" ? "eigen" : "ode",
  ...(learningRateOf(network) === 1 ? {} : { learningRate: learningRateOf(network) }),
});

/** Points on a side of the grid over the plane. */
export const side = 45;
