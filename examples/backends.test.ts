import { readFileSync } from "node:fs";
import { dense, relu, serial } from "@ntkit/architectures";
import { conformanceCases, runCase } from "@ntkit/backend/conformance";
import { referenceBackend } from "@ntkit/backend-reference";
import { ndArray } from "@ntkit/core";
import { fitNetwork } from "@ntkit/experiment";
import { describe, expect, it } from "vitest";
import { type Share, timedBackend } from "./timed-backend.ts";

const read = (file: string) => readFileSync(new URL(file, import.meta.url), "utf8");

describe("the backend of docs/backends.md", () => {
  it("is the file", () => {
    expect(read("../docs/backends.md")).toContain(`\`\`\`ts\n${read("timed-backend.ts")}\`\`\``);
  });

  it("keeps the contract", async () => {
    const on = timedBackend(referenceBackend(), {});
    for (const conformance of conformanceCases) {
      const { name, status, reason } = await runCase(conformance, on);
      expect(status, `${name}: ${reason}`).toBe("passed");
    }
  });

  it("tells what a fit spends its time on", async () => {
    const shares: Record<string, Share> = {};
    const x = ndArray(
      Float64Array.from({ length: 60 }, (_, i) => Math.sin(i)),
      [20, 3],
    );
    const targets = ndArray(
      Float64Array.from({ length: 20 }, (_, i) => Math.cos(i)),
      [20, 1],
    );
    await fitNetwork(timedBackend(referenceBackend(), shares), serial(dense(64), relu(), dense(1)), { inputs: x, targets, test: x });
    expect(shares).toMatchObject({ eigh: { calls: 1 }, gram: { calls: expect.any(Number) }, fused: { calls: expect.any(Number) } });
    for (const { milliseconds } of Object.values(shares)) expect(milliseconds).toBeGreaterThanOrEqual(0);
  });
});
