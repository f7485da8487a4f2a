import { InvalidData } from "@ntkit/core";
import type { WritableArray } from "./array-format.ts";

/** Text in pieces to bytes in UTF-8: a large matrix is longer than the longest string there can be. */
export function utf8(pieces: Iterable<string>): Uint8Array {
  const encoder = new TextEncoder();
  const chunks = Array.from(pieces, (piece) => encoder.encode(piece));
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}

/** Neither JSON nor a CSV table holds NaN or infinities. Throws InvalidData, naming the first such entry by its place in row-major order. */
export function requireFinite({ data }: WritableArray, path: string): void {
  const at = data.findIndex((value) => !Number.isFinite(value));
  if (at >= 0) {
    throw new InvalidData({ path, problem: `entry ${at} cannot be written as text`, found: String(data[at]), remedy: "Write .npy or .npz, which hold it." });
  }
}
