import fc from "fast-check";
import { constant, type Expr, type OperationName, operation, operations, variable } from "../src/index.ts";

const names = Object.keys(operations) as OperationName[];

/** Numbers that show what rounds, overflows or forgets a sign: ordinary ones, and the special ones often. */
export const anyNumber: fc.Arbitrary<number> = fc.oneof(
  fc.double({ min: -4, max: 4, noNaN: true }),
  fc.constantFrom(0, -0, 1, -1, 2, 0.5, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN),
  fc.double(),
);

const leaves = (variables: readonly string[]): fc.Arbitrary<Expr> =>
  fc.oneof(
    fc.constantFrom(...variables).map(variable),
    fc.constantFrom(0, 1, -1, 2, 3, -2, 0.5).map(constant),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(constant),
  );

/** Formulas over every operation of the table, with shared parts: each step applies an operation to earlier ones. */
export function anyFormula(variables: readonly string[], steps = 12): fc.Arbitrary<Expr> {
  const step = fc.record({ op: fc.constantFrom(...names), picks: fc.array(fc.nat(), { minLength: 3, maxLength: 3 }) });
  return fc.tuple(fc.array(leaves(variables), { minLength: 1, maxLength: 5 }), fc.array(step, { maxLength: steps })).map(([first, rest]) => {
    const made = [...first];
    for (const { op, picks } of rest) {
      const args = picks.slice(0, operations[op].arity).map((pick) => made[made.length - 1 - (pick % made.length)]);
      made.push(operation(op, args));
    }
    return made[made.length - 1];
  });
}
