import { FileProblem, InvalidData, InvalidInput, ndArray, ShapeMismatch, sizeOf, toNested, UnknownName } from "@ntkit/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ArrayFormat } from "./array-format.ts";
import { decodeArray, encodeArrays, splitFileName } from "./files.ts";
import { arrayFormats } from "./index.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const a = ndArray(Float64Array.of(1, 2.5, -3, 1e-7), [2, 2]);
const b = ndArray(Float64Array.of(0), [1]);

test.each([
  ["x.npz", { file: "x.npz" }],
  ["x.npz#ntk", { file: "x.npz", name: "ntk" }],
  ["a.b/x.npz#ntk/1", { file: "a.b/x.npz", name: "ntk/1" }],
  ["run#3/x.npy", { file: "run#3/x.npy" }],
  ["run#3.npy", { file: "run#3.npy" }],
  ["x.npz#", { file: "x.npz", name: "" }],
])("%s names the file and the array %j", (reference, parts) => {
  expect(splitFileName(reference)).toEqual(parts);
});

describe.each(Object.entries(arrayFormats))("%s", (extension, format) => {
  test("is named after its extension", () => {
    expect(format.extension).toBe(extension);
  });

  test("any matrix that is written is read again, to the last bit", () => {
    const doubles = fc.double({ noNaN: true, noDefaultInfinity: true }).map((v) => v + 0);
    const shapes = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }));
    const arrays = shapes.chain((shape) =>
      fc.array(doubles, { minLength: sizeOf(shape), maxLength: sizeOf(shape) }).map((x) => ndArray(Float64Array.from(x), shape)),
    );
    fc.assert(
      fc.property(arrays, (array) => {
        expect(decodeArray(encodeArrays({ "": array }, `x${extension}`), `X${extension.toUpperCase()}`)).toEqual(array);
      }),
    );
  });

  test("without rows is refused when read", () => {
    const empty = extension === ".csv" ? bytesOf("\n") : encodeArrays({ "": ndArray(new Float64Array(0), [0]) }, `x${extension}`);
    expect(() => decodeArray(empty, `x${extension}`)).toThrow(InvalidData);
    expect(() => decodeArray(empty, `x${extension}`)).toThrow(/^x\.\w+: no rows/);
  });

  test("cut off in the middle is refused", () => {
    if (extension === ".csv") return;
    const bytes = encodeArrays({ "": a }, `x${extension}`);
    expect(() => decodeArray(bytes.subarray(0, Math.floor(bytes.length * 0.7)), `x${extension}`)).toThrow(FileProblem);
  });
});

describe("several arrays", () => {
  test.each([".npz", ".json"])("in a %s file are asked for by name", (extension) => {
    const bytes = encodeArrays({ nngp: a, ntk: b }, `k${extension}`);
    expect(decodeArray(bytes, `k${extension}#nngp`)).toEqual(a);
    expect(decodeArray(bytes, `k${extension}#ntk`)).toEqual(b);
    expect(() => decodeArray(bytes, `k${extension}`)).toThrow(InvalidInput);
    expect(() => decodeArray(bytes, `k${extension}`)).toThrow(
      `k${extension}: several arrays in this file, found nngp, ntk. Name the one you mean: k${extension}#nngp.`,
    );
    expect(() => decodeArray(bytes, `k${extension}#nkt`)).toThrow(UnknownName);
    expect(() => decodeArray(bytes, `k${extension}#nkt`)).toThrow(`k${extension}: unknown array, found "nkt". Did you mean "ntk"? There are: nngp, ntk.`);
  });

  test.each([".npy", ".csv"])("do not fit into a %s file", (extension) => {
    expect(() => encodeArrays({ a, b }, `k${extension}`)).toThrow(`k${extension}: such a file holds one array, found 2 arrays. Write .npz or .json.`);
    expect(() => decodeArray(encodeArrays({ a }, `k${extension}`), `k${extension}#a`)).toThrow("Leave the name out.");
  });

  test("a named one alone needs no name", () => {
    expect(decodeArray(encodeArrays({ ntk: a }, "k.npz"), "k.npz")).toEqual(a);
    expect(() => decodeArray(encodeArrays({}, "k.npz"), "k.npz")).toThrow("k.npz: no arrays in this file.");
  });
});

describe(".json", () => {
  test("is text that others read: names, rows on lines", () => {
    expect(textOf(encodeArrays({ nngp: a, ntk: b }, "k.json"))).toBe('{"nngp":[[1,2.5],\n[-3,1e-7]],\n"ntk":[0]}\n');
    expect(textOf(encodeArrays({ "": a }, "k.json"))).toBe("[[1,2.5],\n[-3,1e-7]]\n");
  });

  test("holds any number of axes, none too", () => {
    for (const shape of [[], [3], [2, 1, 3], [1, 2, 2, 2]]) {
      const array = ndArray(
        Float64Array.from({ length: sizeOf(shape) }, (_, i) => i),
        shape,
      );
      expect(JSON.parse(textOf(encodeArrays({ x: array }, "k.json")))).toEqual({ x: toNested(array) });
    }
  });

  test("names the place of what is no number, and says where the text breaks off", () => {
    expect(() => decodeArray(bytesOf('[[1, 2], [3, "x"]]'), "x.json")).toThrow('x.json[1][1]: expected a finite number, found "x".');
    expect(() => decodeArray(bytesOf('{"k": [[1], [2, 3]]}'), "x.json")).toThrow("x.json#k[1]: ragged rows: expected 1 entries, as in the first row, found 2.");
    expect(() => decodeArray(bytesOf("[[1, 2], [3"), "x.json")).toThrow(
      /^x\.json: not JSON, or truncated after 11 characters: .+\. Correct it, or write the file again\.$/,
    );
    expect(() => decodeArray(bytesOf("3"), "x.json")).toThrow("x.json: expected lists of numbers, or an object of them, found 3. Write [[1, 2], [3, 4]].");
  });
});

test(".csv has rows and columns; a vector is a column", () => {
  expect(textOf(encodeArrays({ y: ndArray(Float64Array.of(1, 2), [2]) }, "y.csv"))).toBe("1\n2\n");
  expect(() => encodeArrays({ y: ndArray(Float64Array.of(1, 2), [1, 1, 2]) }, "y.csv")).toThrow(ShapeMismatch);
});

test.each([".json", ".csv"])("NaN is not written into a %s file in silence", (extension) => {
  const array = ndArray(Float64Array.of(1, Number.NaN), [2]);
  expect(() => encodeArrays({ k: array }, `k${extension}`)).toThrow(InvalidData);
  expect(() => encodeArrays({ k: array }, `k${extension}`)).toThrow("entry 1 cannot be written as text, found NaN. Write .npy or .npz, which hold it.");
});

test("another extension is refused, with all that exist", () => {
  expect(() => decodeArray(new Uint8Array(0), "x.txt")).toThrow('x.txt: unknown file extension, found ".txt". There are: .json, .npy, .npz, .csv.');
  expect(() => encodeArrays({ a }, "x")).toThrow(UnknownName);
});

test("a format from outside is one entry in the registry", () => {
  const raw: ArrayFormat = {
    extension: ".raw",
    decode: (bytes) => ({ "": ndArray(Float64Array.from(bytes), [bytes.length]) }),
    encode: ({ x }) => Uint8Array.from(x.data),
  };
  const formats = { ...arrayFormats, ".raw": raw };
  const bytes = encodeArrays({ x: ndArray(Float64Array.of(1, 2), [2]) }, "x.raw", formats);
  expect(toNested(decodeArray(bytes, "x.raw", formats))).toEqual([1, 2]);
});
