import { type Advance, advance, begin, type Choice, type Cursor, type Halt, type Plan } from "./integrate.ts";

/** The solution at one time, or where it ended before. */
export interface Sample {
  readonly y: Float64Array;
  /** The time of y. */
  readonly s: number;
  readonly status: Halt["status"] | "ok" | "end";
  /** The method of the step that y lies in. */
  readonly choice: Choice;
  /** At the end of that step: work and error so far. */
  readonly cursor: Cursor;
}

/** How many places to continue from are kept. */
const keep = 32;

/**
 * The one trajectory of a plan, at any times in any order. Steps do not depend on the times asked for (those are interpolated),
 * so the same time always has the same answer. A few cursors on the way are kept, to continue from.
 */
export function trajectory(
  plan: Plan,
  start: Float64Array,
  /** Whether t = Infinity may end here. */
  ended: (cursor: Cursor) => boolean | Promise<boolean>,
) {
  let kept: Cursor[] = [];
  let spacing = 1;

  function remember(cursor: Cursor): void {
    const last = kept[kept.length - 1];
    if (last !== undefined && cursor.steps < last.steps + spacing) return;
    kept.push(cursor);
    if (kept.length <= keep) return;
    kept = kept.filter((_, index) => index % 2 === 0);
    spacing *= 2;
  }

  const here = ({ s, y, choice }: Cursor, status: Sample["status"], cursor: Cursor): Sample => ({ s, y, status, choice, cursor });

  /** Samples at ascending times ≥ 0, of which the last may be Infinity. */
  async function walk(times: readonly number[]): Promise<Sample[]> {
    if (kept.length === 0) remember(await begin(plan, start));
    let cursor = kept.findLast(({ s }) => s <= times[0]) ?? kept[0];
    const samples = times[0] === cursor.s ? [here(cursor, "ok", cursor)] : [];
    const rest = (status: Sample["status"]) => [...samples, ...times.slice(samples.length).map(() => here(cursor, status, cursor))];
    while (samples.length < times.length) {
      if (times[samples.length] === Infinity && (await ended(cursor))) return rest("end");
      const step: Advance | Halt = cursor.slope.every(Number.isFinite) ? await advance(plan, cursor) : { status: "not-finite" };
      if (step.status !== "ok") return rest(step.status);
      const { choice } = cursor;
      cursor = step.to;
      remember(cursor);
      for (let s = times[samples.length]; s <= cursor.s; s = times[samples.length]) samples.push({ s, y: await step.at(s), status: "ok", choice, cursor });
    }
    return samples;
  }

  return {
    /** In the order asked for. */
    async at(times: readonly number[]): Promise<Sample[]> {
      const ascending = [...new Set(times)].sort((a, b) => a - b);
      const samples = ascending.length === 0 ? [] : await walk(ascending);
      return times.map((time) => samples[ascending.indexOf(time)]);
    },
  };
}

export type Trajectory = ReturnType<typeof trajectory>;
