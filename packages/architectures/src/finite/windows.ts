import type { Backend, Tensor } from "@ntkit/backend";
import { type Shape, sizeOf } from "@ntkit/core";
import { reshaped, spent } from "./arrays.ts";

/** `same`: as many places as the input (at stride 1), zeros around it; `valid`: only windows inside; `circular`: as `same`, wrapped around. */
export type Padding = "same" | "valid" | "circular";

export interface WindowFields {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly padding: Padding;
}

/** Where a window stands over an image, at each place of the output. */
export interface Windows {
  /** Height and width of the output. */
  readonly output: readonly [number, number];
  /** Places of the output. */
  readonly places: number;
  /** Pixels in a window. */
  readonly size: number;
  /** By place of the output and pixel of the window: the pixel of the image, −1 in the padding. */
  readonly pixels: Int32Array;
  /** By pixel of the image and pixel of the window: where in `pixels` the former stands at the latter, −1 for nowhere. */
  readonly inverse: Int32Array;
}

/** Places along one axis. As XLA pads: `total = max((⌈n/s⌉ − 1) s + k − n, 0)`, of which `⌊total/2⌋` stand before. */
export function outputLength(length: number, size: number, stride: number, padding: Padding): number {
  return padding === "valid" ? Math.floor((length - size) / stride) + 1 : Math.ceil(length / stride);
}

/** By place and offset in the window: the index along one axis, −1 in the padding. */
function alongAxis(length: number, size: number, stride: number, padding: Padding): number[][] {
  const places = outputLength(length, size, stride, padding);
  const total = padding === "valid" ? 0 : Math.max((places - 1) * stride + size - length, 0);
  const index = (at: number): number => {
    if (padding === "circular") return ((at % length) + length) % length;
    return at >= 0 && at < length ? at : -1;
  };
  return Array.from({ length: places }, (_, place) => Array.from({ length: size }, (_, offset) => index(place * stride + offset - Math.floor(total / 2))));
}

/** The windows over an image [height, width, channels]. */
export function windowsOver([height, width]: Shape, { kernel, strides, padding }: WindowFields): Windows {
  const rows = alongAxis(height, kernel[0], strides[0], padding);
  const columns = alongAxis(width, kernel[1], strides[1], padding);
  const size = kernel[0] * kernel[1];
  const pixels = new Int32Array(rows.length * columns.length * size);
  const inverse = new Int32Array(height * width * size).fill(-1);
  let at = 0;
  for (const row of rows) {
    for (const column of columns) {
      for (const y of row) {
        for (const x of column) {
          const pixel = y < 0 || x < 0 ? -1 : y * width + x;
          if (pixel >= 0) inverse[pixel * size + (at % size)] = at;
          pixels[at++] = pixel;
        }
      }
    }
  }
  return { output: [rows.length, columns.length], places: rows.length * columns.length, size, pixels, inverse };
}

/** The same rows of each of `count` samples, which have `step` rows each. */
function ofEachSample(rows: Int32Array, count: number, step: number): Int32Array {
  const all = new Int32Array(count * rows.length);
  for (let sample = 0, at = 0; sample < count; sample++) for (const row of rows) all[at++] = row < 0 ? -1 : sample * step + row;
  return all;
}

/** The windows of images [n, height, width, channels] written out: [n · places, window size · channels]. */
export function patchesOf(on: Backend, images: Tensor, { pixels, places, size }: Windows): Tensor {
  const [n = 0, height = 0, width = 0, channels = 0] = images.shape;
  const rows = on.reshape(images, [n * height * width, channels]);
  const written = spent(on, on.gather(rows, ofEachSample(pixels, n, height * width)), rows);
  return reshaped(on, written, [n * places, size * channels]);
}

/** The transposed map: every pixel gets the sum of what stands for it in the windows, [n · places, window size · channels] → [n, …image]. */
export function sumOfPatches(on: Backend, patches: Tensor, { pixels, inverse, size }: Windows, image: Shape): Tensor {
  const [height, width, channels] = image;
  const n = sizeOf(patches.shape) / (pixels.length * channels);
  const rows = on.reshape(patches, [n * pixels.length, channels]);
  const byPixel = spent(on, on.gather(rows, ofEachSample(inverse, n, pixels.length)), rows);
  const terms = reshaped(on, byPixel, [n * height * width, size, channels]);
  return reshaped(on, spent(on, on.sum(terms, 1), terms), [n, ...image]);
}
