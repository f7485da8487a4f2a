import { ndArray } from "@ntkit/core";
import { describe, expect, it } from "vitest";
import { referenceBackend } from "./index.ts";

describe("referenceBackend", () => {
  it("refuses a chunk that would never end", () => {
    expect(() => referenceBackend({ chunk: 0 })).toThrow(/chunk: expected a whole number from 1, found 0/);
    expect(() => referenceBackend({ chunk: 2.5 })).toThrow(/whole number/);
  });

  it("names the operation and both shapes", () => {
    const on = referenceBackend();
    const a = on.tensor(ndArray(new Float64Array(6), [2, 3]));
    expect(() => on.matmul(a, a)).toThrow(
      "matmul: the inner lengths differ: 3 and 2, found [2, 3] and [2, 3]. Transpose one, or check which arrays these are.",
    );
  });

  it("tells its tensors from those of another backend of the same kind", () => {
    const [one, other] = [referenceBackend(), referenceBackend()];
    const a = one.tensor(ndArray(new Float64Array(1), [1]));
    expect(() => other.sum(a, 0)).toThrow(/expected a tensor of the backend "reference"/);
  });

  it("refuses a singular triangular system", () => {
    const on = referenceBackend();
    const factor = on.tensor(ndArray(Float64Array.of(1, 0, 1, 0), [2, 2]));
    expect(() => on.triangularSolve(factor, on.tensor(ndArray(Float64Array.of(1, 1), [2, 1])))).toThrow(/singular: entry 1 of its diagonal is zero/);
  });
});
