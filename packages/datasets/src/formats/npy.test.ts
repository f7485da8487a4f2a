import { FileProblem, InvalidData, ndArray, sizeOf, sliceRows, toNested, Unsupported } from "@ntkit/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dataFile } from "../../test/files.ts";
import { parseNpy, writeNpy } from "./npy.ts";

const counting = (shape: number[], at: (i: number) => number) =>
  ndArray(
    Float64Array.from({ length: sizeOf(shape) }, (_, i) => at(i)),
    shape,
  );
const read = (name: string) => parseNpy(dataFile(`npy/${name}.npy`), `${name}.npy`);

describe("what numpy wrote is read", () => {
  test.each(["float64", "float64-fortran", "float64-big-endian", "float32", "version-2"])("%s", (name) => {
    expect(read(name)).toEqual(counting([3, 4], (i) => i / 2 - 1));
  });

  test.each(["int64", "int32", "int16", "int8"])("%s", (name) => {
    expect(read(name)).toEqual(counting([3, 4], (i) => i - 5));
  });

  test.each(["uint64", "uint32", "uint16", "uint8"])("%s", (name) => {
    expect(read(name)).toEqual(counting([3, 4], (i) => i));
  });

  test("bool, vector, scalar, empty, three axes in column-major order", () => {
    expect(toNested(read("bool"))).toEqual([1, 0, 1]);
    expect(toNested(read("vector"))).toEqual([1.5, -2.5]);
    expect(toNested(read("scalar"))).toBe(2.5);
    expect(read("empty").shape).toEqual([0, 3]);
    expect(read("float64-fortran-3d")).toEqual(counting([2, 3, 4], (i) => i));
  });

  test("to the last bit", () => {
    expect(toNested(read("extremes"))).toEqual([5e-324, Number.MAX_VALUE, -0, 0.1]);
  });

  test("at any place in a larger buffer", () => {
    const bytes = dataFile("npy/float64.npy");
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect(parseNpy(shifted.subarray(3))).toEqual(read("float64"));
  });
});

describe("what is written", () => {
  test.each([
    ["float64", counting([3, 4], (i) => i / 2 - 1)],
    [
      "float32",
      ndArray(
        Float32Array.from({ length: 12 }, (_, i) => i / 2 - 1),
        [3, 4],
      ),
    ],
    ["int32", { data: Int32Array.from({ length: 12 }, (_, i) => i - 5), shape: [3, 4] }],
    ["vector", ndArray(Float64Array.of(1.5, -2.5), [2])],
    ["scalar", ndArray(Float64Array.of(2.5), [])],
    ["empty", ndArray(new Float64Array(0), [0, 3])],
  ])("%s is byte for byte what numpy writes", (name, array) => {
    expect(writeNpy(array)).toEqual(dataFile(`npy/${name}.npy`));
  });

  test("is read again, whatever the shape", () => {
    const shapes = fc.array(fc.nat({ max: 5 }), { maxLength: 4 });
    const arrays = shapes.chain((shape) =>
      fc
        .array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: sizeOf(shape), maxLength: sizeOf(shape) })
        .map((x) => ndArray(Float64Array.from(x), shape)),
    );
    fc.assert(
      fc.property(arrays, (array) => {
        expect(parseNpy(writeNpy(array))).toEqual(array);
      }),
    );
  });

  test("of a view, only the view", () => {
    const slice = sliceRows(
      counting([4, 2], (i) => i),
      1,
      3,
    );
    expect(toNested(parseNpy(writeNpy(slice)))).toEqual([
      [2, 3],
      [4, 5],
    ]);
  });

  test("a header longer than 64 bytes still ends at a multiple of 64", () => {
    const bytes = writeNpy(ndArray(new Float64Array(1), new Array<number>(30).fill(1)));
    expect((bytes.length - 8) % 64).toBe(0);
    expect(parseNpy(bytes).shape).toHaveLength(30);
  });
});

describe("what is refused", () => {
  test.each([
    ["refused-complex", InvalidData, "refused-complex.npy: complex numbers, found dtype '<c16'. Save the real part"],
    ["refused-half", Unsupported, "refused-half.npy: a dtype that is not read here, found '<f2'. Save it with .astype(\"float64\")"],
    ["refused-text", Unsupported, "a dtype that is not read here, found '<U2'."],
    ["refused-struct", Unsupported, "a dtype that is not read here, found [('a', '<i4'), ('b', '<f8')]."],
    ["refused-object", Unsupported, "a dtype that is not read here, found '|O'."],
    ["refused-nan", InvalidData, "refused-nan.npy[1][2]: expected a finite number, found NaN. Replace this entry by a number, or drop its row."],
    ["refused-infinity", InvalidData, "refused-infinity.npy[1]: expected a finite number, found -Infinity."],
    ["refused-large-int", InvalidData, "refused-large-int.npy[1]: an integer that float64 does not hold exactly, found 9007199254740993."],
  ])("%s", (name, Kind, message) => {
    expect(() => read(name)).toThrow(Kind);
    expect(() => read(name)).toThrow(message);
  });

  test("a file cut off anywhere is truncated, with the bytes expected and found", () => {
    const bytes = dataFile("npy/float64.npy");
    for (let length = 6; length < bytes.length; length++) expect(() => parseNpy(bytes.subarray(0, length), "x.npy")).toThrow(FileProblem);
    expect(() => parseNpy(bytes.subarray(0, 223), "x.npy")).toThrow("x.npy: truncated: expected 224 bytes, found 223. Write or copy the file again.");
    expect(() => parseNpy(bytes.subarray(0, 100), "x.npy")).toThrow("x.npy: truncated: expected 128 bytes of header, found 100.");
    expect(() => parseNpy(bytes.subarray(0, 8), "x.npy")).toThrow("x.npy: truncated: expected a header, found 8.");
  });

  test("the order of the header's fields means nothing", () => {
    const bytes = dataFile("npy/vector.npy");
    const header = "{'shape': (2,), 'fortran_order': False, 'descr': '<f8', }";
    bytes.set(new TextEncoder().encode(header.padEnd(117)), 10);
    expect(toNested(parseNpy(bytes))).toEqual([1.5, -2.5]);
  });

  test("a file that goes on after the array", () => {
    const bytes = dataFile("npy/float64.npy");
    expect(() => parseNpy(new Uint8Array([...bytes, ...bytes]), "x.npy")).toThrow("x.npy: bytes after the array, which ends at 224, found 448.");
  });

  test("what is no .npy file", () => {
    expect(() => parseNpy(new Uint8Array(0), "x.npy")).toThrow("x.npy: not an .npy file.");
    expect(() => parseNpy(new TextEncoder().encode("1,2,3\n4,5,6\n"))).toThrow(FileProblem);
    const future = dataFile("npy/float64.npy");
    future[6] = 4;
    expect(() => parseNpy(future)).toThrow(Unsupported);
    const damaged = dataFile("npy/float64.npy");
    damaged.fill(32, 10, 100);
    expect(() => parseNpy(damaged)).toThrow("an .npy header that cannot be read");
  });
});
