import { dense, relu, serial } from "@ntkit/architectures";
import { referenceBackend } from "@ntkit/backend-reference";
import { tfjsWasm } from "@ntkit/backend-tfjs/wasm";
import { ndArray, random } from "@ntkit/core";
import { expect, it } from "vitest";
import { infiniteWidthKernels } from "../src/index.ts";

it("kernels from the exact Gram matrix of a float32 engine are those of float64, equal rows and all", async () => {
  const [reference, on] = [referenceBackend(), await tfjsWasm({ host: referenceBackend(), gram: "exact" })];
  const stream = random(7);
  const data = Float64Array.from({ length: 30 * 784 }, () => stream.normal());
  data.copyWithin(29 * 784, 0, 784);
  const x = ndArray(data, [30, 784]);
  const wide = () => dense(64, { weightStd: Math.SQRT2, biasStd: 0.1 });
  const network = serial(wide(), relu(), wide(), relu(), wide(), relu(), wide());
  const found = await infiniteWidthKernels(on, network, ["nngp", "ntk"], x, null, { tileSize: 16 });
  const expected = await infiniteWidthKernels(reference, network, ["nngp", "ntk"], x);
  for (const kind of ["nngp", "ntk"] as const) {
    const { data: values } = found.matrices[kind];
    values.forEach((value, at) => expect(Math.abs(value / expected.matrices[kind].data[at] - 1)).toBeLessThan(1e-14));
    expect(values[29]).toBe(values[0]);
    expect(values[29 * 30 + 29]).toBe(values[0]);
  }
  expect(on.liveTensors()).toBe(0);
});
