import type { KernelProgram, KernelTrace } from "@ntkit/architectures";
import type { Backend, Tensor, Trouble } from "@ntkit/backend";
import { InvalidData, type NDArray, ndArray, zeros } from "@ntkit/core";
import { type Evaluation, tabulated } from "./equal-norms.ts";
import { prepareSide, runTile, type Side } from "./tile-job.ts";
import { defaultTileSize, type Tile, tileEntries, tilesOf } from "./tiles.ts";

export interface Progress {
  readonly done: number;
  readonly total: number;
}

export interface EvaluateOptions {
  /** Rows and columns of a tile. */
  readonly tileSize?: number;
  /** Called after every tile, with entries done and entries in all. */
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

/**
 * Evaluates a traced kernel over every pair of rows of x1 [n1, d] and x2 [n2, d], tile by tile.
 * With x2 null, of x1 with itself: the upper triangle is computed and mirrored, and the diagonal is the analytic one.
 *
 * @throws InvalidData for no rows, ShapeMismatch for rows of different lengths
 */
export async function evaluateKernel(on: Backend, trace: KernelTrace, x1: NDArray, x2: NDArray | null, options: EvaluateOptions = {}): Promise<KernelMatrices> {
  const { tileSize = defaultTileSize } = options;
  const scale = 1 / inputSize(x1, "x1");
  if (x2 !== null) inputSize(x2, "x2");
  const self = x2 === null;
  const [n1, n2] = [x1.shape[0] as number, (x2 ?? x1).shape[0] as number];
  const copies = trace.blocks.length;
  const matrices = Object.fromEntries(trace.kinds.map((kind) => [kind, zeros([n1 * copies, n2 * copies])]));
  const plan = planOf(copies, self, (symmetric) => tilesOf(n1, n2, tileSize, symmetric));
  const total = plan.reduce((sum, { tile }) => sum + tileEntries(tile), 0);
  let done = 0;
  const evaluation = await on.scope(async () => {
    const left = on.tensor(flat(x1));
    const right = self ? left : on.tensor(flat(x2 as NDArray));
    const { blocks, evaluation } = await programsFor(on, trace, self ? [left] : [left, right], scale, total, options);
    for (const { i, j, tiles } of byBlock(plan)) {
      const program = (blocks[i] as readonly KernelProgram[])[j] as KernelProgram;
      const columnProgram = (blocks[j] as readonly KernelProgram[])[i] as KernelProgram;
      await on.scope(async () => {
        const rows = prepareSide(on, program, left, scale);
        const columns = self && i === j ? rows : prepareSide(on, columnProgram, right, scale);
        for (const tile of tiles) {
          options.signal?.throwIfAborted();
          await on.scope(async () => {
            const outputs = runTile(on, program, rows, columns, tile, scale);
            for (const [k, kind] of trace.kinds.entries()) {
              const values = await on.read(outputs[k] as Tensor);
              const target = matrices[kind] as NDArray;
              place(target, values, tile, i * n1, j * n2);
              if (self) mirror(target, tile, i * n1, j * n2);
            }
          });
          done += tileEntries(tile);
          options.onProgress?.({ done, total });
        }
        if (self && i === j) await placeDiagonal(on, trace.kinds, rows, matrices, i * n1);
      });
    }
    return evaluation;
  });
  return { matrices, evaluation, trouble: findTrouble(matrices) };
}

/** The diagonal of every kind, K(x, x) [n·copies], without any pair of different rows. */
export async function evaluateDiagonal(on: Backend, trace: KernelTrace, x: NDArray): Promise<KernelMatrices> {
  const scale = 1 / inputSize(x, "x");
  const n = x.shape[0] as number;
  const matrices = Object.fromEntries(trace.kinds.map((kind) => [kind, zeros([n * trace.blocks.length])]));
  await on.scope(async () => {
    const inputs = on.tensor(flat(x));
    for (const [i, row] of trace.blocks.entries()) {
      const side = prepareSide(on, row[i] as KernelProgram, inputs, scale);
      for (const kind of trace.kinds) (matrices[kind] as NDArray).data.set((await on.read(side.values[kind] as Tensor)).data, i * n);
    }
  });
  return { matrices, evaluation: { kind: "direct", reason: "the diagonal alone" }, trouble: findTrouble(matrices) };
}

/** The programs to run, and how they compute: those of the trace, or a table where one is allowed and can be. */
async function programsFor(on: Backend, trace: KernelTrace, sides: readonly Tensor[], scale: number, entries: number, { angleTable = true }: EvaluateOptions) {
  if (!angleTable) return { blocks: trace.blocks, evaluation: { kind: "direct" as const, reason: "a table was not wanted" } };
  const norms: Float64Array[] = [];
  for (const side of sides) norms.push((await on.scope(() => on.read(on.gramDiagonal(side, scale)))).data);
  const { trace: chosen, evaluation } = await tabulated(on, trace, norms, entries);
  return { blocks: chosen.blocks, evaluation };
}

interface Job {
  readonly i: number;
  readonly j: number;
  readonly tile: Tile;
}

function planOf(copies: number, self: boolean, tiles: (symmetric: boolean) => Tile[]): Job[] {
  const jobs: Job[] = [];
  for (let i = 0; i < copies; i++) {
    for (let j = self ? i : 0; j < copies; j++) jobs.push(...tiles(self && i === j).map((tile) => ({ i, j, tile })));
  }
  return jobs;
}

function byBlock(jobs: readonly Job[]): { i: number; j: number; tiles: Tile[] }[] {
  const groups = new Map<string, { i: number; j: number; tiles: Tile[] }>();
  for (const { i, j, tile } of jobs) {
    const key = `${i},${j}`;
    const group = groups.get(key) ?? { i, j, tiles: [] };
    group.tiles.push(tile);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function inputSize(x: NDArray, name: string): number {
  const [n = 0, ...features] = x.shape;
  const d = features.reduce((product, size) => product * size, 1);
  if (features.length === 0) {
    throw new InvalidData({
      path: name,
      problem: "one row of features for each sample is needed",
      found: `shape [${n}]`,
      remedy: "Give an array [samples, features].",
    });
  }
  if (n < 1 || d < 1) {
    throw new InvalidData({
      path: name,
      problem: "at least one row with one feature is needed",
      found: `shape [${x.shape.join(", ")}]`,
      remedy: "Give some data.",
    });
  }
  return d;
}

function flat(x: NDArray): NDArray {
  const n = x.shape[0] as number;
  return x.shape.length === 2 ? x : ndArray(x.data, [n, x.data.length / n]);
}

function place(target: NDArray, values: NDArray, { row0, row1, column0, column1 }: Tile, rowOffset: number, columnOffset: number): void {
  const width = column1 - column0;
  const step = target.shape[1] as number;
  for (let r = row0; r < row1; r++) {
    const from = (r - row0) * width;
    target.data.set(values.data.subarray(from, from + width), (rowOffset + r) * step + columnOffset + column0);
  }
}

/** Copies what a tile placed in the upper triangle to the lower one. */
function mirror(target: NDArray, { row0, row1, column0, column1 }: Tile, rowOffset: number, columnOffset: number): void {
  const step = target.shape[1] as number;
  for (let r = rowOffset + row0; r < rowOffset + row1; r++) {
    for (let c = Math.max(columnOffset + column0, r + 1); c < columnOffset + column1; c++) {
      target.data[c * step + r] = target.data[r * step + c] as number;
    }
  }
}

async function placeDiagonal(on: Backend, kinds: readonly string[], side: Side, matrices: Readonly<Record<string, NDArray>>, offset: number): Promise<void> {
  for (const kind of kinds) {
    const { data } = await on.read(side.values[kind] as Tensor);
    const target = matrices[kind] as NDArray;
    const step = target.shape[1] as number;
    data.forEach((value, r) => {
      target.data[(offset + r) * (step + 1)] = value;
    });
  }
}

function findTrouble(matrices: Readonly<Record<string, NDArray>>): Trouble | undefined {
  for (const [kind, { data, shape }] of Object.entries(matrices)) {
    const at = data.findIndex((value) => !Number.isFinite(value));
    if (at < 0) continue;
    const place = shape.length === 1 ? `${at}` : `${Math.floor(at / (shape[1] as number))}, ${at % (shape[1] as number)}`;
    return {
      status: "not-finite",
      problem: `the ${kind} kernel is ${data[at]} at [${place}]: the expectation does not exist or overflows`,
      remedy: "Use smaller weightStd, fewer layers, smaller inputs or a layer-norm before the nonlinearity that grows.",
    };
  }
  return undefined;
}
