import { wgslModule } from "@ntkit/formula";
import type { Job } from "../engine/engine.ts";
import type { Block, View } from "../engine/memory.ts";
import { parameter, type Shader } from "../engine/shader.ts";
import { addRun, finish, runLength } from "./accumulate.ts";
import { gridOf, perEntry } from "./grid.ts";

const shader: Shader = {
  key: "sum-axis",
  inputs: 1,
  outputs: 1,
  parameters: 4,
  source: () =>
    [
      wgslModule([]),
      perEntry(
        1,
        `  let inner = ${parameter(2)};
  let length = ${parameter(3)};
  let outer = at / inner;
  let start = ${parameter(4)} + outer * length * inner + (at - outer * inner);
  var total = 0f;
  var lost = 0f;
  for (var k = 0u; k < length; k += ${runLength}u) {
    var run = 0f;
    for (var l = k; l < min(k + ${runLength}u, length); l++) { run += in0[start + l * inner]; }
    ${addRun("total", "lost", "run")}
  }
  out0[at] = ${finish("total", "lost", "1f")};`,
      ),
    ].join("\n\n"),
};

/** Sums over the middle axis of [outer, length, inner]. */
export const sumAxis = (
  from: View,
  out: Block,
  { outer, length, inner }: { readonly outer: number; readonly length: number; readonly inner: number },
): Job => ({
  shader,
  inputs: [from.block],
  outputs: [out],
  parameters: [outer * inner, inner, length, from.offset],
  groups: gridOf(outer * inner),
});
