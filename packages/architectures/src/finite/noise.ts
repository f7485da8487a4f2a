import { random } from "@ntkit/core";
import type { Noise } from "./finite-layer.ts";

/** A stream of random numbers for every layer and sample: fixed by the seed, whatever tiles or batches the samples come in. */
export const noiseAt = (seed: number, place: string, firstSample: number): Noise => {
  const start = fold(fold(0x811c9dc5, `${seed}`), place);
  return (sample) => {
    const name = `${firstSample + sample}`;
    return random(fold(start, name) * 2 ** 21 + (fold(~start, name) >>> 11));
  };
};

/** FNV-1a over the characters of a text, begun at a state: 32 bits, unsigned. */
function fold(state: number, text: string): number {
  let hash = state;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return hash >>> 0;
}
