import { parseSync, Visitor } from "oxc-parser";

export interface Import {
  readonly specifier: string;
  readonly line: number;
  /** `import type` and `typeof import()`: gone when the code runs. `import { type X }` is not: the import itself stays. */
  readonly typeOnly: boolean;
}

/**
 * What a TypeScript file imports, re-exports and loads with `import("…")`, in the order of the file.
 * An `import()` of anything but a string literal (a user's own module) is not listed.
 *
 * @throws SyntaxError when the file does not parse.
 */
export const importsOf = (path: string, text: string): Import[] => {
  const { program, errors } = parseSync(path, text);
  if (errors[0] !== undefined) throw new SyntaxError(`${path} does not parse: ${errors[0].message}`);
  const found: Import[] = [];
  const add = (source: { value: unknown; start: number }, typeOnly: boolean): void => {
    if (typeof source.value === "string") found.push({ specifier: source.value, line: text.slice(0, source.start).split("\n").length, typeOnly });
  };
  new Visitor({
    ImportDeclaration: (node) => add(node.source, node.importKind === "type"),
    ExportAllDeclaration: (node) => add(node.source, node.exportKind === "type"),
    ExportNamedDeclaration: (node) => node.source && add(node.source, node.exportKind === "type"),
    ImportExpression: (node) => node.source.type === "Literal" && add(node.source, false),
    TSImportType: (node) => add(node.source, true),
  }).visit(program);
  return found;
};
