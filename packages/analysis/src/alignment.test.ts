import { fromNested, ndArray, random } from "@ntkit/core";
import { describe, expect, it } from "vitest";
import { randomKernel, sample } from "../test/matrices.ts";
import { centred, kernelAlignment, kernelDistance, relativeDrift, targetAlignment } from "./alignment.ts";

const { kernel, targets } = sample;
const gaussian = fromNested(Array.from({ length: 4 }, (_, i) => Array.from({ length: 4 }, (_, j) => Math.exp(-0.5 * (i - j) ** 2))));

describe("alignment", () => {
  it("equals what numpy gives, plain and centred", () => {
    expect(targetAlignment(kernel, targets)).toBeCloseTo(0.48767396460672424, 14);
    expect(targetAlignment(kernel, targets, { centred: true })).toBeCloseTo(0.8636832834979509, 14);
    expect(kernelDistance(kernel, gaussian)).toBeCloseTo(0.1732236748538475, 14);
    expect(kernelAlignment(kernel, gaussian, { centred: true })).toBeCloseTo(0.7725211563992518, 14);
    expect(relativeDrift(kernel, gaussian)).toBeCloseTo(0.6738251348321446, 14);
  });

  it("sees only directions: multiples of a kernel are at distance 0, of any size", () => {
    const k = randomKernel(random(2), 6, 4);
    for (const factor of [1e-200, 3, 1e200]) {
      const multiple = ndArray(
        k.data.map((value) => factor * value),
        [6, 6],
      );
      expect(kernelDistance(k, multiple)).toBeCloseTo(0, 14);
      expect(relativeDrift(multiple, multiple)).toBe(0);
      expect(
        relativeDrift(
          ndArray(
            multiple.data.map((value) => 2 * value),
            [6, 6],
          ),
          multiple,
        ),
      ).toBeCloseTo(1, 14);
    }
  });

  it("of a kernel with itself made of the targets is 1", () => {
    const y = Float64Array.of(1, -1, 1, 1, -1);
    const ideal = ndArray(
      Float64Array.from({ length: 25 }, (_, at) => y[Math.floor(at / 5)] * y[at % 5]),
      [5, 5],
    );
    expect(targetAlignment(ideal, ndArray(y, [5, 1]))).toBeCloseTo(1, 15);
  });

  it("centring takes constants away, and what is left of a constant kernel aligns with nothing", () => {
    const k = randomKernel(random(3), 5, 7);
    const shifted = ndArray(
      k.data.map((value, at) => value + 10 + 3 * ((at % 5) + Math.floor(at / 5))),
      [5, 5],
    );
    centred(k).data.forEach((value, at) => expect(centred(shifted).data[at]).toBeCloseTo(value, 12));
    const constant = ndArray(new Float64Array(25).fill(2), [5, 5]);
    expect(kernelAlignment(constant, k, { centred: true })).toBe(0);
  });

  it("refuses kernels and targets of different points", () => {
    expect(() => kernelAlignment(kernel, randomKernel(random(4), 5, 5))).toThrow("two kernels of different points, found [4, 4] and [5, 5]");
    expect(() => targetAlignment(kernel, fromNested([[1]]))).toThrow("targets: expected [4, outputs]");
  });
});
