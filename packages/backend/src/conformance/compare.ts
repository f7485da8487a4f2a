import type { NDArray } from "@ntkit/core";
import type { Deviation } from "./case.ts";

/** An array of numbers that the suite has computed itself. */
export interface Expected {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

const none: Deviation = { value: 0, at: "nowhere" };
const failure = (at: string): Deviation => ({ value: Number.POSITIVE_INFINITY, at });

/** How far `got` is from `expected`, divided by `scale` (one number, or one for each entry). Equal shapes are asked for. */
export function deviation(got: NDArray, expected: Expected, scale: number | ArrayLike<number> = 1, label = ""): Deviation {
  const found = `[${got.shape.join(", ")}]`;
  const wanted = `[${expected.shape.join(", ")}]`;
  if (found !== wanted) return failure(`${label} shape ${found} instead of ${wanted}`);
  let worst = none;
  for (let i = 0; i < expected.data.length; i++) {
    const difference = Math.abs(got.data[i] - expected.data[i]);
    const relative = difference === 0 || sameNonFinite(got.data[i], expected.data[i]) ? 0 : difference / (typeof scale === "number" ? scale : scale[i]);
    if (!(relative <= worst.value)) {
      worst = {
        value: Number.isNaN(relative) ? Number.POSITIVE_INFINITY : relative,
        at: `${label} entry ${i} of ${wanted}: ${got.data[i]} instead of ${expected.data[i]}`,
      };
    }
  }
  return worst;
}

const sameNonFinite = (a: number, b: number): boolean => !Number.isFinite(a) && Object.is(a, b);

/** The largest of several deviations. */
export const largest = (...all: readonly Deviation[]): Deviation => all.reduce((a, b) => (b.value > a.value ? b : a), none);

/** No deviation if the claim holds, an infinite one if not. */
export const claim = (holds: boolean, what: string): Deviation => (holds ? none : failure(`not so: ${what}`));

/** No deviation if `act` throws or rejects with an error of this name, an infinite one if not. */
export async function refusal(name: string, act: () => unknown, label = ""): Promise<Deviation> {
  try {
    await act();
  } catch (error) {
    const found = error instanceof Error ? error.name : typeof error;
    return claim(found === name, `${label} throws ${name} (it throws ${found})`);
  }
  return failure(`${label} does not throw ${name}`);
}

/** The largest magnitude in an array, or 1 for an empty or zero one. */
export function magnitude(data: Iterable<number>): number {
  let most = 0;
  for (const value of data) most = Math.max(most, Math.abs(value));
  return most === 0 ? 1 : most;
}
