import { FileProblem, InvalidData, ndArray, toNested, Unsupported } from "@ntkit/core";
import { describe, expect, test } from "vitest";
import { dataFile } from "../../test/files.ts";
import { parseNpz, writeNpz } from "./npz.ts";

test("what numpy.savez and savez_compressed wrote is read", () => {
  const two = parseNpz(dataFile("npy/two.npz"));
  expect(Object.keys(two)).toEqual(["nngp", "ntk"]);
  expect(toNested(two["nngp"])).toEqual([
    [-1, -0.5, 0, 0.5],
    [1, 1.5, 2, 2.5],
    [3, 3.5, 4, 4.5],
  ]);
  expect([...two["ntk"].data]).toEqual(Array.from({ length: 12 }, (_, i) => i - 2));
  expect(parseNpz(dataFile("npy/compressed.npz"))["x"].data).toEqual(new Float64Array(2500).fill(0.25));
});

test("what is written is read again, and equal arrays make equal bytes", () => {
  const arrays = {
    nngp: ndArray(Float64Array.of(1, 2, 3, 4), [2, 2]),
    ntk: ndArray(Float32Array.of(0.5), [1]),
    labels: { data: Int32Array.of(7, 8), shape: [2] },
  };
  const bytes = writeNpz(arrays);
  const read = parseNpz(bytes);
  expect(Object.entries(read).map(([name, array]) => [name, toNested(array)])).toEqual([
    [
      "nngp",
      [
        [1, 2],
        [3, 4],
      ],
    ],
    ["ntk", [0.5]],
    ["labels", [7, 8]],
  ]);
  expect(writeNpz(arrays)).toEqual(bytes);
});

describe("what is refused", () => {
  test("an archive that is cut off anywhere, or none at all", () => {
    const bytes = dataFile("npy/two.npz");
    for (let length = 0; length < bytes.length; length += 13) expect(() => parseNpz(bytes.subarray(0, length), "k.npz")).toThrow(FileProblem);
    expect(() => parseNpz(bytes.subarray(0, 500), "k.npz")).toThrow("k.npz: not a whole .npz archive (500 bytes). Write or copy the file again.");
  });

  test("NaN in one of its arrays, with the name of the array", () => {
    const bytes = writeNpz({ good: ndArray(Float64Array.of(1), [1]), bad: ndArray(Float64Array.of(0, Number.NaN), [1, 2]) });
    expect(() => parseNpz(bytes, "k.npz")).toThrow(InvalidData);
    expect(() => parseNpz(bytes, "k.npz")).toThrow("k.npz#bad[0][1]: expected a finite number, found NaN.");
  });

  test("more than a zip archive holds, before any of it is copied", () => {
    // The length is all that is looked at: the numbers themselves would take 5 GiB.
    const large = { data: Object.defineProperty(new Float64Array(0), "byteLength", { value: 5 * 2 ** 30 }), shape: [0] };
    expect(() => writeNpz({ k: large }, "k.npz")).toThrow(Unsupported);
    expect(() => writeNpz({ k: large }, "k.npz")).toThrow("k.npz: an .npz file holds at most 4 GiB here, found 5.0 GiB.");
  });
});
