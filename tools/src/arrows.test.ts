import { describe, expect, it } from "vitest";
import { fixtureTree } from "../test/fixture-tree.ts";
import { checkArrows } from "./arrows.ts";
import { findCycles } from "./cycles.ts";
import { type Design, design } from "./design.ts";

const small: Design = {
  arrows: { core: [], formula: [], backend: ["formula"], "backend-reference": ["backend"], kernels: ["backend"], store: [] },
  everywhere: ["core"],
  nodeOnly: ["store"],
  apps: ["cli"],
};

const manifest = (name: string, dependencies: readonly string[] = [], devDependencies: readonly string[] = []): object => ({
  name: `@ntkit/${name}`,
  dependencies: Object.fromEntries(dependencies.map((dependency) => [dependency, "workspace:*"])),
  devDependencies: Object.fromEntries(devDependencies.map((dependency) => [dependency, "workspace:*"])),
});

/** A repository that keeps to `small`, with files of it replaced or added. */
const check = (changes: Readonly<Record<string, string | object>> = {}): string[] =>
  checkArrows(
    fixtureTree({
      "package.json": { name: "root", devDependencies: { vitest: "catalog:" } },
      "packages/core/package.json": manifest("core", ["zod"]),
      "packages/core/src/index.ts": 'export * from "./schema.ts";',
      "packages/core/src/schema.ts": 'import { z } from "zod";\nexport const schema = z;',
      "packages/formula/package.json": manifest("formula", ["@ntkit/core"]),
      "packages/formula/src/expression.ts": 'import type { Name } from "./operations.ts";\nexport type Expr = Name;',
      "packages/formula/src/operations.ts":
        'import { schema } from "@ntkit/core";\nimport type { Expr } from "./expression.ts";\nexport type Name = Expr[];\nexport { schema };',
      "packages/backend/package.json": manifest("backend", ["@ntkit/formula"]),
      "packages/backend/src/index.ts": 'export type { Expr } from "@ntkit/formula";',
      "packages/backend-reference/package.json": manifest("backend-reference", ["@ntkit/backend"]),
      "packages/backend-reference/src/index.ts": 'export * from "@ntkit/backend";',
      "packages/kernels/package.json": manifest("kernels", ["@ntkit/backend"], ["@ntkit/backend-reference"]),
      "packages/kernels/src/index.ts": 'export * from "@ntkit/backend";',
      "packages/kernels/src/index.test.ts": 'import "vitest";\nimport "node:fs";\nimport "@ntkit/backend-reference";',
      "packages/store/package.json": manifest("store"),
      "packages/store/src/index.ts": 'import "node:fs";',
      "apps/cli/package.json": manifest("cli", ["@ntkit/backend-reference", "@ntkit/kernels"]),
      "apps/cli/src/main.ts": 'import "node:process";\nimport "@ntkit/backend-reference";\nimport "@ntkit/kernels";',
      ...changes,
    }),
    small,
  );

describe("checkArrows", () => {
  it("is content with a repository that keeps to the design", () => {
    expect(check()).toEqual([]);
  });

  it("finds an arrow that the design does not draw, and says which it does", () => {
    const problems = check({
      "packages/formula/package.json": manifest("formula", ["@ntkit/core", "@ntkit/backend"]),
      "packages/formula/src/index.ts": '\n\nimport type { B } from "@ntkit/backend";',
    });
    expect(problems).toContain("packages/formula/src/index.ts:3 imports @ntkit/backend, which the design does not allow (allowed: @ntkit/core)");
  });

  it("finds a concrete backend in a package's source, though its tests may use one", () => {
    expect(check({ "packages/kernels/src/index.ts": 'import "@ntkit/backend";\nimport "@ntkit/backend-reference/fast";' })).toEqual([
      "packages/kernels/src/index.ts:2 imports @ntkit/backend-reference/fast, which the design does not allow (allowed: @ntkit/core, @ntkit/backend)",
      "packages/kernels/src/index.ts:2 imports @ntkit/backend-reference/fast, which packages/kernels/package.json does not list under dependencies",
    ]);
  });

  it("finds a package that imports itself by name, and one that reaches into another's folder", () => {
    expect(check({ "packages/core/src/own.ts": 'import "@ntkit/core";', "packages/backend/src/reach.ts": 'import "../../core/src/index.ts";' })).toEqual([
      "packages/backend/src/reach.ts:1 imports ../../core/src/index.ts, a file outside of its package: import the package by its name",
      "packages/core/src/own.ts:1 imports @ntkit/core, its own package: name the file instead",
    ]);
  });

  it("finds imports that package.json does not list, and the other way round", () => {
    expect(
      check({
        "packages/store/package.json": manifest("store", ["@ntkit/core"], ["@ntkit/formula"]),
        "packages/store/src/index.ts": 'import "@zarr/core/deep";\nimport "vitest";',
        "packages/store/src/index.test.ts": 'import "vitest";\nimport "fast-check";',
      }),
    ).toEqual([
      "packages/store/src/index.test.ts:2 imports fast-check, which packages/store/package.json does not list under devDependencies",
      "packages/store/src/index.ts:1 imports @zarr/core/deep, which packages/store/package.json does not list under dependencies",
      "packages/store/src/index.ts:2 imports vitest, which packages/store/package.json does not list under dependencies",
      "packages/store/package.json lists @ntkit/core, and no file that would need it imports it",
      "packages/store/package.json lists @ntkit/formula, and no file that would need it imports it",
    ]);
  });

  it("keeps Node's modules to the node part of a package that browsers load", () => {
    expect(
      check({
        "packages/core/src/node.ts": 'import "node:fs";\nimport "./node/read.ts";',
        "packages/core/src/node/read.ts": 'import "fs/promises";\nimport "../schema.ts";',
        "packages/core/src/index.ts": 'import "node:path";\nimport "./node/read.ts";\nimport type { P } from "node:fs";',
        "packages/formula/src/expression.ts": 'import "@ntkit/core/node";\nexport type Expr = 1;',
      }),
    ).toEqual([
      "packages/core/src/index.ts:1 imports node:path, which needs Node, and this file must run in a browser: only packages/core/src/node.ts and src/node/ may do so",
      "packages/core/src/index.ts:2 imports ./node/read.ts, which needs Node, and this file must run in a browser: only packages/core/src/node.ts and src/node/ may do so",
      "packages/formula/src/expression.ts:1 imports @ntkit/core/node, which needs Node, and this file must run in a browser: only packages/formula/src/node.ts and src/node/ may do so",
    ]);
  });

  it("finds files that import each other in a circle", () => {
    expect(
      check({ "packages/core/src/schema.ts": 'import "zod";\nexport * from "./again.ts";', "packages/core/src/again.ts": 'import "./index.ts";' }),
    ).toEqual([
      "files import each other in a circle: packages/core/src/again.ts → packages/core/src/index.ts → packages/core/src/schema.ts → packages/core/src/again.ts",
    ]);
  });

  it("finds packages that depend on each other in a circle, through devDependencies too", () => {
    expect(
      check({
        "packages/backend/package.json": manifest("backend", ["@ntkit/formula"], ["@ntkit/backend-reference"]),
        "packages/backend/src/index.test.ts": 'import "@ntkit/backend-reference";',
      }),
    ).toEqual(["packages depend on each other in a circle: @ntkit/backend-reference → @ntkit/backend → @ntkit/backend-reference"]);
  });

  it("finds folders that the design does not know, and names that are not their folder's", () => {
    expect(
      check({
        "packages/helpers/package.json": manifest("helpers"),
        "apps/web/package.json": manifest("web"),
        "packages/core/package.json": manifest("kern", ["zod"]),
        "packages/core/src/index.ts": "",
      }),
    ).toEqual([
      "apps/web is not in the design (known: cli); add it to tools/src/design.ts and say why in docs/decisions",
      "packages/core/package.json is named @ntkit/kern, and its folder asks for @ntkit/core",
      "packages/helpers is not in the design (known: core, formula, backend, backend-reference, kernels, store); add it to tools/src/design.ts and say why in docs/decisions",
    ]);
  });
});

describe("the design", () => {
  const arrows = Object.entries(design.arrows);

  it("has no circle and names only rooms that it has", () => {
    expect(findCycles(new Map(arrows))).toEqual([]);
    for (const [, allowed] of arrows) for (const room of allowed) expect(Object.keys(design.arrows)).toContain(room);
  });

  it("lets no package but a backend name a concrete backend", () => {
    for (const [room, allowed] of arrows.filter(([name]) => !name.startsWith("backend-"))) {
      expect(
        allowed.filter((other) => other.startsWith("backend-")),
        room,
      ).toEqual([]);
    }
  });
});
