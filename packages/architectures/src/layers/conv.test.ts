import type { Tensor } from "@ntkit/backend";
import { referenceBackend } from "@ntkit/backend-reference";
import { type NDArray, ndArray, sizeOf } from "@ntkit/core";
import { describe, expect, it } from "vitest";
import { largest, numbers } from "../../test/finite.ts";
import type { Part } from "../finite/parts.ts";
import { gramByPatchGradients, gramByPlacePairs, type PatchSide, patchGram } from "../finite/patch-gram.ts";
import { patchesOf, sumOfPatches, type WindowFields, windowsOver } from "../finite/windows.ts";
import { conv, finiteNetwork, flatten, globalAveragePool, initialise, parseArchitecture, serial } from "../index.ts";
import type { LayerSpec } from "../layer.ts";

const on = referenceBackend();

/** Pixels before the image, as XLA pads: SAME gives ⌈length/stride⌉ places. */
function before(length: number, size: number, stride: number): number {
  return Math.floor(Math.max((Math.ceil(length / stride) - 1) * stride + size - length, 0) / 2);
}

/** The definition, loop by loop, for one image [height, width, channels] and weights [kernel height, kernel width, channels in, channels out]. */
function convolved(image: NDArray, weight: NDArray, { strides, padding }: WindowFields, [rows, columns]: readonly number[]): number[] {
  const [height, width, channels] = image.shape;
  const [kernelHeight, kernelWidth, , out] = weight.shape;
  const [top, left] = padding === "valid" ? [0, 0] : [before(height, kernelHeight, strides[0]), before(width, kernelWidth, strides[1])];
  const pixel = (y: number, x: number, c: number): number => {
    if (padding === "circular") return image.data[((((y % height) + height) % height) * width + (((x % width) + width) % width)) * channels + c];
    return y < 0 || x < 0 || y >= height || x >= width ? 0 : image.data[(y * width + x) * channels + c];
  };
  const result: number[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      for (let o = 0; o < out; o++) {
        let sum = 0;
        for (let i = 0; i < kernelHeight; i++) {
          for (let j = 0; j < kernelWidth; j++) {
            for (let c = 0; c < channels; c++) {
              sum += weight.data[((i * kernelWidth + j) * channels + c) * out + o] * pixel(row * strides[0] + i - top, column * strides[1] + j - left, c);
            }
          }
        }
        result.push(sum);
      }
    }
  }
  return result;
}

const settings: readonly (readonly [string, readonly number[], WindowFields, readonly number[]])[] = [
  ["same", [5, 4], { kernel: [3, 2], strides: [1, 1], padding: "same" }, [5, 4]],
  ["same, in steps", [5, 4], { kernel: [3, 3], strides: [2, 3], padding: "same" }, [3, 2]],
  ["same, a filter beyond the image", [2, 3], { kernel: [5, 4], strides: [1, 2], padding: "same" }, [2, 2]],
  ["same, steps over pixels", [7, 5], { kernel: [1, 2], strides: [3, 4], padding: "same" }, [3, 2]],
  ["valid", [5, 4], { kernel: [3, 2], strides: [1, 1], padding: "valid" }, [3, 3]],
  ["valid, in steps", [6, 5], { kernel: [2, 2], strides: [3, 2], padding: "valid" }, [2, 2]],
  ["circular", [5, 4], { kernel: [3, 4], strides: [1, 1], padding: "circular" }, [5, 4]],
  ["circular, in steps", [5, 4], { kernel: [3, 3], strides: [2, 1], padding: "circular" }, [3, 4]],
  ["circular, wrapped twice", [2, 3], { kernel: [5, 7], strides: [1, 1], padding: "circular" }, [2, 3]],
];

describe.each(settings)("%s", (_, [height, width], fields, output) => {
  const image = [height, width, 2];
  const windows = windowsOver(image, fields);

  it("is the sum over the filter", async () => {
    const layer = { kind: "conv", channels: 3, ...fields };
    const network = finiteNetwork(parseArchitecture({ input: image, parameterization: "standard", layers: [layer] }));
    expect(network.output).toEqual([...output, 3]);
    const parameters = initialise(network, { seed: 4 });
    const x = numbers([2, ...image], 5);
    const found = await on.read(await network.forward(on, network.tensors(on, parameters), on.tensor(x)));
    const each = sizeOf(image);
    const wanted = [0, 1].flatMap((sample) =>
      convolved(ndArray(x.data.slice(sample * each, (sample + 1) * each), image), parameters["layers[0].weight"], fields, output),
    );
    expect(found.data.length).toBe(wanted.length);
    found.data.forEach((value, i) => expect(value).toBeCloseTo(wanted[i], 12));
  });

  it("writes windows out and sums them up again as transposed maps", async () => {
    const x = numbers([2, ...image], 6);
    const patches = patchesOf(on, on.tensor(x), windows);
    expect(patches.shape).toEqual([2 * windows.places, windows.size * 2]);
    const dual = numbers(patches.shape, 7);
    const back = await on.read(sumOfPatches(on, on.tensor(dual), windows, image));
    expect(back.shape).toEqual(x.shape);
    const products = (a: ArrayLike<number>, b: ArrayLike<number>) => Array.from(a).reduce((sum, value, i) => sum + value * b[i], 0);
    expect(products((await on.read(patches)).data, dual.data)).toBeCloseTo(products(back.data, x.data), 11);
  });
});

describe("the two ways to a convolution's term of the NTK", () => {
  const image = [4, 3, 2];
  const windows = windowsOver(image, { kernel: [2, 2], strides: [1, 1], padding: "same" });
  const patches = (x: Tensor, [from, to]: Part) => {
    const some = on.slice(x, from, to);
    const written = patchesOf(on, some, windows);
    on.dispose(some);
    return written;
  };
  const side = (samples: number, functions: number, seed: number): PatchSide => {
    const x = on.tensor(numbers([samples, ...image], seed));
    const dy = on.tensor(numbers([functions * samples, windows.places, 5], seed + 1));
    return { samples, features: windows.size * 2, patches: (part) => patches(x, part), dy };
  };

  it.each([
    ["at once", 2 ** 22],
    ["in parts of some samples, some channels", 4000],
    ["in the smallest parts", 1],
  ])("agree, %s", async (_, most) => {
    for (const [left, right] of [
      [side(5, 3, 1), side(4, 2, 3)],
      [side(5, 3, 1), null],
    ] as const) {
      const [pairs, gradients] = [gramByPlacePairs, gramByPatchGradients].map((way) => way(on, left, right, most));
      const [one, other, chosen] = await Promise.all([pairs, gradients, patchGram(on, left, right)].map((tensor) => on.read(tensor)));
      expect(one.shape).toEqual([15, right === null ? 15 : 8]);
      const scale = largest(other.data);
      for (let i = 0; i < one.data.length; i++) {
        expect(Math.abs(one.data[i] - other.data[i])).toBeLessThanOrEqual(1e-13 * scale);
        expect(Math.abs(chosen.data[i] - other.data[i])).toBeLessThanOrEqual(1e-13 * scale);
      }
    }
  });

  it("free what they make but the result", () => {
    const [left, right] = [side(5, 3, 1), side(4, 2, 3)];
    for (const way of [gramByPlacePairs, gramByPatchGradients]) {
      for (const [other, most] of [
        [right, 2 ** 22],
        [null, 100],
      ] as const) {
        const live = on.liveTensors();
        on.dispose(way(on, left, other, most));
        expect(on.liveTensors()).toBe(live);
      }
    }
  });
});

it("global average pooling is the mean over places", async () => {
  const network = finiteNetwork(serial({ input: [2, 3, 2] }, globalAveragePool()));
  const x = numbers([2, 2, 3, 2], 1);
  const { data, shape } = await on.read(await network.forward(on, {}, on.tensor(x)));
  expect(shape).toEqual([2, 2]);
  for (let sample = 0; sample < 2; sample++) {
    for (let channel = 0; channel < 2; channel++) {
      const values = Array.from({ length: 6 }, (_, place) => x.data[(sample * 6 + place) * 2 + channel]);
      expect(data[sample * 2 + channel]).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / 6, 14);
    }
  }
});

it("gives the shapes that it says, and refuses what is no image", () => {
  const shape = (input: readonly number[], ...layers: readonly LayerSpec[]) => finiteNetwork(serial({ input }, ...layers)).output;
  expect(shape([28, 28, 1], conv(8, [3, 3], { strides: [2, 2] }), conv(4, [5, 5], { padding: "valid" }))).toEqual([10, 10, 4]);
  expect(shape([28, 28, 1], conv(8, [3, 3]), globalAveragePool())).toEqual([8]);
  expect(shape([28, 28, 1], conv(8, [3, 3], { padding: "circular" }), flatten())).toEqual([6272]);
  expect(() => shape([28], conv(8, [3, 3]))).toThrow(
    "layers[0]: a convolution needs images [height, width, channels], found [28]. Give `input` in the architecture as [height, width, channels], and flatten or pool after the last convolution.",
  );
  expect(() => shape([4, 2, 1], conv(8, [3, 3], { padding: "valid" }))).toThrow(
    'layers[0]: a filter [3, 3] that does not fit into the image, without padding, found [4, 2, 1]. Take a smaller `kernel`, or `padding: "same"`.',
  );
  expect(() => shape([4], globalAveragePool())).toThrow(/^layers\[0\]: a pooling over places needs images/);
  expect(() => conv(8, [3, 0])).toThrow(/^conv\.kernel\[1\]: too small, found 0/);
  expect(() => conv(8, [3, 3], { bias: false, biasStd: 1 })).toThrow(/no bias, but a biasStd above 0/);
});
