import { referenceBackend } from "@ntkit/backend-reference";
import { Unsupported } from "@ntkit/core";
import { Command } from "commander";
import { expect, it } from "vitest";
import { addBackendsCommand } from "./backends.ts";

it("lists what runs here and what does not, with what is missing, and gives devices back", async () => {
  let closed = 0;
  const card = {
    ...referenceBackend(),
    name: "card",
    capabilities: { dtypes: ["float32"], nativeLinearAlgebra: false, gpu: true, device: "A card" } as const,
    close: () => void closed++,
  };
  const missing = async () => Promise.reject(new Unsupported({ path: "tfjs-cuda", problem: "it is not installed", remedy: "Install it." }));
  let text = "";
  const program = new Command();
  addBackendsCommand(
    program,
    { auto: () => referenceBackend(), reference: () => referenceBackend(), card: () => card, "tfjs-cuda": missing },
    { write: (part: string) => (text += part) },
  );
  await program.parseAsync(["backends"], { from: "user" });
  const lines = text.split("\n");
  expect(lines[1]).toMatch(/^auto +yes: reference +CPU +float64$/);
  expect(lines[2]).toMatch(/^reference +yes +CPU +float64$/);
  expect(lines[3]).toMatch(/^card +yes +A card +float32$/);
  expect(lines[4]).toMatch(/^tfjs-cuda +no$/);
  expect(lines).toContain("tfjs-cuda: it is not installed. Install it.");
  expect(text).toContain("tfjs-webgl: It runs in browsers");
  expect(closed).toBe(1);
});
