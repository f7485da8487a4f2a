import type { OperationName, Tape } from "@ntkit/formula";
import { asNumbers, operationTable } from "./operations.ts";
import type { Replacement } from "./replacements.ts";
import type { Tfjs, Values } from "./tfjs.ts";

/**
 * Evaluates a tape on tensors that broadcast; one new tensor for each of its outputs, to be called inside `tidy`.
 * A step is freed after its last use, so that few temporaries are alive at a time.
 */
export function runTape(tf: Tfjs, tape: Tape, inputs: readonly (readonly Values[])[], replacements: ReadonlyMap<OperationName, Replacement>): Values[] {
  const { steps, outputs } = tape;
  const [arrays, scalars] = inputs;
  const lastUse = steps.map((_, i) => i);
  steps.forEach((step, i) => {
    if (step.kind === "operation") for (const argument of step.arguments) lastUse[argument] = i;
  });
  for (const output of outputs) lastUse[output] = steps.length;

  const values: Values[] = [];
  const free = (position: number, now: number) => {
    if (lastUse[position] === now && steps[position].kind !== "input") values[position].dispose();
  };
  steps.forEach((step, i) => {
    if (step.kind === "constant") values.push(tf.scalar(step.value));
    else if (step.kind === "input") values.push((step.level === "array" ? arrays : scalars)[step.index]);
    else {
      const args = step.arguments.map((argument) => values[argument]);
      const numbers = args.map((value, k) => {
        if (step.op !== "select") return asNumbers(tf, value);
        const chosen = steps[step.arguments[k]];
        if (k === 0) return value;
        // tfjs repeats a number along both axes by a slow copy; filling is quick.
        return chosen.kind === "constant" ? tf.fill(commonShape(args), chosen.value) : asNumbers(tf, value);
      });
      const replacement = replacements.get(step.op);
      values.push(replacement === undefined ? operationTable[step.op](tf, numbers[0], numbers[1], numbers[2]) : replacement(tf, numbers));
      numbers.forEach((value, k) => {
        if (value !== args[k]) value.dispose();
      });
      for (const argument of new Set(step.arguments)) free(argument, i);
    }
  });
  return outputs.map((position) => tf.clone(asNumbers(tf, values[position])));
}

/** The shape that shapes broadcast to; all have the same axes, or none. */
function commonShape(values: readonly Values[]): number[] {
  const rank = Math.max(...values.map(({ shape }) => shape.length));
  return Array.from({ length: rank }, (_, axis) => values.reduce((length, { shape }) => (shape.length === 0 || shape[axis] === 1 ? length : shape[axis]), 1));
}
