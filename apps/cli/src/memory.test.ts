import { totalmem } from "node:os";
import { NotEnoughMemory } from "@ntkit/core";
import { expect, test } from "vitest";
import { formatBytes, memoryLimit, requireMemory } from "./memory.ts";

test("sizes are printed to three digits", () => {
  expect([0, 1, 999, 1000, 12_345, 999_400, 999_600, 1e9, 64e9, 8.01e13, 3e21].map(formatBytes)).toEqual([
    "0 B",
    "1 B",
    "999 B",
    "1 kB",
    "12.3 kB",
    "999 kB",
    "1 MB",
    "1 GB",
    "64 GB",
    "80.1 TB",
    "3000 EB",
  ]);
});

test("work that fits goes on, work that does not is refused with both figures", () => {
  expect(() => requireMemory(10, 10, "it", "Less.")).not.toThrow();
  expect(() => requireMemory(2e9, 1e9, "it", "Ask for less.")).toThrow(NotEnoughMemory);
  expect(() => requireMemory(2e9, 1e9, "it", "Ask for less.")).toThrow("it needs 2 GB of memory, and this machine has 1 GB. Ask for less.");
});

test("the limit is that of the machine, or less", () => {
  expect(memoryLimit()).toBeGreaterThan(1e8);
  expect(memoryLimit()).toBeLessThanOrEqual(totalmem());
});
