import type { FiniteNetwork } from "@ntkit/architectures";
import type { Backend } from "@ntkit/backend";
import { type NDArray, sizeOf, zeros } from "@ntkit/core";
import type { Progress } from "../evaluate.ts";
import { type Tile, tileEntries } from "../tiles.ts";
import type { EmpiricalJob, EmpiricalMethod, Part, TileTerms } from "./method.ts";

/** Samples of one side on the backend, [n, ...input], and the number of the first. */
export interface Side extends Part {
  readonly n: number;
}

export function sideOf(on: Backend, samples: NDArray, network: FiniteNetwork, firstSample: number): Side {
  const [n] = samples.shape;
  return { n, x: on.reshape(on.tensor(samples), [n, ...network.input]), firstSample };
}

const partOf = (on: Backend, { x, firstSample }: Part, from: number, to: number): Part => ({ x: on.slice(x, from, to), firstSample: firstSample + from });

/** Computes tiles, strip by strip, and hands each over; what it holds is freed afterwards. */
export async function forEachTile(
  method: EmpiricalMethod,
  job: EmpiricalJob,
  sides: { readonly rows: Side; readonly columns: Side | null },
  tiles: readonly Tile[],
  onProgress: ((progress: Progress) => void) | undefined,
  use: (terms: TileTerms, tile: Tile) => Promise<void>,
): Promise<void> {
  const { on } = job;
  const total = tiles.reduce((sum, tile) => sum + tileEntries(tile), 0);
  let done = 0;
  const finish = async (terms: TileTerms, tile: Tile) => {
    await use(terms, tile);
    done += tileEntries(tile);
    onProgress?.({ done, total });
    await job.pause();
  };
  for (const row0 of new Set(tiles.map((tile) => tile.row0))) {
    const strip = tiles.filter((tile) => tile.row0 === row0);
    const [first] = strip;
    const isOwn = ({ row0, column0 }: Tile) => sides.columns === null && row0 === column0;
    const others = strip.filter((tile) => !isOwn(tile));
    await on.scope(async () => {
      await job.pause();
      const rows = partOf(on, sides.rows, first.row0, first.row1);
      const { own, against } = await method.strip(job, rows, { own: isOwn(first), others: others.length > 0 });
      if (own !== undefined) await finish(own, first);
      for (const tile of others) {
        await on.scope(async () => finish(await against(partOf(on, sides.columns ?? sides.rows, tile.column0, tile.column1)), tile));
      }
    });
  }
}

/** f(x) of one side, [n, O]. */
export async function outputsOf({ on, network, parameters, seed, pause }: EmpiricalJob, side: Side, step: number): Promise<NDArray> {
  const outputs = sizeOf(network.output);
  const all = zeros([side.n, outputs]);
  for (let from = 0; from < side.n; from += step) {
    await pause();
    await on.scope(async () => {
      const { x, firstSample } = partOf(on, side, from, Math.min(side.n, from + step));
      all.data.set((await on.read(await network.forward(on, parameters, x, { seed, firstSample }))).data, from * outputs);
    });
  }
  return all;
}
