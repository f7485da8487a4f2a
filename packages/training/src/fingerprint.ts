import type { NDArray } from "@ntkit/core";

/**
 * 64 bits of arrays, in hexadecimal digits: two rounds of FNV-1a over their shapes and the words of their numbers. Enough to tell that data are not
 * those they were; not meant against forgery.
 */
export function fingerprint(arrays: readonly NDArray[]): string {
  let [a, b] = [0x811c9dc5, 0x9e3779b9];
  const take = (word: number) => {
    a = Math.imul(a ^ word, 0x01000193);
    b = Math.imul(b ^ word ^ (b >>> 15), 0x85ebca6b);
  };
  for (const { data, shape } of arrays) {
    for (const length of [shape.length, ...shape]) take(length);
    for (const word of new Uint32Array(data.buffer, data.byteOffset, 2 * data.length)) take(word);
  }
  return [a, b].map((half) => (half >>> 0).toString(16).padStart(8, "0")).join("");
}
