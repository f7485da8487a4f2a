import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FileProblem, ndArray, UnknownName } from "@ntkit/core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { dataFile } from "../test/files.ts";
import { readArray, readBytes, readJson, writeArrays, writeWhole } from "./node.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "ntkit-datasets-"));
});
afterEach(() => rm(folder, { recursive: true }));

const at = (name: string) => join(folder, name);
const x = ndArray(Float64Array.of(1, 2, 3, 4, 5, 6), [3, 2]);

describe("arrays", () => {
  test.each([".json", ".npy", ".npz", ".csv"])("are written to and read from %s files", async (extension) => {
    await writeArrays(at(`x${extension}`), { "": x });
    expect(await readArray(at(`x${extension}`))).toEqual(x);
  });

  test.each([".json", ".npz"])("are read by name from %s files", async (extension) => {
    await writeArrays(at(`k${extension}`), { nngp: x, ntk: ndArray(Float64Array.of(9), [1]) });
    expect(await readArray(`${at(`k${extension}`)}#nngp`)).toEqual(x);
  });

  test("from a file that numpy wrote", async () => {
    await writeFile(at("x.npy"), dataFile("npy/float64-fortran.npy"));
    expect((await readArray(at("x.npy"))).shape).toEqual([3, 4]);
  });

  test("a truncated file names itself, and the bytes expected and found", async () => {
    await writeFile(at("x.npy"), dataFile("npy/float64.npy").subarray(0, 200));
    await expect(readArray(at("x.npy"))).rejects.toThrow(`${at("x.npy")}: truncated: expected 224 bytes, found 200.`);
    await writeFile(at("x.npz"), dataFile("npy/two.npz").subarray(0, 200));
    await expect(readArray(at("x.npz"))).rejects.toThrow(FileProblem);
    await writeFile(at("x.json"), "[[1, 2], [3");
    await expect(readArray(at("x.json"))).rejects.toThrow(FileProblem);
  });

  test("an unknown extension is refused before anything is read", async () => {
    await expect(readArray(at("missing.txt"))).rejects.toThrow(UnknownName);
  });
});

describe("reading", () => {
  test("a file that is missing", async () => {
    const error: unknown = await readArray(at("none.npy")).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(FileProblem);
    expect(error).toMatchObject({
      path: at("none.npy"),
      problem: "cannot be read: no such file, or no such folder",
      remedy: "Check the path, which is counted from the folder where the program was started.",
    });
    expect((error as FileProblem).cause).toMatchObject({ code: "ENOENT" });
  });

  test("a folder, and a path through a file", async () => {
    await mkdir(at("folder.json"));
    await expect(readJson(at("folder.json"))).rejects.toThrow("cannot be read: a folder stands there. Name a file.");
    await writeFile(at("file"), "");
    await expect(readBytes(at("file/x.json"))).rejects.toThrow("cannot be read: a part of the path is a file.");
  });

  test("JSON, and what is none", async () => {
    await writeFile(at("spec.json"), '{"kind": "dense"}');
    expect(await readJson(at("spec.json"))).toEqual({ kind: "dense" });
    await writeFile(at("spec.json"), '{"kind": ');
    await expect(readJson(at("spec.json"))).rejects.toThrow(`${at("spec.json")}: not JSON, or truncated after 9 characters`);
  });

  test("an empty file", async () => {
    await writeFile(at("empty"), "");
    expect(await readBytes(at("empty"))).toEqual(new Uint8Array(0));
  });
});

describe("writeWhole", () => {
  test("writes bytes and text, over what was there, and leaves nothing else", async () => {
    await writeWhole(at("a"), "first");
    await writeWhole(at("a"), Uint8Array.of(104, 105));
    expect(await readFile(at("a"), "utf8")).toBe("hi");
    expect(await readdir(folder)).toEqual(["a"]);
  });

  test("on failure, what was there stands, and no temporary file is left", async () => {
    await mkdir(at("taken"));
    await expect(writeWhole(at("taken"), "x")).rejects.toThrow(FileProblem);
    expect(await readdir(folder)).toEqual(["taken"]);
    await expect(writeWhole(at("none/a"), "x")).rejects.toThrow(`${at("none/a")}: cannot be written: no such file, or no such folder.`);
    expect(await readdir(folder)).toEqual(["taken"]);
  });

  test("writers at the same time do not mix: one of them wins whole", async () => {
    const contents = Array.from({ length: 8 }, (_, i) => String(i).repeat(100_000));
    await Promise.all(contents.map((content) => writeWhole(at("a"), content)));
    expect(contents).toContain(await readFile(at("a"), "utf8"));
    expect(await readdir(folder)).toEqual(["a"]);
  });
});
