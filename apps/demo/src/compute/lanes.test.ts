import { referenceBackend } from "@ntkit/backend-reference";
import { expect, it } from "vitest";
import { lanes } from "./lanes.ts";

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const entry = { label: "", precision: "float64", available: async () => undefined, start: referenceBackend };

it("calls of one lane run one after the other, those of two lanes side by side, each on a backend of its own", async () => {
  const run = lanes({ auto: entry });
  const log: string[] = [];
  const call = (lane: string, name: string, ms: number) =>
    run(lane, "auto", async (on) => {
      log.push(`${name} begins`);
      await pause(ms);
      log.push(`${name} ends`);
      return on;
    });
  const [first, second, other] = await Promise.all([call("a", "first", 30), call("a", "second", 1), call("b", "other", 1)]);
  expect(log).toEqual(["first begins", "other begins", "other ends", "first ends", "second begins", "second ends"]);
  expect(first).toBe(second);
  expect(first).not.toBe(other);
});

it("a call that fails, or a backend that does not start, does not stop the lane", async () => {
  let tries = 0;
  const flaky = {
    ...entry,
    start: () => {
      tries++;
      if (tries === 1) throw new Error("no device");
      return referenceBackend();
    },
  };
  const run = lanes({ flaky });
  await expect(run("a", "flaky", async () => 1)).rejects.toThrow("no device");
  await expect(run("a", "flaky", async () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await run("a", "flaky", async () => 3)).toBe(3);
  await expect(run("a", "falky", async () => 1)).rejects.toThrow('Did you mean "flaky"');
});
