import type { Backend } from "@ntkit/backend";

/** How many numbers a temporary array may have before the work is done in parts: 32 MiB in float64. */
export const mostNumbers = 2 ** 22;

/** Samples (or channels) `from` included to `to` excluded. */
export type Part = readonly [from: number, to: number];

/** Cuts 0 … count − 1 into parts whose temporaries, so many numbers for each, stay within `most`; of one at least, and one part at least. */
export function partsOf(count: number, numbersEach: number, most = mostNumbers): Part[] {
  const step = Math.max(1, Math.floor(most / Math.max(1, numbersEach)));
  return Array.from({ length: Math.max(1, Math.ceil(count / step)) }, (_, i) => [i * step, Math.min(count, (i + 1) * step)] as const);
}

/** What `make` gives for each of those parts, its temporaries freed before the next. */
export async function inParts<T>(on: Backend, count: number, numbersEach: number, make: (part: Part) => T): Promise<[T, ...T[]]> {
  const [first, ...rest] = partsOf(count, numbersEach);
  const all: [T, ...T[]] = [await on.scope(() => make(first))];
  for (const part of rest) all.push(await on.scope(() => make(part)));
  return all;
}
