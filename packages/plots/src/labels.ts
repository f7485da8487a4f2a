/** A label that wants to lie at `at` px along a line and takes `size` px there. */
export interface Wish {
  readonly at: number;
  readonly size: number;
}

/** The first row, counted from 0, in which each centred label overlaps none set before it; `gap` px between neighbours. */
export function rowsOf(wishes: readonly Wish[], gap: number): number[] {
  const rows: [number, number][][] = [];
  return wishes.map(({ at, size }) => {
    const span: [number, number] = [at - size / 2 - gap / 2, at + size / 2 + gap / 2];
    const free = rows.findIndex((row) => row.every(([from, to]) => span[1] <= from || span[0] >= to));
    if (free < 0) rows.push([span]);
    else (rows[free] as [number, number][]).push(span);
    return free < 0 ? rows.length - 1 : free;
  });
}

/** Positions as near as can be to those wished, in the same order, at least `distance` apart, none above `end`. */
export function spread(wished: readonly number[], distance: number, end: number): number[] {
  const order = wished.map((_, i) => i).sort((a, b) => (wished[a] as number) - (wished[b] as number));
  const placed = [...wished];
  order.forEach((i, k) => {
    if (k > 0) placed[i] = Math.max(placed[i] as number, (placed[order[k - 1] as number] as number) + distance);
  });
  for (let k = order.length - 1, limit = end; k >= 0; k--) {
    const i = order[k] as number;
    placed[i] = Math.min(placed[i] as number, limit);
    limit = (placed[i] as number) - distance;
  }
  return placed;
}
