import { type NtkitError, parse, type Shape, show } from "@ntkit/core";
import { z } from "zod";
import type { Merge } from "../piece.ts";

/** Classes of layers with several inputs. */
export const merges: Readonly<Record<string, Merge>> = { Add: "sum", Multiply: "product", Concatenate: "concat" };

const config = z.looseObject({ axis: z.int().default(-1) });

/** The shape after a merge. Throws what `unsupported` makes for inputs that would be stretched, and for channels that do not stand last. */
export function mergedShape(
  merge: Merge,
  inputs: readonly Shape[],
  given: unknown,
  path: string,
  unsupported: (problem: string, found: string) => NtkitError,
): Shape {
  const [first] = inputs;
  const shapes = inputs.map((shape) => `[${shape.join(", ")}]`).join(" and ");
  if (merge !== "concat") {
    if (inputs.every((shape) => shape.join() === first.join())) return first;
    throw unsupported("inputs of different shapes, which tfjs stretches and ntkit does not", shapes);
  }
  const { axis } = parse(config, given, path);
  if (axis !== -1 && axis !== first.length) throw unsupported("it joins along another axis than that of the channels", show(axis));
  if (inputs.some((shape) => shape.slice(0, -1).join() !== first.slice(0, -1).join())) throw unsupported("inputs of different shapes", shapes);
  return [...first.slice(0, -1), inputs.reduce((sum, shape) => sum + shape[shape.length - 1], 0)];
}
