import { describe, expect, it } from "vitest";
import { latest } from "./latest.ts";

/** Requests whose answers are given by hand. */
function bench(options: { interrupt?: boolean } = {}) {
  const started: number[] = [];
  const told: string[] = [];
  const ends = new Map<number, { finish: () => void; fail: () => void }>();
  const asked = latest<number, string>(
    (request, signal) => {
      started.push(request);
      return new Promise((resolve, reject) => {
        ends.set(request, { finish: () => resolve(`answer ${request}`), fail: () => reject(new Error(`failure ${request}`)) });
        signal.addEventListener("abort", () => resolve("stopped"));
      });
    },
    (settled) => told.push(settled.status === "fulfilled" ? settled.value : settled.reason.message),
    options,
  );
  const settle = async (request: number, how: "finish" | "fail" = "finish") => {
    ends.get(request)?.[how]();
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { ...asked, started, told, settle };
}

describe("latest", () => {
  it("runs one at a time, and of those that wait only the newest", async () => {
    const { ask, started, told, settle } = bench();
    for (const request of [1, 2, 3, 4]) ask(request);
    expect(started).toEqual([1]);
    await settle(1);
    expect(started).toEqual([1, 4]);
    await settle(4);
    expect(told).toEqual(["answer 1", "answer 4"]);
  });

  it("goes on after a failure, which it tells", async () => {
    const { ask, told, settle } = bench();
    ask(1);
    ask(2);
    await settle(1, "fail");
    await settle(2);
    expect(told).toEqual(["failure 1", "answer 2"]);
  });

  it("stops a long job for a newer one, and does not tell of it", async () => {
    const { ask, started, told, settle } = bench({ interrupt: true });
    ask(1);
    ask(2);
    await settle(0);
    expect(started).toEqual([1, 2]);
    await settle(2);
    expect(told).toEqual(["answer 2"]);
  });

  it("tells nothing after it was closed, and may be asked again", async () => {
    const { ask, close, started, told, settle } = bench();
    ask(1);
    ask(2);
    close();
    await settle(1);
    expect([started, told]).toEqual([[1], []]);
    ask(3);
    await settle(3);
    expect(told).toEqual(["answer 3"]);
  });
});
