import { zlibSync } from "fflate";

/** An 8-bit picture: `pixels[row * width + column]` is an index into `palette` of at most 256 RGB triples. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
  readonly palette: readonly (readonly [number, number, number])[];
}

/** The picture with every pixel repeated `factor` × `factor` times: sharp in programs that smooth when they enlarge. */
export function enlarge({ width, height, pixels, palette }: Raster, factor: number): Raster {
  const wide = width * factor;
  const large = new Uint8Array(wide * height * factor);
  for (let row = 0; row < height; row++) {
    const first = row * factor * wide;
    for (let column = 0; column < wide; column++) large[first + column] = pixels[row * width + Math.floor(column / factor)] as number;
    for (let copy = 1; copy < factor; copy++) large.copyWithin(first + copy * wide, first, first + wide);
  }
  return { width: wide, height: height * factor, pixels: large, palette };
}

/** The picture as a PNG data URL (PNG, third edition; colour type 3, one zlib stream). The same picture gives the same bytes. */
export function pngDataUrl({ width, height, pixels, palette }: Raster): string {
  const rows = new Uint8Array(height * (width + 1));
  for (let row = 0; row < height; row++) rows.set(pixels.subarray(row * width, (row + 1) * width), row * (width + 1) + 1);
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([8, 3, 0, 0, 0], 8);
  const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
  const parts = [
    signature,
    chunk("IHDR", header),
    chunk("PLTE", Uint8Array.from(palette.flat())),
    chunk("IDAT", zlibSync(rows, { level: 9 })),
    chunk("IEND", new Uint8Array()),
  ];
  return `data:image/png;base64,${base64(parts)}`;
}

function chunk(type: string, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(body.length + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, body.length);
  bytes.set(
    Array.from(type, (c) => c.charCodeAt(0)),
    4,
  );
  bytes.set(body, 8);
  view.setUint32(body.length + 8, crc32(bytes.subarray(4, body.length + 8)));
  return bytes;
}

/** CRC-32 as PNG asks for it (polynomial 0xedb88320, bits reversed). */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

function base64(parts: readonly Uint8Array[]): string {
  let binary = "";
  for (const part of parts) for (const byte of part) binary += String.fromCharCode(byte);
  return btoa(binary);
}
