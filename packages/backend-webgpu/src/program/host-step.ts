import type { Extent, HostStep, Place } from "@ntkit/backend";
import type { Engine } from "../engine/engine.ts";
import type { View } from "../engine/memory.ts";

/** Copies what a host stage reads to the host, runs it there in float64 and copies what it wrote back. */
export function runHostStep(engine: Engine, { stage, inputs }: HostStep, { rows, columns }: Extent, from: readonly View[], to: readonly View[]): void {
  const count = rows * columns;
  const lengthOf = ({ kind }: Place): number => (kind === "rows" ? rows : kind === "columns" ? columns : count);
  engine.onHost(
    from.map((view, k) => ({ view, count: lengthOf(inputs[k]) })),
    to,
    (numbers) => {
      const values = numbers.map((data, k) => spread(data, inputs[k], rows, columns));
      const outputs = to.map(() => new Float64Array(count));
      stage.evaluate(values, outputs, count);
      return outputs.map((data) => Float32Array.from(data));
    },
  );
}

/** The value of every entry. */
function spread(data: Float32Array, { kind }: Place, rows: number, columns: number): Float64Array {
  if (kind !== "rows" && kind !== "columns") return Float64Array.from(data);
  const out = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    if (kind === "rows") out.fill(data[i], i * columns, (i + 1) * columns);
    else out.set(data, i * columns);
  }
  return out;
}
