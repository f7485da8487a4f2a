import type { KernelTrace } from "@ntkit/architectures";
import type { Backend, Dtype, Tensor, Trouble } from "@ntkit/backend";
import { breather, InvalidInput, type NDArray, show, zeros } from "@ntkit/core";
import { mirrorTile, placeDiagonal, placeTile } from "./assemble.ts";
import { type Evaluation, tabulated } from "./equal-norms.ts";
import { samplesOf } from "./samples.ts";
import { prepareSide, runTile } from "./tile-job.ts";
import { defaultTileSize, type Tile, tileEntries, tilesOf } from "./tiles.ts";
import { findTrouble } from "./trouble.ts";

export interface Progress {
  /** Entries done. */
  readonly done: number;
  /** Entries in all. */
  readonly total: number;
}

export interface EvaluateOptions {
  /** Rows and columns of a tile. Results do not depend on it. Default 256. */
  readonly tileSize?: number;
  /** What the backend computes in. Default: the first that it has. */
  readonly dtype?: Dtype;
  /** Called after every tile. */
  readonly onProgress?: (progress: Progress) => void;
  /** Stops between two tiles with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Whether a table in the angle may stand for a deep network where all inputs have one norm; default true. */
  readonly angleTable?: boolean;
}

/** Kernel matrices by kind, [n1, n2] each, how they were computed, and what went wrong numerically, if anything did. */
export interface KernelMatrices<Kind extends string = string> {
  readonly matrices: Readonly<Record<Kind, NDArray>>;
  readonly evaluation: Evaluation;
  readonly trouble: Trouble | undefined;
}

/** A block of the matrix: which copy of the samples its rows and its columns are, and its tiles. */
interface Block {
  readonly i: number;
  readonly j: number;
  readonly tiles: readonly Tile[];
}

/**
 * Evaluates a traced kernel over every pair of rows of x1 [n1, ...] and x2 [n2, ...], tile by tile, and lets other tasks
 * have their turn between tiles. With x2 null, of x1 with itself: the upper triangle is computed and mirrored, and the
 * diagonal is the analytic one. Where the network makes several samples of each, n1 and n2 are multiplied.
 *
 * @throws InvalidData for no rows, NaN or infinities; ShapeMismatch for samples that are not those of the trace
 */
export async function evaluateKernel(
  on: Backend,
  trace: KernelTrace,
  x1: NDArray,
  x2: NDArray | null,
  { tileSize = defaultTileSize, dtype, onProgress, signal, angleTable = true }: EvaluateOptions = {},
): Promise<KernelMatrices> {
  requireTileSize(tileSize);
  const self = x2 === null;
  const rowSamples = samplesOf(x1, trace.input, "x1");
  const columnSamples = self ? rowSamples : samplesOf(x2, trace.input, "x2");
  const [[n1, d], [n2]] = [rowSamples.shape, columnSamples.shape];
  const copies = trace.blocks.length;
  const matrices = Object.fromEntries(trace.kinds.map((kind) => [kind, zeros([n1 * copies, n2 * copies])]));
  const blocks = blocksOf(copies, self, (symmetric) => tilesOf(n1, n2, tileSize, symmetric));
  const total = blocks.reduce((sum, { tiles }) => tiles.reduce((entries, tile) => entries + tileEntries(tile), sum), 0);
  const breathe = breather();
  let done = 0;
  const evaluation = await on.scope(async () => {
    const left = on.tensor(rowSamples, dtype);
    const right = self ? left : on.tensor(columnSamples, dtype);
    const { programs, evaluation } = await programsFor(on, trace, self ? [left] : [left, right], 1 / d, total, angleTable);
    for (const { i, j, tiles } of blocks) {
      const offset = { row: i * n1, column: j * n2 };
      await on.scope(async () => {
        const rows = prepareSide(on, programs[i][j], left, 1 / d);
        const columns = self && i === j ? rows : prepareSide(on, programs[j][i], right, 1 / d);
        for (const tile of tiles) {
          signal?.throwIfAborted();
          await on.scope(async () => {
            const outputs = runTile(on, programs[i][j], rows, columns, tile, 1 / d);
            const values = await readAll(on, outputs);
            for (const [k, kind] of trace.kinds.entries()) {
              placeTile(matrices[kind], values[k], tile, offset);
              if (self) mirrorTile(matrices[kind], tile, offset);
            }
          });
          done += tileEntries(tile);
          onProgress?.({ done, total });
          await breathe();
        }
        if (!self || i !== j) return;
        const diagonals = await readAll(
          on,
          trace.kinds.map((kind) => rows.values[kind]),
        );
        for (const [k, kind] of trace.kinds.entries()) placeDiagonal(matrices[kind], diagonals[k], offset.row);
      });
    }
    return evaluation;
  });
  return { matrices, evaluation, trouble: findTrouble(matrices) };
}

/** The programs to run, and how they compute: those of the trace, or a table where one is allowed and can be. */
async function programsFor(on: Backend, trace: KernelTrace, sides: readonly Tensor[], scale: number, entries: number, angleTable: boolean) {
  if (!angleTable) return { programs: trace.blocks, evaluation: { kind: "direct" as const, reason: "a table was not wanted" } };
  const norms: Float64Array[] = [];
  for (const side of sides) norms.push((await on.scope(() => on.read(on.gramDiagonal(side, scale)))).data);
  const { trace: chosen, evaluation } = await tabulated(on, trace, norms, entries);
  return { programs: chosen.blocks, evaluation };
}

/** The diagonal of every kind, K(x, x) [n·copies], without any pair of different rows: to the last bit that of the self-kernel. */
export async function evaluateDiagonal(on: Backend, trace: KernelTrace, x: NDArray, { dtype }: Pick<EvaluateOptions, "dtype"> = {}): Promise<KernelMatrices> {
  const samples = samplesOf(x, trace.input, "x");
  const [n, d] = samples.shape;
  const matrices = Object.fromEntries(trace.kinds.map((kind) => [kind, zeros([n * trace.blocks.length])]));
  await on.scope(async () => {
    const inputs = on.tensor(samples, dtype);
    for (const [i, row] of trace.blocks.entries()) {
      const { values } = prepareSide(on, row[i], inputs, 1 / d);
      const diagonals = await readAll(
        on,
        trace.kinds.map((kind) => values[kind]),
      );
      for (const [k, kind] of trace.kinds.entries()) matrices[kind].data.set(diagonals[k].data, i * n);
    }
  });
  return { matrices, evaluation: { kind: "direct", reason: "the diagonal alone" }, trouble: findTrouble(matrices) };
}

/** Asked for together, so that what is far away (a GPU, another thread) answers in one round. */
const readAll = (on: Backend, tensors: readonly Tensor[]): Promise<NDArray[]> => Promise.all(tensors.map((tensor) => on.read(tensor)));

function blocksOf(copies: number, self: boolean, tiles: (symmetric: boolean) => Tile[]): Block[] {
  const blocks: Block[] = [];
  for (let i = 0; i < copies; i++) {
    for (let j = self ? i : 0; j < copies; j++) blocks.push({ i, j, tiles: tiles(self && i === j) });
  }
  return blocks;
}

function requireTileSize(tileSize: number): void {
  if (Number.isInteger(tileSize) && tileSize >= 1) return;
  throw new InvalidInput({
    path: "tileSize",
    problem: "expected a whole number of at least 1",
    found: show(tileSize),
    remedy: "Give the rows of a tile, such as 256.",
  });
}
