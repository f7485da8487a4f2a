import type { Tensor } from "@tensorflow/tfjs-core";
import * as tfjs from "./tfjs-operations.ts";

export { tfjs };

/** A tfjs, whichever: the namespace of `@tensorflow/tfjs`, of `@tensorflow/tfjs-core` or of `@tensorflow/tfjs-node` is one. */
export type Tfjs = typeof tfjs;

/** A tensor of tfjs; `Tensor` is that of the contract. */
export type Values = Tensor;
