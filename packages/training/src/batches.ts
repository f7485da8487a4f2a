import { contentHash, random } from "@ntkit/core";

/** Which samples the steps see. */
export interface Batches {
  /** How many steps it takes to see every sample once. */
  readonly stepsPerEpoch: number;
  /** The samples of a step, counted from 0; undefined: all of them, in their order. */
  at(step: number): readonly number[] | undefined;
}

/** A whole number from 0 to 2^52, different for every list of numbers that it is made of. */
export const seedOf = (...parts: readonly (number | string)[]): number => Number.parseInt(contentHash(parts).slice(0, 13), 16);

/**
 * Batches of `batchSize` samples, each sample once an epoch, in an order drawn anew for every epoch (the last batch of an epoch may be
 * smaller). The order follows from the seed and the number of the epoch alone, so training can go on from any step.
 */
export function batchOrder(samples: number, batchSize: number | undefined, seed: number): Batches {
  if (batchSize === undefined || batchSize >= samples) return { stepsPerEpoch: 1, at: () => undefined };
  const stepsPerEpoch = Math.ceil(samples / batchSize);
  let [epoch, order]: [number, readonly number[]] = [-1, []];
  return {
    stepsPerEpoch,
    at(step) {
      const wanted = Math.floor(step / stepsPerEpoch);
      if (wanted !== epoch) [epoch, order] = [wanted, random(seedOf("batches", seed, wanted)).permutation(samples)];
      const first = (step % stepsPerEpoch) * batchSize;
      return order.slice(first, first + batchSize);
    },
  };
}
