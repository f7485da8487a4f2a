import { referenceBackend } from "@ntkit/backend-reference";
import { fromNested, type NDArray, ndArray, random, type Shape, sliceRows } from "@ntkit/core";
import { describe, expect, it } from "vitest";
import { multiply, nested, randomKernel, sample, transpose } from "../test/matrices.ts";
import { spectrum } from "./spectrum.ts";
import { modeResiduals, targetModes } from "./target-modes.ts";

const on = referenceBackend();
const ok = async (kernel = sample.kernel) => {
  const result = await spectrum(on, kernel);
  if (result.status !== "ok") throw new Error(result.problem);
  return result;
};

describe("spectrum", () => {
  it("gives the eigenvalues of numpy.linalg.eigh, the largest first", async () => {
    const { eigenvalues, clamped } = await ok();
    [2.4455808483354, 1.339670311673997, 0.966163483583367, 0.548585356407236].forEach((value, i) => expect(eigenvalues.data[i]).toBeCloseTo(value, 13));
    expect(clamped.count).toBe(0);
  });

  it("puts the kernel together again, and leaves no tensor behind", async () => {
    const kernel = randomKernel(random(1), 12, 5);
    const before = on.liveTensors();
    const { eigenvalues, eigenvectors, clamped } = await ok(kernel);
    expect(clamped.count).toBe(7);
    expect(on.liveTensors()).toBe(before);
    const q = nested(eigenvectors);
    const again = multiply(
      q.map((row) => row.map((x, k) => x * eigenvalues.data[k])),
      transpose(q),
    );
    nested(kernel).forEach((row, i) => row.forEach((x, j) => expect(again[i][j]).toBeCloseTo(x, 12)));
    expect(Math.min(...eigenvalues.data)).toBe(0);
  });

  it("refuses a matrix that is no kernel, as a value", async () => {
    const result = await spectrum(
      on,
      fromNested([
        [1, 2],
        [2, 1],
      ]),
    );
    expect(result).toMatchObject({ status: "not-positive-definite", remedy: expect.stringContaining("Check") });
    await expect(spectrum(on, fromNested([[1, 2, 3]]))).rejects.toThrow("kernel: expected a square matrix");
    await expect(spectrum(on, ndArray(Float64Array.of(Number.NaN), [1, 1]))).rejects.toThrow("kernel[0]: expected a finite number");
    expect(on.liveTensors()).toBe(0);
  });
});

const reshaped = (array: NDArray, shape: Shape): NDArray => ndArray(array.data, shape);

describe("targetModes", () => {
  it("shares out the targets as numpy does", async () => {
    const { shares, total, cumulative } = await targetModes(on, await ok(), sample.targets);
    const expected = [
      [0.060909620581038, 0.15091885677225],
      [0.760963029008475, 0.038214763757774],
      [0.001316234743988, 0.471279209968675],
      [0.1768111156665, 0.3395871695013],
    ];
    expected.forEach((row, i) => row.forEach((value, o) => expect(nested(shares)[i][o]).toBeCloseTo(value, 13)));
    [0.123916085914887, 0.255039243332985, 0.330290317401269, 0.29075435335086].forEach((value, i) => expect(total.shares.data[i]).toBeCloseTo(value, 13));
    expect(nested(cumulative)[3][0]).toBeCloseTo(1, 14);
    expect(total.cumulative.data[1]).toBeCloseTo(0.123916085914887 + 0.255039243332985, 13);
  });

  it("counts an output that is 0 everywhere as no share", async () => {
    const { shares } = await targetModes(on, await ok(), fromNested([[0], [0], [0], [0]]));
    expect([...shares.data]).toEqual([0, 0, 0, 0]);
  });

  it("says what is left of every mode: Q e^(−ηΛt/Z) Qᵀy obeys the flow", async () => {
    const modes = await ok();
    const { kernel, targets } = sample;
    const pace = { learningRate: 0.7, normaliser: 4 };
    const [t, h] = [1.3, 1e-4];
    const left = modeResiduals(modes, await targetModes(on, modes, targets), [0, t - h, t, t + h, Infinity], pace);
    const at = (step: number) => multiply(nested(modes.eigenvectors), nested(reshaped(sliceRows(left, step, step + 1), [4, 2])));
    const flow = multiply(nested(kernel), at(2)).map((row) => row.map((x) => (-0.7 / 4) * x));
    nested(targets).forEach((row, i) =>
      row.forEach((y, o) => {
        expect(at(0)[i][o]).toBeCloseTo(y, 13);
        expect((at(3)[i][o] - at(1)[i][o]) / (2 * h)).toBeCloseTo(flow[i][o], 7);
        expect(at(4)[i][o]).toBe(0);
      }),
    );
  });

  it("never moves what the kernel does not see", async () => {
    const modes = await ok(
      fromNested([
        [1, 1],
        [1, 1],
      ]),
    );
    const targets = await targetModes(on, modes, fromNested([[1], [-1]]));
    const pace = { learningRate: 1, normaliser: 1 };
    expect(Math.abs(modeResiduals(modes, targets, [Infinity], pace).data[1])).toBeCloseTo(Math.SQRT2, 14);
    expect(() => modeResiduals(modes, targets, [0, -1], pace)).toThrow("times[1]: expected a time, 0 or more, found -1");
    expect(() => modeResiduals(modes, targets, [0], { ...pace, normaliser: 0 })).toThrow("normaliser");
  });
});
