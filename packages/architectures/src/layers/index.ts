import type { Layer } from "../layer.ts";
import { conv } from "./conv.ts";
import { dense } from "./dense.ts";
import { dropout } from "./dropout.ts";
import { flatten } from "./flatten.ts";
import { globalAveragePool } from "./global-average-pool.ts";
import { identity } from "./identity.ts";
import { layerNorm } from "./layer-norm.ts";
import { parallel } from "./parallel.ts";
import { repeat } from "./repeat.ts";
import { residual } from "./residual.ts";

/** Every layer of ntkit that is no nonlinearity, by kind. A new one is its file and a line here. */
export const layers: Readonly<Record<string, Layer>> = {
  [dense.kind]: dense,
  [conv.kind]: conv,
  [residual.kind]: residual,
  [parallel.kind]: parallel,
  [repeat.kind]: repeat,
  [identity.kind]: identity,
  [flatten.kind]: flatten,
  [globalAveragePool.kind]: globalAveragePool,
  [layerNorm.kind]: layerNorm,
  [dropout.kind]: dropout,
};
