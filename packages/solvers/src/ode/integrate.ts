import type { Field, Memory, Method, Step, Tolerances } from "./method.ts";
import { combination, largest } from "./vectors.ts";

/** A method and why it was taken. */
export interface Choice {
  readonly method: Method;
  readonly reason: string;
}

/** What a choice of method may depend on. */
export interface Progress {
  readonly s: number;
  /** The method of the last step; undefined at the start. */
  readonly current: Choice | undefined;
  /** Steps since s last doubled, or since the method changed. */
  readonly recentSteps: number;
  readonly memory: Memory | undefined;
}

export interface Plan {
  readonly field: Field;
  readonly tolerances: Tolerances;
  /** The method for the next step. It must not depend on anything else. */
  choose(progress: Progress): Choice;
  /** The length of all steps for a method of fixed steps. */
  readonly fixedStep: number;
  readonly maxSteps: number;
}

/** Where an integration stands, and all that the next step depends on: continuing from it again gives the same numbers. */
export interface Cursor {
  readonly s: number;
  readonly y: Float64Array;
  readonly slope: Float64Array;
  /** The step to try next. */
  readonly h: number;
  readonly choice: Choice;
  readonly memory: Memory | undefined;
  /** The scaled error of the last step, for the controller. */
  readonly lastError: number;
  readonly steps: number;
  readonly rejected: number;
  readonly evaluations: number;
  /** Where it stood when s last doubled, and how far the watched part had moved since s was half that or less. */
  readonly mark: { readonly s: number; readonly y: Float64Array; readonly moved: number; readonly steps: number };
  /** Sum of the largest estimated errors of the steps; null with a method that has no estimate. */
  readonly error: number | null;
}

export interface Advance {
  readonly status: "ok";
  readonly to: Cursor;
  /** The solution at a time between the two cursors. */
  at(s: number): Promise<Float64Array>;
}

/** Why there is no next step. */
export interface Halt {
  readonly status: "step-limit" | "step-size" | "not-finite";
}

const counted = (field: Field): { readonly field: Field; count(): number } => {
  let count = 0;
  const counting = (product: (y: Float64Array) => Promise<Float64Array>) => (y: Float64Array) => {
    count++;
    return product(y);
  };
  const { modal, dual } = field;
  return {
    field: {
      ...field,
      slope: counting(field.slope),
      ...(modal && { modal: { ...modal, slope: counting(modal.slope) } }),
      ...(dual && { dual: { ...dual, lift: counting(dual.lift) } }),
    },
    count: () => count,
  };
};

/** The state at time 0. */
export async function begin({ field, choose, fixedStep }: Plan, y: Float64Array): Promise<Cursor> {
  const choice = choose({ s: 0, current: undefined, recentSteps: 0, memory: undefined });
  const slope = await field.slope(y);
  const first = field.fastest > 0 ? 0.01 / field.fastest : 1;
  const h = choice.method.errorOrder === null ? fixedStep : first;
  const error = choice.method.errorOrder === null ? null : 0;
  const mark = { s: 0, y, moved: Infinity, steps: 0 };
  return { s: 0, y, slope, h, choice, memory: undefined, lastError: 1, steps: 0, rejected: 0, evaluations: 1, mark, error };
}

/** One step, shortened until its error is small enough; the step after it is longer or shorter, so that its error would be near the tolerance. */
export async function advance(plan: Plan, from: Cursor): Promise<Advance | Halt> {
  if (from.steps >= plan.maxSteps) return { status: "step-limit" };
  const { field, count } = counted(plan.field);
  const { method } = from.choice;
  let { h, rejected, memory } = from;
  for (let retry = false; ; retry = true) {
    const step = await method.step(field, { y: from.y, slope: from.slope, memory, retry }, h, plan.tolerances);
    const error = step.error === undefined ? 0 : scaledError(step.error, from.y, step.y, field.watched, plan.tolerances);
    const finite = Number.isFinite(error) && step.y.every(Number.isFinite) && step.slope.every(Number.isFinite);
    if (finite && error <= 1) return accepted(plan, from, step, { h, error, rejected, evaluations: from.evaluations + count() });
    if (method.errorOrder === null) return { status: "not-finite" };
    rejected++;
    h *= finite ? Math.max(0.1, 0.9 * error ** (-1 / (method.errorOrder + 1))) : 0.1;
    memory = step.memory;
    if (from.s + h === from.s || !(h * field.fastest > 1e-14)) return { status: finite ? "step-size" : "not-finite" };
  }
}

function accepted(
  plan: Plan,
  from: Cursor,
  step: Step,
  { h, error, rejected, evaluations }: { readonly h: number; readonly error: number; readonly rejected: number; readonly evaluations: number },
): Advance {
  const { errorOrder } = from.choice.method;
  const s = from.s + h;
  const steps = from.steps + 1;
  const choice = plan.choose({ s, current: from.choice, recentSteps: steps - from.mark.steps, memory: step.memory });
  const changed = choice.method !== from.choice.method;
  const doubled = s >= 2 * from.mark.s;
  const mark = doubled ? { s, y: step.y, moved: largest(combination(step.y, [-1], [from.mark.y]), plan.field.watched), steps } : from.mark;
  const local = step.error && largest(step.error, plan.field.watched);
  return {
    status: "ok",
    at: (time) => step.interpolate(Math.min(1, Math.max(0, (time - from.s) / h))),
    to: {
      s,
      y: step.y,
      slope: step.slope,
      h: errorOrder === null ? h : h * growth(from.choice.method, error, from.lastError, errorOrder + 1, rejected > from.rejected),
      choice,
      memory: changed ? undefined : step.memory,
      lastError: changed ? 1 : Math.max(error, 1e-4),
      steps,
      rejected,
      evaluations,
      mark: changed ? { ...mark, steps } : mark,
      error: from.error === null || local === undefined ? null : from.error + local,
    },
  };
}

/**
 * `0.9 error^(−0.7/k) lastError^(0.4/k)` (Gustafsson 1991), which does not swing where stability holds steps back; or for `freeSteps`
 * `0.9 error^(−1/k)`, which uses the tolerance up also while steps grow with the time. From a fifth to ten times; no longer after a refused step.
 */
function growth({ freeSteps }: Method, error: number, lastError: number, k: number, refused: boolean): number {
  const factor = freeSteps ? error ** (-1 / k) : error ** (-0.7 / k) * lastError ** (0.4 / k);
  return Math.min(refused ? 1 : 10, Math.max(0.2, error === 0 ? 10 : 0.9 * factor));
}

/** The largest of `|error| / (atol + rtol max(|y|, |end|))`; NaN if one is. */
function scaledError(error: Float64Array, y: Float64Array, end: Float64Array, [from, to]: readonly [number, number], { rtol, atol }: Tolerances): number {
  let most = 0;
  for (let i = from; i < to; i++) {
    const scaled = Math.abs(error[i]) / (atol + rtol * Math.max(Math.abs(y[i]), Math.abs(end[i])));
    if (!(scaled <= most)) most = scaled;
    if (Number.isNaN(most)) return most;
  }
  return most;
}
