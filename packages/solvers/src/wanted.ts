import { InvalidInput, Unsupported } from "@ntkit/core";
import { z } from "zod";
import type { KernelName, Problem } from "./problem.ts";
import type { Reason, Uncertainty, Wanted } from "./solver.ts";

export const uncertaintySchema = z
  .enum(["none", "variances", "covariances"])
  .meta({ description: "What is told of the spread of the predictions: nothing, a variance for each point, or the covariances of all points" });

const order: readonly Uncertainty[] = ["none", "variances", "covariances"];

/** Fills in what is wanted from what there is. Throws Unsupported for what the state was not made for. */
export function resolveWanted(
  wanted: Wanted | undefined,
  { testPoints, uncertainty }: { readonly testPoints: number; readonly uncertainty: Uncertainty },
): { readonly train: boolean; readonly test: boolean; readonly spread: Exclude<Uncertainty, "none"> | undefined; readonly loss: boolean } {
  const sets = wanted?.sets ?? (testPoints > 0 ? ["train", "test"] : ["train"]);
  if (sets.includes("test") && testPoints === 0) {
    throw new Unsupported({
      path: "sets",
      problem: "the problem has no test points",
      remedy: "Give the kernels of the test points against the training points (cross).",
    });
  }
  const asked = wanted?.uncertainty ?? uncertainty;
  if (order.indexOf(asked) > order.indexOf(uncertainty)) {
    throw new Unsupported({
      path: "uncertainty",
      problem: `the problem was factored for uncertainty "${uncertainty}", which does not hold "${asked}"`,
      remedy: `Set uncertainty to "${asked}" in the options of the solver.`,
    });
  }
  return { train: sets.includes("train"), test: sets.includes("test"), spread: asked === "none" ? undefined : asked, loss: wanted?.loss === true };
}

/** Throws InvalidInput unless every time is a number from 0 to Infinity. */
export function checkTimes(times: readonly number[]): void {
  times.forEach((time, index) => {
    if (time >= 0) return;
    throw new InvalidInput({
      path: `times[${index}]`,
      problem: "expected a training time from 0 to Infinity",
      found: String(time),
      remedy: "Use Infinity for the end of training.",
    });
  });
}

/** Throws Unsupported with the reason, if there is one. */
export function insist(supported: true | Reason, solver: string): void {
  if (supported !== true)
    throw new Unsupported({ path: "problem", problem: `the solver "${solver}" cannot solve it: ${supported.problem}`, remedy: supported.remedy });
}

/** What the closed forms need: a squared loss, the kernel blocks named, and an ensemble where there is to be a spread. */
export function closedFormReason(
  { loss, kernels, weights, initial }: Problem,
  uncertainty: Uncertainty,
  needs: readonly { readonly kernel: KernelName; readonly prior: boolean }[],
): true | Reason {
  if (!loss.quadratic) {
    return {
      problem: `its closed form holds for a squared loss, and the gradient of "${loss.spec.kind}" is not f − y`,
      remedy: 'Take the solver {"kind": "ode"}, which integrates the dynamics of any loss; or the loss {"kind": "mse"}.',
    };
  }
  if (weights?.data.some((weight) => weight !== 1)) {
    return {
      problem: "its closed form holds for samples that count alike, and weights are given",
      remedy: 'Take the solver {"kind": "ode"}, or leave the weights out.',
    };
  }
  if (initial !== undefined && uncertainty !== "none") {
    return {
      problem: "a given initial function is one network, and a spread is that of an ensemble of random ones",
      remedy: 'Set uncertainty to "none", or leave the initial function out.',
    };
  }
  const hasTest = Object.values(kernels).some((block) => block?.cross !== undefined);
  const missing = needs.flatMap(({ kernel, prior }) => {
    const block = kernels[kernel];
    if (block === undefined) return [`kernels.${kernel}`];
    if (!hasTest) return [];
    return [
      ...(block.cross === undefined ? [`kernels.${kernel}.cross`] : []),
      ...(prior && block.test === undefined ? [`kernels.${kernel}.test`] : []),
      ...(prior && uncertainty === "covariances" && block.test?.shape.length === 1 ? [`kernels.${kernel}.test in full, not its diagonal only`] : []),
    ];
  });
  return missing.length === 0 ? true : { problem: `it needs ${missing.join(" and ")}`, remedy: "Compute those kernel blocks and give them with the problem." };
}
