import { FileProblem, InvalidData, toNested, Unsupported } from "@ntkit/core";
import { gzipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { parseIdx } from "./idx.ts";

/** An IDX file written byte by byte, as the format's page says. */
const file = (code: number, shape: readonly number[], content: readonly number[]) =>
  Uint8Array.of(0, 0, code, shape.length, ...shape.flatMap((length) => [0, 0, length >> 8, length & 255]), ...content);

test("images: unsigned bytes in three axes", () => {
  const images = parseIdx(file(8, [2, 1, 3], [0, 1, 255, 128, 7, 9]));
  expect(toNested(images)).toEqual([[[0, 1, 255]], [[128, 7, 9]]]);
});

test.each([
  { name: "unsigned byte", code: 8, bytes: [254], value: 254 },
  { name: "signed byte", code: 9, bytes: [254], value: -2 },
  { name: "short", code: 11, bytes: [255, 0], value: -256 },
  { name: "int", code: 12, bytes: [0, 1, 0, 2], value: 65538 },
  { name: "float", code: 13, bytes: [0xc0, 0x20, 0, 0], value: -2.5 },
  { name: "double", code: 14, bytes: [0x40, 0x09, 0x21, 0xfb, 0x54, 0x44, 0x2d, 0x18], value: Math.PI },
])("numbers are big-endian: $name", ({ code, bytes, value }) => {
  expect([...parseIdx(file(code, [1], bytes)).data]).toEqual([value]);
});

test("lengths beyond one byte, and a file inside a larger buffer", () => {
  const content = Array.from({ length: 300 }, (_, i) => i % 256);
  const inside = new Uint8Array(1000).fill(77);
  const bytes = file(8, [300], content);
  inside.set(bytes, 13);
  expect([...parseIdx(inside.subarray(13, 13 + bytes.length)).data]).toEqual(content);
});

test("a file packed with gzip is read as the file itself", () => {
  const bytes = file(8, [2, 2], [1, 2, 3, 4]);
  expect(parseIdx(gzipSync(bytes))).toEqual(parseIdx(bytes));
});

describe("what is refused", () => {
  const good = file(8, [2, 2], [1, 2, 3, 4]);

  test("files of other kinds", () => {
    expect(() => parseIdx(new TextEncoder().encode("a,b\n1,2"), "x")).toThrow("x: not an IDX file, which begins with two zero bytes");
    expect(() => parseIdx(new Uint8Array(0))).toThrow(FileProblem);
    expect(() => parseIdx(file(10, [1], [1]), "x")).toThrow(Unsupported);
    expect(() => parseIdx(file(10, [1], [1]), "x")).toThrow("found 0x0a. Give one of 0x08, 0x09, 0x0b, 0x0c, 0x0d, 0x0e.");
  });

  test("every truncation, and bytes too many", () => {
    for (let length = 0; length < good.length; length++) expect(() => parseIdx(good.subarray(0, length))).toThrow(FileProblem);
    expect(() => parseIdx(good.subarray(0, 13), "x")).toThrow("x: truncated: expected 16 bytes, found 13");
    expect(() => parseIdx(Uint8Array.of(...good, 5), "x")).toThrow("x: bytes after the array, which ends at 16, found 17");
    expect(() => parseIdx(gzipSync(good).subarray(0, 20), "x.gz")).toThrow("x.gz: not a whole gzip file (20 bytes)");
  });

  test("NaN, with its place", () => {
    expect(() => parseIdx(file(13, [2], [0, 0, 0, 0, 0x7f, 0xc0, 0, 0]), "x")).toThrow(InvalidData);
    expect(() => parseIdx(file(13, [2], [0, 0, 0, 0, 0x7f, 0xc0, 0, 0]), "x")).toThrow("x entry 1: expected a finite number, found NaN");
  });
});
