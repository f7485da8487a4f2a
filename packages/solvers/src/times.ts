import { InvalidInput } from "@ntkit/core";

/** `count` times from `from` to `to` (both included), evenly spaced in their logarithm. */
export function logTimes(from: number, to: number, count: number): number[] {
  if (!(from > 0 && to > from && Number.isFinite(to) && Number.isInteger(count) && count >= 2)) {
    throw new InvalidInput({
      path: "times",
      problem: "expected 0 < from < to < Infinity and at least 2 times",
      found: `${count} from ${from} to ${to}`,
      remedy: "Add 0 and Infinity yourself, beside the spaced times.",
    });
  }
  const ratio = Math.log(to / from) / (count - 1);
  return Array.from({ length: count }, (_, index) => (index === count - 1 ? to : from * Math.exp(ratio * index)));
}

/** When a rising quantity first came to a fraction of its final value. */
export interface Reached {
  readonly fraction: number;
  /** The value to reach: `fraction · final`. */
  readonly level: number;
  /** The first time at which it is reached, or null if that is later than all times looked at. */
  readonly time: number | null;
}

/**
 * Finds when a quantity (an accuracy, say) first reaches fractions of its final value: looks at `times`, takes the first at
 * or above the level, and bisects between it and the one before, in the logarithm of time, to a relative `tolerance` (of the
 * first time after 0, if it is reached before that: a quantity may jump at the very start).
 * The quantity may go up and down; a crossing between two neighbouring times that is undone before the second is not seen.
 */
export async function timeToReach(
  /** The quantity at several times. */
  evaluate: (times: readonly number[]) => Promise<readonly number[]>,
  {
    times,
    final,
    fractions = [0.5, 0.9, 0.99],
    tolerance = 1e-3,
  }: {
    /** Finite, ascending. */
    readonly times: readonly number[];
    /** Default: the quantity at t = Infinity. */
    readonly final?: number;
    readonly fractions?: readonly number[];
    readonly tolerance?: number;
  },
): Promise<Reached[]> {
  const end = final ?? (await evaluate([Infinity]))[0];
  const values = await evaluate(times);
  const searches = fractions.map((fraction) => {
    const level = fraction * end;
    const first = values.findIndex((value) => value >= level);
    return { fraction, level, low: first > 0 ? times[first - 1] : null, high: first >= 0 ? times[first] : null, scanned: times[first] };
  });
  for (;;) {
    const open = searches.filter(
      (search) => search.low !== null && search.high !== null && search.high - search.low > tolerance * (search.low > 0 ? search.high : search.scanned),
    );
    if (open.length === 0) return searches.map(({ fraction, level, high }) => ({ fraction, level, time: high }));
    const middles = open.map(({ low, high }) => middle(low as number, high as number));
    const found = await evaluate(middles);
    open.forEach((search, index) => {
      if (found[index] >= search.level) search.high = middles[index];
      else search.low = middles[index];
    });
  }
}

const middle = (low: number, high: number): number => (low > 0 ? Math.sqrt(low * high) : high / 2);
