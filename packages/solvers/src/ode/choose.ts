import { lookUp } from "@ntkit/core";
import type { Problem } from "../problem.ts";
import type { Choice } from "./integrate.ts";
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
 * The method at each time s. The rule of `auto`: a squared loss of samples that count alike is integrated exactly; heavy-ball
 * momentum oscillates, which is for explicit methods. Otherwise the stiffness counts, `σ = s λmax · curvature`: how many times the
 * fastest mode could have decayed. Up to s, a method of order 5 takes about 2 σ slopes for stability, and rkc about
 * `1.2 √σ rtol^(−1/6)` for accuracy and stability, so rkc takes over at `σ = 0.4 rtol^(−1/3)`.
 */
export function chooser(spec: OdeSpec, problem: Problem, fastest: number, methods: Methods): (s: number) => Choice {
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
  const limit = 0.4 * spec.rtol ** (-1 / 3);
  const border = `stiffness ηλt/Z · curvature = ${limit.toPrecision(3)} (0.4 rtol^(−1/3))`;
  const early = named("tsit5", `not stiff yet: below ${border}`);
  const late = named("rkc", `stiff: above ${border}`);
  return (s) => (s * fastest < limit ? early : late);
}
