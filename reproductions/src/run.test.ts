import { describe, expect, test } from "vitest";
import { type Gate, gateText, passes, type Reproduction, type Row } from "./reproduction.ts";
import { runAll } from "./run.ts";
import { rowLine } from "./table.ts";

const row = (measured: number, gate: Gate, expected?: number): Row => ({ what: "a number", measured, gate, ...(expected !== undefined && { expected }) });

describe("gates", () => {
  test.each<[Row, boolean]>([
    [row(0.9259, { within: 0.001 }, 0.925), true],
    [row(0.9261, { within: 0.001 }, 0.925), false],
    [row(0.9239, { within: 0.001 }, 0.925), false],
    [row(-1.1, { relative: 0.11 }, -1), true],
    [row(-1.2, { relative: 0.11 }, -1), false],
    [row(1, { atMost: 1 }), true],
    [row(1.1, { atMost: 1 }), false],
    [row(1, { atLeast: 1 }), true],
    [row(0.9, { atLeast: 1 }), false],
    [row(1, { within: 9 }), false],
  ])("%j: %s", (one, expected) => expect(passes(one)).toBe(expected));

  test("nothing that is no number passes", () => {
    for (const gate of [{ within: 9 }, { relative: 9 }, { atMost: 9 }, { atLeast: 9 }]) expect(passes(row(Number.NaN, gate, 1))).toBe(false);
  });

  test("as a person reads them", () => {
    expect([{ within: 0.001 }, { relative: 0.12 }, { atMost: 1e-12 }, { atLeast: 1e6 }].map(gateText)).toEqual([
      "± 0.001",
      "± 12 %",
      "≤ 1.00e-12",
      "≥ 1.00e+6",
    ]);
  });
});

test("a row has its columns in order, and what was published beside them", () => {
  const line = rowLine("3", { ...row(0.92512, { within: 0.001 }, 0.925), published: ".9279", note: "jitter 0" });
  expect(line.split(/\s{2,}/)).toEqual(["3", "a number", "0.92512", "0.925", "± 0.001", "pass", "(published .9279; jitter 0)"]);
  expect(rowLine("10", row(2, { atMost: 1 })).split(/\s{2,}/)).toEqual(["10", "a number", "2", "-", "≤ 1", "FAIL"]);
});

describe("a run", () => {
  const one = (id: string, rows: readonly Row[] | Error, onRequest = false): Reproduction => ({
    id,
    what: `result ${id}`,
    source: "a paper",
    onRequest,
    run: async () => {
      if (rows instanceof Error) throw rows;
      return rows;
    },
  });
  const good = row(1, { atMost: 1 });
  const bad = row(2, { atMost: 1 });
  const all = [one("1", [good, good]), one("2", [good, bad]), one("2b", new Error("no data")), one("3", [good], true)];
  const run = async (only?: readonly string[]) => {
    const lines: string[] = [];
    const counts = await runAll(all, only, { table: (line) => lines.push(line), progress: () => undefined });
    return { lines, counts };
  };

  test("counts rows, what threw as failed, what is on request as skipped, and closes with the line", async () => {
    const { lines, counts } = await run();
    expect(counts).toEqual({ passed: 3, failed: 2, skipped: 1 });
    expect(lines.at(-1)).toBe("3 passed, 2 failed, 1 skipped");
    expect(lines).toHaveLength(1 + 4 + 1 + 1);
    expect(lines[5]).toMatch(/^2b .* FAIL {2}\(no data\)$/);
  });

  test("runs those asked for, also on request", async () => {
    expect((await run(["3", "1"])).counts).toEqual({ passed: 3, failed: 0, skipped: 0 });
    await expect(run(["1", "4"])).rejects.toThrow("--only: no such reproduction, found 4. There are: 1, 2, 2b, 3.");
  });
});
