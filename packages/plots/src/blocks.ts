/** A matrix as rows of plain numbers, in row-major order. */
export type Rows = readonly (readonly number[])[];

/** Where block k of `blocks` begins when `size` entries are divided as evenly as can be. */
const start = (k: number, size: number, blocks: number): number => Math.floor((k * size) / blocks);

/**
 * `values` [n, m] averaged over blocks to at most [limit, limit]; as it is where it already fits.
 * Blocks differ by at most one row or column where `limit` does not divide n or m.
 */
export function blockMeans(values: Rows, limit: number): Rows {
  const rows = Math.min(values.length, limit);
  const width = values[0]?.length ?? 0;
  const columns = Math.min(width, limit);
  if (rows === values.length && columns === width) return values;
  return Array.from({ length: rows }, (_, i) => {
    const sums = new Array<number>(columns).fill(0);
    const [from, to] = [start(i, values.length, rows), start(i + 1, values.length, rows)];
    for (let r = from; r < to; r++) {
      const row = values[r] as readonly number[];
      for (let j = 0; j < columns; j++)
        for (let c = start(j, width, columns); c < start(j + 1, width, columns); c++) sums[j] = (sums[j] as number) + (row[c] as number);
    }
    return sums.map((sum, j) => sum / ((to - from) * (start(j + 1, width, columns) - start(j, width, columns))));
  });
}
