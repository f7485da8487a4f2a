import { wgslModule } from "@ntkit/formula";
import type { Job } from "../engine/engine.ts";
import type { Block, View } from "../engine/memory.ts";
import { bitsOf, parameter, type Shader } from "../engine/shader.ts";
import { addRun, finish, runLength } from "./accumulate.ts";
import { gridOf, perEntry } from "./grid.ts";

const shader: Shader = {
  key: "row-norms",
  inputs: 1,
  outputs: 1,
  parameters: 4,
  source: () =>
    [
      wgslModule([]),
      perEntry(
        1,
        `  let d = ${parameter(2)};
  let start = ${parameter(3)} + at * d;
  var total = 0f;
  var lost = 0f;
  for (var k = 0u; k < d; k += ${runLength}u) {
    var run = 0f;
    for (var l = k; l < min(k + ${runLength}u, d); l++) { run = fma(in0[start + l], in0[start + l], run); }
    ${addRun("total", "lost", "run")}
  }
  out0[at] = ${finish("total", "lost", `bitcast<f32>(${parameter(4)})`)};`,
      ),
    ].join("\n\n"),
};

/** `out[i] = scale · x[i] · x[i]` for the n rows of x [n, d], summed as in `products`. */
export const rowNorms = (x: View, out: Block, n: number, d: number, scale: number): Job => ({
  shader,
  inputs: [x.block],
  outputs: [out],
  parameters: [n, d, x.offset, bitsOf(scale)],
  groups: gridOf(n),
});
