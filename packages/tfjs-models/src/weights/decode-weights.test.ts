import { FileProblem, Unsupported } from "@ntkit/core";
import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { startTfjs } from "../../test/forward.ts";
import { decodeWeights } from "./decode-weights.ts";

beforeAll(startTfjs);

const quantised = (name: string, shape: number[], dtype: "uint8" | "uint16" | "float16", numbers = {}) => ({
  name,
  shape,
  dtype: "float32" as const,
  quantization: { dtype, original_dtype: "float32" as const, ...numbers },
});

describe("bytes as weights", () => {
  it("are the numbers that tfjs reads, to the last bit, whatever they are stored as", () => {
    const specs = [
      { name: "plain", shape: [2, 3], dtype: "float32" as const },
      quantised("bytes", [5], "uint8", { scale: 0.012345, min: -1.7 }),
      quantised("words", [2, 2], "uint16", { scale: 3.1e-5, min: -0.9 }),
      { name: "count", shape: [], dtype: "int32" as const },
      { name: "flags", shape: [3], dtype: "bool" as const },
    ];
    const bytes = fc.uint8Array({ minLength: 24 + 5 + 8 + 4 + 3, maxLength: 24 + 5 + 8 + 4 + 3 });
    fc.assert(
      fc.property(bytes, (data) => {
        const expected = tf.io.decodeWeights(data.slice().buffer, specs);
        const found = decodeWeights(data, specs);
        for (const [name, tensor] of Object.entries(expected)) {
          expect(Array.from(found[name].data)).toEqual(Array.from(tensor.dataSync()));
          expect(found[name].shape).toEqual(tensor.shape);
          tensor.dispose();
        }
      }),
      { numRuns: 50 },
    );
  });

  it("every half float is the one that tfjs reads", () => {
    const all = Uint16Array.from({ length: 2 ** 16 }, (_, i) => i);
    const specs = [quantised("half", [2 ** 16], "float16")];
    const [tensor] = Object.values(tf.io.decodeWeights(all.buffer, specs));
    expect(Array.from(decodeWeights(new Uint8Array(all.buffer), specs)["half"].data)).toEqual(Array.from(tensor.dataSync()));
    tensor.dispose();
  });

  it("begin wherever they lie in memory, and leave out the optimizer's", () => {
    const memory = new Uint8Array(9);
    memory.set(new Uint8Array(Float32Array.of(0.1, 7).buffer), 1);
    const specs = [
      { name: "w", shape: [1], dtype: "float32" },
      { name: "momentum", shape: [1], dtype: "float32", group: "optimizer" },
    ];
    const { w, ...rest } = decodeWeights(memory.subarray(1), specs);
    expect(w.data).toEqual(Float64Array.of(Math.fround(0.1)));
    expect(rest).toEqual({});
  });

  it("too few or too many are refused, and so is what is no number", () => {
    const spec = { name: "w", shape: [2], dtype: "float32" };
    expect(() => decodeWeights(new Uint8Array(7), [spec], "a.bin")).toThrow(FileProblem);
    expect(() => decodeWeights(new Uint8Array(7), [spec], "a.bin")).toThrow(/^a\.bin: "w" of shape \[2\] ends at byte 8, found 7 bytes/);
    expect(() => decodeWeights(new Uint8Array(9), [spec], "a.bin")).toThrow(/^a\.bin: the weights of the manifest end at byte 8, found 9 bytes/);
    expect(() => decodeWeights(new Uint8Array(8), [{ ...spec, dtype: "string" }])).toThrow(Unsupported);
    expect(() => decodeWeights(new Uint8Array(8), [{ name: "w", dtype: "float32" }])).toThrow(/^weights\[0\]\.shape: missing field/);
  });
});
