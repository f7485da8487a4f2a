import { InvalidInput, type NDArray, ndArray } from "@ntkit/core";
import { oneHot } from "@ntkit/datasets";
import type { Encoding } from "./schema.ts";
import type { Loaded } from "./source.ts";

/** target = shift + scale · what the loss sees. */
export interface TargetScale {
  readonly shift: number;
  readonly scale: number;
}

export interface EncodedTargets {
  /** [N, O], as the loss sees them. */
  readonly targets: NDArray;
  readonly encoding: Encoding;
  /** For numbers: one for each output. */
  readonly scales?: readonly TargetScale[];
}

/** Means and deviations are those of the training samples. Throws InvalidInput for an encoding of the other task. */
export function encodeTargets({ labels, targets, classNames = [] }: Loaded, asked: Encoding | undefined, train: readonly number[]): EncodedTargets {
  if (labels !== undefined) {
    const encoding = asked ?? "one-hot-centred";
    if (encoding !== "one-hot" && encoding !== "one-hot-centred") throw wrongEncoding(encoding, "classes", "one-hot or one-hot-centred");
    return { targets: oneHot(labels, classNames.length, { centred: encoding === "one-hot-centred" }), encoding };
  }
  const encoding = asked ?? "standardised";
  if (encoding === "one-hot" || encoding === "one-hot-centred") throw wrongEncoding(encoding, "numbers", "raw, centred or standardised");
  const values = targets as NDArray;
  const scales = columnsOf(values, train).map((seen) => scaleFor(encoding, seen));
  const outputs = scales.length;
  return {
    targets: ndArray(
      values.data.map((y, at) => (y - scales[at % outputs].shift) / scales[at % outputs].scale),
      values.shape,
    ),
    encoding,
    scales,
  };
}

const columnsOf = ({ data, shape: [, outputs = 0] }: NDArray, rows: readonly number[]): number[][] =>
  Array.from({ length: outputs }, (_, output) => rows.map((row) => data[row * outputs + output]));

function scaleFor(encoding: "raw" | "centred" | "standardised", seen: readonly number[]): TargetScale {
  const mean = seen.reduce((sum, y) => sum + y, 0) / seen.length;
  const deviation = Math.sqrt(seen.reduce((sum, y) => sum + (y - mean) ** 2, 0) / seen.length);
  return { shift: encoding === "raw" ? 0 : mean, scale: encoding === "standardised" && deviation > 0 ? deviation : 1 };
}

function wrongEncoding(found: Encoding, of: string, remedy: string): InvalidInput {
  return new InvalidInput({ path: "data.targets", problem: `targets that are ${of} cannot be encoded so`, found: `"${found}"`, remedy: `Use ${remedy}.` });
}
