import { referenceBackend } from "@ntkit/backend-reference";
import { describe, expect, it } from "vitest";
import { examine } from "./examine.ts";
import { backendTable } from "./table.ts";

describe("the table of backends", () => {
  it("passes nothing over in silence", async () => {
    const reference = referenceBackend();
    const doubling = { ...reference, gram: (...[x1, x2, scale]: Parameters<typeof reference.gram>) => reference.gram(x1, x2, 2 * scale) };
    const unsupported = { "transpose of [4, 6]": "it has no time" };
    const table = backendTable([
      { name: "right", result: await examine(reference, reference) },
      { name: "wrong", result: await examine(doubling, reference, unsupported) },
      { name: "absent", result: { status: "missing", reason: "absent: it is not installed. Install it." } },
    ]);
    const [header, right, wrong, absent] = table.split("\n");
    expect(header).toMatch(/^backend +device +precision +cases run +failed +NTK deviation +seconds +skipped$/);
    expect(right).toMatch(/^right +CPU +float64 +\d{3} +0 +0 /);
    expect(wrong).toMatch(/^wrong +CPU +float64 +\d{3} +[1-9]\d* +\d\.\de[+-]\d+ .* 1$/);
    expect(absent).toMatch(/^absent +0 +all: it cannot be loaded here$/);
    expect(table).toContain('wrong: skipped "transpose of [4, 6]": it has no time');
    expect(table).toMatch(/wrong: FAILED "gram of \[1, 1\] and \[1, 1\]": entry 0/);
    expect(table).toContain("\nabsent: it is not installed. Install it.");
  });
});
