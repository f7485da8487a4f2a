import { show } from "@ntkit/core";
import { z } from "zod";
import type { LayerContext } from "./layer-rule.ts";

/** The field `data_format` of a layer on images. */
export const dataFormat = z.string().nullish();

/** Throws Unsupported for channels that do not stand last. */
export function requireChannelsLast(format: string | null | undefined, context: LayerContext): void {
  if (format === undefined || format === null || format === "channels_last") return;
  throw context.unsupported("its channels do not stand last", show(format));
}
