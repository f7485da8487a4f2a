import { lookUp } from "@ntkit/core";
import type { Problem } from "../problem.ts";
import type { Choice, Progress } from "./integrate.ts";
import type { Method } from "./method.ts";
import type { OdeSpec } from "./options.ts";

type Methods = Readonly<Record<string, Method>>;

/** Whether the solver decomposes the kernel: for a method that needs it. */
export const needsModes = (spec: OdeSpec, problem: Problem, methods: Methods): boolean =>
  spec.method === "auto" ? automatic(spec, problem) === "exponential" : methods[spec.method].needsModes;

function automatic({ momentum }: OdeSpec, { loss, weights }: Problem): "tsit5" | "exponential" | "by stiffness" {
  if (momentum !== undefined) return "tsit5";
  const alike = weights === undefined || weights.data.every((weight) => weight === weights.data[0]);
  return loss.quadratic && alike ? "exponential" : "by stiffness";
}

/**
 * The method for each step. The rule of `auto`: a squared loss of samples that count alike is integrated exactly; heavy-ball
 * momentum oscillates, which is for explicit methods. Otherwise the stiffness that is met counts. Its measure is N, the steps that tsit5
 * needs while the time doubles, which where stability limits them is about `ρ t/7` for the spectral radius ρ = largest eigenvalue of
 * (η/Z) Θ · Hessian: 6 N right-hand sides. exponential-rosenbrock takes about `0.4 rtol^(−1/6)` steps in that time, of 15 to 30 right-hand sides
 * (500 digits, results/stiff-flow.json of the benchmarks): from `N = 2 rtol^(−1/6)` on it takes over, and hands back below half of that. So a
 * loss whose curvature falls as fast as the time grows (cross-entropy with one-hot labels) may be left to tsit5. A kernel that only its
 * ridge makes `positive` has no lengths for exponential-rosenbrock: there it is rkc.
 */
export function chooser(spec: OdeSpec, problem: Problem, methods: Methods, positive: boolean): (progress: Progress) => Choice {
  const named = (kind: string, reason: string): Choice => ({ method: lookUp(methods, kind, "method", "solver.method"), reason });
  if (spec.method !== "auto") {
    const asked = named(spec.method, "asked for by name");
    return () => asked;
  }
  const rule = automatic(spec, problem);
  if (rule === "tsit5") {
    const choice = named("tsit5", "with momentum the flow oscillates, so methods for a real spectrum do not apply");
    return () => choice;
  }
  if (rule === "exponential") {
    const choice = named("exponential", "the loss is squared: exact in the eigenmodes, whatever the step");
    return () => choice;
  }
  const limit = 2 * spec.rtol ** (-1 / 6);
  const explicit = named("tsit5", `not stiff here: no more than ${limit.toFixed(0)} steps (2 rtol^(−1/6)) while the time doubles`);
  const stabilised = named(
    positive ? "exponential-rosenbrock" : "rkc",
    `stiff: an explicit method would take more than ${limit.toFixed(0)} steps (2 rtol^(−1/6)) while the time doubles`,
  );
  return ({ s, current, recentSteps, memory }) => {
    if (current?.method !== stabilised.method) return recentSteps > limit ? stabilised : explicit;
    const radius = memory?.["radius"];
    return typeof radius === "number" && (radius * s) / 7 < limit / 2 ? explicit : stabilised;
  };
}
