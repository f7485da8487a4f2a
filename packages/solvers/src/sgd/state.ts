import type { EigenBasis } from "../eigen/state.ts";
import type { BatchModes } from "./modes.ts";
import type { SgdSpec } from "./options.ts";

export interface SgdState extends EigenBasis<SgdSpec> {
  readonly batch: BatchModes;
  /** How strongly the noise of the batches feeds itself: steps of this size have a bounded spread iff it is below 1. */
  readonly noiseGain: number;
  /** The learning rate at which the noise gain is 1; known where it is needed, for learning rates that are not below it. */
  readonly maximumLearningRate: number | undefined;
}
