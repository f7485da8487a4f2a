import { crc32, inflateSync } from "node:zlib";

/** Reads a PNG of colour type 3 without filters, checking the signature and every checksum: the tests' own reader. */
export function decodePng(base64: string): { width: number; height: number; pixels: Uint8Array; palette: number[][] } {
  const bytes = Buffer.from(base64, "base64");
  if (bytes.toString("latin1", 0, 8) !== "\x89PNG\r\n\x1a\n") throw new Error("not a PNG");
  const chunks = new Map<string, Buffer>();
  for (let at = 8; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    if (crc32(bytes.subarray(at + 4, at + 8 + length)) !== bytes.readUInt32BE(at + 8 + length)) throw new Error("bad checksum");
    chunks.set(bytes.toString("latin1", at + 4, at + 8), bytes.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  const header = chunks.get("IHDR") as Buffer;
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const rows = inflateSync(chunks.get("IDAT") as Buffer);
  const pixels = new Uint8Array(width * height);
  for (let row = 0; row < height; row++) pixels.set(rows.subarray(row * (width + 1) + 1, (row + 1) * (width + 1)), row * width);
  const colours = chunks.get("PLTE") as Buffer;
  return { width, height, pixels, palette: Array.from({ length: colours.length / 3 }, (_, i) => [...colours.subarray(3 * i, 3 * i + 3)]) };
}
