import type { Report, Warning } from "../solver.ts";
import type { OdeSpec } from "./options.ts";
import type { Sample } from "./trajectory.ts";

export interface Told {
  readonly report: Report;
  readonly warnings: readonly Warning[];
}

/** What to say of a prediction at `time`, whose sample is that of `reached`. */
export function tell(
  spec: OdeSpec,
  { status, cursor, choice }: Sample,
  { time, reached, stationary, conditionNumber }: { time: number; reached: number; stationary: boolean; conditionNumber: number },
): Told {
  const trouble = status === "ok" || stationary ? undefined : troubleOf(spec, status, choice.method.kind, time, reached);
  return {
    report: {
      status: status === "end" ? (stationary ? "stationary" : "limit") : status,
      ...(trouble && { trouble }),
      reached,
      method: { name: choice.method.kind, reason: choice.reason },
      steps: cursor.steps,
      rejected: cursor.rejected,
      evaluations: cursor.evaluations,
      errorEstimate: cursor.error,
      conditionNumber,
    },
    warnings: trouble ? [{ kind: "not-reached", ...trouble }] : [],
  };
}

function troubleOf(spec: OdeSpec, status: Exclude<Sample["status"], "ok">, method: string, time: number, reached: number) {
  const at = `t = ${reached.toPrecision(3)}`;
  const wanted = time === Infinity ? "the end of training" : `t = ${time}`;
  switch (status) {
    case "end":
      return {
        problem: `training had not ended at ${at}, where the options stop it: the numbers for t = Infinity are those of that time`,
        remedy: "Ask for a finite time; or raise horizon, or lower targetLoss. Cross-entropy and logistic losses never end on separable data without a ridge.",
      };
    case "step-limit":
      return {
        problem: `${spec.maxSteps} steps of ${method} came to ${at}, not to ${wanted}`,
        remedy: 'Raise maxSteps or rtol; or take the method "exponential-rosenbrock" or "rkc", which are made for stiff flows.',
      };
    case "step-size":
      return {
        problem: `the steps of ${method} became too small to count at ${at}, before ${wanted}`,
        remedy: "Raise rtol and atol: float64 does not hold the accuracy asked for, or the gradient of the loss jumps.",
      };
    case "not-finite":
      return {
        problem: `numbers overflowed at ${at}, before ${wanted}`,
        remedy: method === "euler" ? "Make step or learningRate smaller, or take a method with error control." : "Scale kernels and targets to about 1.",
      };
  }
}
