import { InvalidInput, type NDArray, ndArray } from "@ntkit/core";
import { oneHot } from "@ntkit/datasets";
import type { TargetDomain } from "@ntkit/losses";
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

/** What classes and numbers become, left to the loss: what it is defined on, or else what suits a squared one. */
const usual: Readonly<Record<TargetDomain, { readonly classes: Encoding; readonly numbers: Encoding }>> = {
  any: { classes: "one-hot-centred", numbers: "standardised" },
  probabilities: { classes: "one-hot", numbers: "raw" },
  signs: { classes: "signs", numbers: "raw" },
};

/**
 * Means and deviations are those of the training samples. Throws InvalidInput for an encoding of the other task; whether the loss can use
 * one that was asked for is for `checkTargets` to say.
 */
export function encodeTargets(
  { labels, targets, classNames = [] }: Loaded,
  asked: Encoding | undefined,
  train: readonly number[],
  domain: TargetDomain,
): EncodedTargets {
  if (labels !== undefined) {
    const encoding = asked ?? usual[domain].classes;
    if (!isOfClasses(encoding)) throw wrongEncoding(encoding, "classes", "one-hot, one-hot-centred or signs");
    const hot = oneHot(labels, classNames.length, { centred: encoding === "one-hot-centred" });
    return {
      targets:
        encoding === "signs"
          ? ndArray(
              hot.data.map((value) => 2 * value - 1),
              hot.shape,
            )
          : hot,
      encoding,
    };
  }
  const encoding = asked ?? usual[domain].numbers;
  if (isOfClasses(encoding)) throw wrongEncoding(encoding, "numbers", "raw, centred or standardised");
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

type OfClasses = "one-hot" | "one-hot-centred" | "signs";

const isOfClasses = (encoding: Encoding): encoding is OfClasses => encoding === "one-hot" || encoding === "one-hot-centred" || encoding === "signs";

const columnsOf = ({ data, shape: [, outputs = 0] }: NDArray, rows: readonly number[]): number[][] =>
  Array.from({ length: outputs }, (_, output) => rows.map((row) => data[row * outputs + output]));

function scaleFor(encoding: Exclude<Encoding, OfClasses>, seen: readonly number[]): TargetScale {
  const mean = seen.reduce((sum, y) => sum + y, 0) / seen.length;
  const deviation = Math.sqrt(seen.reduce((sum, y) => sum + (y - mean) ** 2, 0) / seen.length);
  return { shift: encoding === "raw" ? 0 : mean, scale: encoding === "standardised" && deviation > 0 ? deviation : 1 };
}

function wrongEncoding(found: Encoding, of: string, remedy: string): InvalidInput {
  return new InvalidInput({ path: "data.targets", problem: `targets that are ${of} cannot be encoded so`, found: `"${found}"`, remedy: `Use ${remedy}.` });
}
