import type { KernelProgram } from "@ntkit/architectures";
import type { Backend, Tensor } from "@ntkit/backend";
import type { Tile } from "./tiles.ts";

/** The inputs of one side as the backend holds them, and every variance that the entries will ask for. */
export interface Side {
  /** [n, d] */
  readonly inputs: Tensor;
  /** What the diagonal program computed, by name, [n] each. */
  readonly values: Readonly<Record<string, Tensor>>;
}

/** Runs the diagonal program over one side: once a side, never n × n. */
export function prepareSide(on: Backend, program: KernelProgram, inputs: Tensor, scale: number): Side {
  const outputs = on.fused(program.diagonal, { entries: { gram: on.gramDiagonal(inputs, scale) } });
  return { inputs, values: Object.fromEntries(program.diagonal.outputs.map((name, i) => [name, outputs[i]])) };
}

/**
 * One tile of every output of a program, [rows, columns] each: pure, and the same wherever it runs.
 * `scale` is 1/d in front of the inner product of two inputs.
 */
export function runTile(on: Backend, program: KernelProgram, left: Side, right: Side, tile: Tile, scale: number): Tensor[] {
  const rows = on.slice(left.inputs, tile.row0, tile.row1);
  // The block of some samples with themselves takes half the work, and is the same to the last bit.
  const isSquare = left.inputs === right.inputs && tile.row0 === tile.column0 && tile.row1 === tile.column1;
  const columns = isSquare ? null : on.slice(right.inputs, tile.column0, tile.column1);
  const operands = (side: Side, names: readonly string[], suffix: string, from: number, to: number) =>
    Object.fromEntries(names.map((name) => [`${name}${suffix}`, on.slice(side.values[name], from, to)]));
  return on.fused(program.entry, {
    entries: { gram: on.gram(rows, columns, scale) },
    rows: operands(left, program.rowOperands, "Row", tile.row0, tile.row1),
    columns: operands(right, program.columnOperands, "Column", tile.column0, tile.column1),
  });
}
