import { lookUp, type NDArray } from "@ntkit/core";
import type { Reason } from "./reason.ts";

/** What a quantity was at some steps. */
export interface Curve<V = number> {
  /** Ascending. */
  readonly steps: readonly number[];
  readonly values: readonly V[];
}

/** Everything recorded, by name: `loss.train`, and of the linear twin `linear.loss.train`. */
export interface Records {
  readonly numbers: Readonly<Record<string, Curve>>;
  readonly arrays: Readonly<Record<string, Curve<NDArray>>>;
}

/** What is recorded at one step. */
export interface Values {
  readonly numbers?: Readonly<Record<string, number>>;
  readonly arrays?: Readonly<Record<string, NDArray>>;
  /** Why something could not be measured, if anything. */
  readonly warnings?: readonly Reason[];
}

export const noRecords: Records = { numbers: {}, arrays: {} };

/** Collects values step by step, after those of `before`. */
export function recordBook(before: Records) {
  const [numbers, arrays] = [opened(before.numbers), opened(before.arrays)];
  return {
    /** Numbers that are not finite are not recorded: a warning says so. */
    add(step: number, values: Values): Reason[] {
      const bad = [
        ...write(numbers, step, values.numbers, Number.isFinite),
        ...write(arrays, step, values.arrays, ({ data }) => data.every((value) => Number.isFinite(value))),
      ];
      const remedy = "It is left out from there on where it is not finite; a smaller learning rate keeps numbers small.";
      return [...(values.warnings ?? []), ...bad.map((name) => ({ problem: `the record "${name}" came to be not finite`, remedy }))];
    },
    /** A copy of what there is. */
    records: (): Records => ({ numbers: closed(numbers), arrays: closed(arrays) }),
  };
}

type Book<V> = Map<string, { readonly steps: number[]; readonly values: V[] }>;
type Curves<V> = Readonly<Record<string, Curve<V>>>;

const opened = <V>(curves: Curves<V>): Book<V> =>
  new Map(Object.entries(curves).map(([name, { steps, values }]) => [name, { steps: [...steps], values: [...values] }]));
const closed = <V>(book: Book<V>): Curves<V> =>
  Object.fromEntries([...book].map(([name, { steps, values }]) => [name, { steps: [...steps], values: [...values] }]));

/** The names of the values that are not good. */
function write<V>(book: Book<V>, step: number, values: Readonly<Record<string, V>> = {}, isGood: (value: V) => boolean): string[] {
  const bad: string[] = [];
  for (const [name, value] of Object.entries(values)) {
    if (!isGood(value)) {
      bad.push(name);
      continue;
    }
    const curve = book.get(name) ?? { steps: [], values: [] };
    book.set(name, curve);
    curve.steps.push(step);
    curve.values.push(value);
  }
  return bad;
}

/** The curve of a number called `name`. Throws UnknownName, with all that were recorded. */
export const numberCurve = (records: Records, name: string): Curve => lookUp(records.numbers, name, "recorded number", "records.numbers");

/** The curve of an array called `name`. Throws UnknownName, with all that were recorded. */
export const arrayCurve = (records: Records, name: string): Curve<NDArray> => lookUp(records.arrays, name, "recorded array", "records.arrays");
