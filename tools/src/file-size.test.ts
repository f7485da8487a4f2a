import { describe, expect, it } from "vitest";
import { fixtureTree } from "../test/fixture-tree.ts";
import { reportFileSizes } from "./file-size.ts";

const lines = (count: number): string => "export {};\n".repeat(count);

const tree = (): string =>
  fixtureTree({
    "packages/core/package.json": { name: "@ntkit/core" },
    "packages/core/src/one.ts": lines(10),
    "packages/core/src/two.ts": lines(250),
    "packages/core/src/three.ts": lines(251),
    "packages/core/src/four.ts": lines(401),
    "packages/core/src/four.test.ts": lines(400),
    "packages/core/src/parser.generated.ts": lines(900),
    "packages/core/dist/index.ts": lines(900),
    "packages/core/node_modules/other/index.ts": lines(900),
  });

describe("reportFileSizes", () => {
  it("gives the median, names the long files, and fails the too long", () => {
    const report = reportFileSizes(tree(), {});
    expect(report.lines).toEqual([
      "source: 4 files, median 250.5 lines, longest 401",
      "tests: 1 files, median 400 lines, longest 400",
      "look: packages/core/src/three.ts has 251 lines",
      "look: packages/core/src/four.test.ts has 400 lines",
      "look: packages/core/src/four.ts has 401 lines",
    ]);
    expect(report.problems).toEqual(["packages/core/src/four.ts has 401 lines, over 400: split it, or list it with its reason in tools/src/file-size.ts"]);
  });

  it("lets a listed file be", () => {
    expect(reportFileSizes(tree(), { "packages/core/src/four.ts": "one table" }).problems).toEqual([]);
  });

  it("wants the list short", () => {
    expect(reportFileSizes(tree(), { "packages/core/src/four.ts": "one table", "packages/core/src/one.ts": "was long" }).problems).toEqual([
      "packages/core/src/one.ts is listed in tools/src/file-size.ts as too long, and is not: take it off the list",
    ]);
  });
});
