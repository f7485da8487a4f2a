import { describe, expect, it } from "vitest";
import type { Backend } from "../backend.ts";
import { type ConformanceCase, runCase } from "./case.ts";
import { claim, deviation, refusal } from "./compare.ts";
import { filled } from "./naive.ts";

/** As much of a backend as running a case takes. */
const backend = (live: () => number = () => 0) =>
  ({ capabilities: { dtypes: ["float32"], nativeLinearAlgebra: false, gpu: false }, liveTensors: live, scope: async (body: () => unknown) => body() }) as Pick<
    Backend,
    "capabilities" | "liveTensors" | "scope"
  > as Backend;

const deviating = (value: number): ConformanceCase => ({ name: "a case", quantity: "sum", run: async () => ({ value, at: "entry 3" }) });

describe("runCase", () => {
  it("compares with the tolerance of the quantity in the dtype of the backend", async () => {
    expect(await runCase(deviating(9e-7), backend())).toMatchObject({ status: "passed", deviation: 9e-7, tolerance: 1e-6 });
    expect(await runCase(deviating(9e-7), backend(), { dtype: "float64" })).toMatchObject({ status: "failed", reason: "entry 3", tolerance: 2e-15 });
    expect(await runCase(deviating(Number.NaN), backend())).toMatchObject({ status: "failed" });
  });

  it("lists what is not supported with its reason", async () => {
    expect(await runCase(deviating(1), backend(), { unsupported: { "a case": "no such unit" } })).toMatchObject({
      status: "unsupported",
      reason: "no such unit",
    });
    expect(await runCase({ ...deviating(1), needs: "float64" }, backend())).toMatchObject({ status: "unsupported", reason: "it shows in float64 only" });
  });

  it("fails a case that throws or leaks", async () => {
    const fail = async () => Promise.reject(new RangeError("out of range"));
    expect(await runCase({ ...deviating(0), run: fail }, backend())).toMatchObject({ status: "failed", reason: "RangeError: out of range" });
    let count = 0;
    expect(
      await runCase(
        deviating(0),
        backend(() => count++),
      ),
    ).toMatchObject({ status: "failed", reason: "1 tensors outlive the scope of the case" });
  });
});

describe("comparison", () => {
  it("sees the largest deviation, NaN, and other shapes", () => {
    const got = filled([3], (i) => i);
    expect(deviation(got, { shape: [3], data: [0, 1.5, 2.25] }, [1, 0.5, 0.125])).toEqual({ value: 2, at: " entry 2 of [3]: 2 instead of 2.25" });
    expect(deviation(got, { shape: [3], data: [0, 1, Number.NaN] }).value).toBe(Number.POSITIVE_INFINITY);
    expect(
      deviation(
        filled([1], () => Number.NaN),
        { shape: [1], data: [0] },
      ).value,
    ).toBe(Number.POSITIVE_INFINITY);
    expect(deviation(got, { shape: [1, 3], data: [0, 1, 2] }).value).toBe(Number.POSITIVE_INFINITY);
    expect(
      deviation(
        filled([0], () => 0),
        { shape: [0], data: [] },
      ).value,
    ).toBe(0);
  });

  it("tells one error from another", async () => {
    const act = () => {
      throw new RangeError("no");
    };
    expect((await refusal("RangeError", act)).value).toBe(0);
    expect((await refusal("TypeError", act)).value).toBe(Number.POSITIVE_INFINITY);
    expect((await refusal("RangeError", () => 1)).value).toBe(Number.POSITIVE_INFINITY);
    expect(claim(false, "x").value).toBe(Number.POSITIVE_INFINITY);
  });
});
