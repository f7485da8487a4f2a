import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folder } from "../test/cli.ts";
import { writeFolder } from "./output.ts";

test("a folder is written whole, under its name only when it is", async () => {
  const at = folder();
  await writeFolder(
    join(at, "a", "b"),
    new Map<string, string | Uint8Array>([
      ["x.txt", "one"],
      ["y.bin", Uint8Array.of(1, 2)],
    ]),
  );
  expect(readFileSync(join(at, "a", "b", "x.txt"), "utf8")).toBe("one");
  expect([...readFileSync(join(at, "a", "b", "y.bin"))]).toEqual([1, 2]);
  expect(readdirSync(join(at, "a"))).toEqual(["b"]);
});

test("what fails on the way leaves nothing, and what stood there as it was", async () => {
  const at = folder({ "old/x.txt": "old" });
  const broken = new Map([
    ["x.txt", "new"],
    ["no/such/folder.txt", "lost"],
  ]);
  await expect(writeFolder(join(at, "new"), broken)).rejects.toThrow("cannot be written");
  await expect(writeFolder(join(at, "old"), broken)).rejects.toThrow("cannot be written");
  expect(readdirSync(at)).toEqual(["old"]);
  expect(readFileSync(join(at, "old", "x.txt"), "utf8")).toBe("old");
});

test("into a folder that exists, files are replaced and others stay", async () => {
  const at = folder({ "out/x.txt": "old", "out/mine.txt": "mine" });
  await writeFolder(join(at, "out"), new Map([["x.txt", "new"]]));
  expect(readFileSync(join(at, "out", "x.txt"), "utf8")).toBe("new");
  expect(readdirSync(join(at, "out")).sort()).toEqual(["mine.txt", "x.txt"]);
  expect(readdirSync(at)).toEqual(["out"]);
});
