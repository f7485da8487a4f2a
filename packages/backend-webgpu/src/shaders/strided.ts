import { wgslModule } from "@ntkit/formula";
import type { Job } from "../engine/engine.ts";
import type { Block, View } from "../engine/memory.ts";
import { parameter, type Shader } from "../engine/shader.ts";
import { gridOf, perEntry } from "./grid.ts";

const shader: Shader = {
  key: "strided",
  inputs: 1,
  outputs: 1,
  parameters: 5,
  source: () =>
    [
      wgslModule([]),
      perEntry(
        1,
        `  let row = at / ${parameter(2)};
  let column = at - row * ${parameter(2)};
  out0[at] = in0[${parameter(3)} + row * ${parameter(4)} + column * ${parameter(5)}];`,
      ),
    ].join("\n\n"),
};

/** Copies `out[i, j] = from[i · rowStride + j · columnStride]` into a block of [rows, columns]. */
export const strided = (from: View, out: Block, rows: number, columns: number, rowStride: number, columnStride: number): Job => ({
  shader,
  inputs: [from.block],
  outputs: [out],
  parameters: [rows * columns, columns, from.offset, rowStride, columnStride],
  groups: gridOf(rows * columns),
});
