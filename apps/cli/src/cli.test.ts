import { expect, test } from "vitest";
import { cli, folder } from "../test/cli.ts";
import { reportError } from "./exit.ts";

test("--help and --version go to stdout, with exit code 0", async () => {
  const help = await cli(["--help"]);
  expect(help).toMatchObject({ code: 0, err: "" });
  for (const word of ["predict", "kernel", "explain", "Exit codes: 0 done, 2 misuse, 3 numerical trouble"]) expect(help.out).toContain(word);
  expect(await cli(["--version"])).toEqual({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), err: "" });
});

test("predict --help lists every field of an experiment, from its schema", async () => {
  const { code, out } = await cli(["predict", "--help"]);
  expect(code).toBe(0);
  expect(out).toMatch(/^ {2}times\.count +integer ≥ 2 and ≤ 10000, default 60 +how many, evenly spaced in their logarithm; 0 and infinity are always there$/m);
  expect(out).toMatch(/^ {2}data\.split\.seed +integer, required +if order is shuffled: seed of the random order$/m);
  expect(out).toMatch(/^ {2}times\.to +number > 0 .*\[steps\]$/m);
  expect(out).toContain("ntkit explain");
});

test.each<[string, string[], string]>([
  ["no command", [], "Usage: ntkit"],
  ["a misspelt command", ["predic"], "error: unknown command 'predic'\n(Did you mean predict?)"],
  ["no experiment", ["predict"], "error: missing required argument 'experiment'"],
  ["two experiments", ["predict", "a.json", "b.json"], "error: too many arguments for 'predict'. Expected 1 argument but got 2."],
  ["a misspelt option", ["predict", "e.json", "--ot", "x"], "error: unknown option '--ot'\n(Did you mean --out?)"],
  ["an option without its value", ["kernel", "--x1"], "error: option '--x1 <file>' argument missing"],
  ["a required option left out", ["kernel", "--x1", "x.csv", "--out", "k.json"], "error: required option '--architecture <file>' not specified"],
])("misuse: %s", async (_, words, message) => {
  const { code, out, err } = await cli(words);
  expect([code, out]).toEqual([2, ""]);
  expect(err).toContain(message);
});

test("a fault of ntkit is told with its trace, and has exit code 1", () => {
  let text = "";
  const code = reportError(new TypeError("x is not a function"), { write: (part) => (text += part) });
  expect(code).toBe(1);
  expect(text).toMatch(/^a fault of ntkit: TypeError: x is not a function\n {4}at .*cli\.test\.ts/);
  expect(reportError("thrown", { write: () => true })).toBe(1);
});

test("nothing but what was asked for goes to stdout", async () => {
  const at = folder({ "e.json": {} });
  const { out, err } = await cli(["predict", `${at}/e.json`, "--out", `${at}/out`]);
  expect([out, err]).toEqual(["", "error (invalid-input): data: missing field. Give an object with source, split, preparation, targets (what is learnt).\n"]);
});
