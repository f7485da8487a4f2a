import type { Tensors } from "@ntkit/architectures";
import { type Backend, entrywise, type Tensor } from "@ntkit/backend";
import { type Shape, sizeOf, zeros } from "@ntkit/core";
import { add, type Expr, variable } from "@ntkit/formula";
import type { EmpiricalJob } from "./method.ts";

/** The name of the sum where terms are not kept apart. */
export const whole = "all";

/** The sum of tensors, in one pass. They are freed, unless there is but one. */
function sumSpent(on: Backend, terms: readonly Tensor[]): Tensor {
  if (terms.length === 1) return terms[0];
  const names = terms.map((_, i) => `term${i}`);
  const [first, ...rest] = names.map((name): Expr => variable(name));
  const sum = entrywise(on, rest.reduce(add, first), { entries: Object.fromEntries(names.map((name, i) => [name, terms[i]])) });
  on.dispose(...terms);
  return sum;
}

/** Adds new terms of a tile to those before, and frees both where their sum stands for them. */
export function addTerms({ on, grouped }: EmpiricalJob, before: Tensors, terms: Tensors): Tensors {
  if (grouped) return { ...before, ...terms };
  const all = [...Object.values(before), ...Object.values(terms)];
  return all.length === 0 ? {} : { [whole]: sumSpent(on, all) };
}

/**
 * A tile's terms from those of each output with itself, [n, m] by name: one below the other for `diagonal`, else their sum.
 * A block's temporaries are freed before the next one is made.
 */
export async function overOutputs({ on, axes, network }: EmpiricalJob, block: (output: number) => Tensors): Promise<Tensors> {
  const blocks: Record<string, Tensor[]> = {};
  for (let o = 0; o < sizeOf(network.output); o++) {
    for (const [name, term] of Object.entries(await on.scope(() => block(o)))) {
      const before = blocks[name];
      if (before === undefined) blocks[name] = [term];
      else if (axes === "diagonal") before.push(term);
      else before[0] = sumSpent(on, [before[0], term]);
    }
  }
  return Object.fromEntries(Object.entries(blocks).map(([name, all]) => [name, all.length === 1 ? all[0] : joined(on, all)]));
}

/** Joins tensors along the first axis, and frees them. */
export function joined(on: Backend, parts: readonly Tensor[]): Tensor {
  const whole = on.concat(parts);
  on.dispose(...parts);
  return whole;
}

/** Cotangents that pick each output in turn, for all of n samples: [O·n, ...output]. */
export function unitCotangents(on: Backend, samples: number, output: Shape): Tensor {
  const outputs = sizeOf(output);
  const identity = zeros([outputs, outputs]);
  for (let o = 0; o < outputs; o++) identity.data[o * (outputs + 1)] = 1;
  const rows = on.gather(
    on.tensor(identity),
    Int32Array.from({ length: outputs * samples }, (_, row) => Math.floor(row / samples)),
  );
  return on.reshape(rows, [outputs * samples, ...output]);
}
