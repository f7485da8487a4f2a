import { describe, expect, test } from "vitest";
import * as errors from "./errors.ts";

const { FileProblem, InvalidData, InvalidInput, NotEnoughMemory, NtkitError, ShapeMismatch, UnknownName, Unsupported } = errors;

test("the message says where, what, what was found and what to do", () => {
  const error = new InvalidInput({ path: "layers[2].width", problem: "expected a whole number", found: "1.5", remedy: "Give a whole number." });
  expect(error.message).toBe("layers[2].width: expected a whole number, found 1.5. Give a whole number.");
  expect(error).toMatchObject({
    tag: "invalid-input",
    path: "layers[2].width",
    problem: "expected a whole number",
    found: "1.5",
    remedy: "Give a whole number.",
  });
});

test.each([undefined, ""])("without a place (%j) or a finding, neither is mentioned", (path) => {
  expect(new ShapeMismatch({ path, problem: "the shapes differ", remedy: "Give equal ones." }).message).toBe("the shapes differ. Give equal ones.");
});

test("the cause is kept, and absent where there was none", () => {
  const cause = new Error("ENOENT");
  expect(new FileProblem({ problem: "no such file", remedy: "Look.", cause }).cause).toBe(cause);
  expect("cause" in new FileProblem({ problem: "no such file", remedy: "Look." })).toBe(false);
});

test("the same misuse at another place keeps its kind, and the first as its cause", () => {
  const inner = new ShapeMismatch({ path: "split", problem: "too many", found: "9", remedy: "Ask for fewer." });
  const outer = inner.at("data.split");
  expect(outer).toBeInstanceOf(ShapeMismatch);
  expect(outer.message).toBe("data.split: too many, found 9. Ask for fewer.");
  expect(outer.cause).toBe(inner);
});

test("a kind of its own with another constructor stays what it is a kind of, its own with the cause", () => {
  class Mistake extends UnknownName {
    readonly column: number;
    constructor(text: string, place: { readonly column: number }) {
      super({ path: "formula", problem: `no such function at column ${place.column} of ${text}`, remedy: "Look." });
      this.column = place.column;
    }
  }
  const outer = new Mistake("foo(x)", { column: 1 }).at("net.json layers[1].formula");
  expect(outer).toBeInstanceOf(UnknownName);
  expect(outer.message).toBe("net.json layers[1].formula: no such function at column 1 of foo(x). Look.");
  expect(outer.cause).toMatchObject({ column: 1 });
});

describe("every kind", () => {
  const kinds = { InvalidInput, UnknownName, ShapeMismatch, InvalidData, FileProblem, Unsupported, NotEnoughMemory };

  test.each(Object.entries(kinds))("%s has its own tag and name, and is an NtkitError and an Error", (name, Kind) => {
    const error = new Kind({ problem: "p", remedy: "r" });
    expect(error.name).toBe(name);
    expect(error.tag).toBe(name.replace(/(?!^)[A-Z]/g, "-$&").toLowerCase());
    expect(error).toBeInstanceOf(NtkitError);
    expect(error).toBeInstanceOf(Error);
    expect(error.stack).toContain("errors.test.ts");
  });

  test("is tested here", () => {
    expect(Object.keys(errors).sort()).toEqual([...Object.keys(kinds), "NtkitError"].sort());
  });
});
