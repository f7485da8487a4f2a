import { random } from "@ntkit/core";
import type { Noise } from "./finite-layer.ts";

/** What layers that draw at random go by. */
export interface Draws {
  readonly seed: number;
  /** The number of the first sample that went into the network, and how many did. */
  readonly firstSample: number;
  readonly samples: number;
}

/**
 * A stream of random numbers for every layer and sample: fixed by the seed, whatever tiles or batches the samples come in. Where
 * a sample has become several (one after another along the samples), each of them has a stream of its own.
 */
export const noiseAt = ({ seed, firstSample, samples }: Draws, place: string): Noise => {
  const start = fold(fold(0x811c9dc5, `${seed}`), place);
  return (row) => {
    const copy = Math.floor(row / samples);
    const name = `${firstSample + (row % samples)}${copy === 0 ? "" : `#${copy}`}`;
    return random(fold(start, name) * 2 ** 21 + (fold(~start, name) >>> 11));
  };
};

/** FNV-1a over the characters of a text, begun at a state: 32 bits, unsigned. */
function fold(state: number, text: string): number {
  let hash = state;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return hash >>> 0;
}
