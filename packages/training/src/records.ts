import { lookUp, type NDArray } from "@ntkit/core";

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
}

export const noRecords: Records = { numbers: {}, arrays: {} };

/** Collects values step by step, after those of `before`. */
export function recordBook(before: Records) {
  const [numbers, arrays] = [opened(before.numbers), opened(before.arrays)];
  return {
    add(step: number, values: Values) {
      write(numbers, step, values.numbers);
      write(arrays, step, values.arrays);
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

function write<V>(book: Book<V>, step: number, values: Readonly<Record<string, V>> = {}): void {
  for (const [name, value] of Object.entries(values)) {
    const curve = book.get(name) ?? { steps: [], values: [] };
    book.set(name, curve);
    curve.steps.push(step);
    curve.values.push(value);
  }
}

/** The curve of a number called `name`. Throws UnknownName, with all that were recorded. */
export const numberCurve = (records: Records, name: string): Curve => lookUp(records.numbers, name, "recorded number", "records.numbers");

/** The curve of an array called `name`. Throws UnknownName, with all that were recorded. */
export const arrayCurve = (records: Records, name: string): Curve<NDArray> => lookUp(records.arrays, name, "recorded array", "records.arrays");
