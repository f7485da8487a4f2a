import { wgslModule } from "@ntkit/formula";
import type { Job } from "../engine/engine.ts";
import type { Block, View } from "../engine/memory.ts";
import { parameter, type Shader } from "../engine/shader.ts";
import { gridOf, perEntry } from "./grid.ts";

const shader: Shader = {
  key: "gather-rows",
  inputs: 2,
  integers: 1,
  outputs: 1,
  parameters: 3,
  source: () =>
    [
      wgslModule([]),
      perEntry(
        1,
        `  let width = ${parameter(2)};
  let to = at / width;
  let row = in1[to];
  if (row < 0) {
    out0[at] = 0f;
  } else {
    out0[at] = in0[${parameter(3)} + u32(row) * width + (at - to * width)];
  }`,
      ),
    ].join("\n\n"),
};

/** Row i of `out` [count, width] is the row of `from` that entry i of `rows` names, or zeros if that is −1. */
export const gatherRows = (from: View, rows: Block, out: Block, count: number, width: number): Job => ({
  shader,
  inputs: [from.block, rows],
  outputs: [out],
  parameters: [count * width, width, from.offset],
  groups: gridOf(count * width),
});
