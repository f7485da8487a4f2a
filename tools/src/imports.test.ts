import { describe, expect, it } from "vitest";
import { importsOf } from "./imports.ts";

const read = (text: string): [string, number, boolean][] => importsOf("file.ts", text).map(({ specifier, line, typeOnly }) => [specifier, line, typeOnly]);

describe("importsOf", () => {
  it("finds every form of import, with its line and whether it is gone at run time", () => {
    const text = [
      'import "./effect.ts";',
      'import { a, type B } from "value";',
      'import type { C } from "type";',
      'import { type D } from "inline-type";',
      'export * from "all";',
      'export type * from "all-types";',
      'export { e } from "named";',
      'export type { F } from "named-type";',
      "export const g = async () =>",
      '  import("dynamic");',
      'export const h: import("in-a-type").H = a;',
    ].join("\n");
    expect(read(text)).toEqual([
      ["./effect.ts", 1, false],
      ["value", 2, false],
      ["type", 3, true],
      ["inline-type", 4, false],
      ["all", 5, false],
      ["all-types", 6, true],
      ["named", 7, false],
      ["named-type", 8, true],
      ["dynamic", 10, false],
      ["in-a-type", 11, true],
    ]);
  });

  it("is not deceived by comments, strings and templates", () => {
    expect(read('// import "a";\n/* export * from "b"; */\nexport const s = \'import "c"\' + `import("d")`;\nexport { s as t };')).toEqual([]);
  });

  it("leaves out what is known only at run time", () => {
    expect(read("export const load = (name: string) => import(name);")).toEqual([]);
  });

  it("names a file that does not parse", () => {
    expect(() => importsOf("packages/x/src/y.ts", "export const = 1;")).toThrow(/^packages\/x\/src\/y\.ts does not parse: /);
  });
});
