import { describe, expect, it } from "vitest";
import { lifetimes } from "./lifetimes.ts";

// What any backend shows of this from outside is in the conformance suite; here is what only a backend sees.
describe("lifetimes", () => {
  const book = () => {
    const freed: string[] = [];
    const tensors = lifetimes<string>("test", (storage) => freed.push(storage));
    return { freed, ...tensors, put: (name: string) => tensors.make([1], "float64", name) };
  };

  it("frees storage once, when its tensor goes", async () => {
    const { freed, put, scope, dispose } = book();
    const kept = await scope(() => {
      const a = put("a");
      put("b");
      dispose(put("c"));
      return { list: [a] };
    });
    expect(freed).toEqual(["c", "b"]);
    dispose(kept.list[0], kept.list[0]);
    expect(freed).toEqual(["c", "b", "a"]);
  });

  it("closes a scope without promises before any other task runs", async () => {
    const { scope, put, liveTensors } = book();
    const first = scope(() => put("a"));
    const second = scope(() => void put("b"));
    expect(liveTensors()).toBe(1);
    await Promise.all([first, second]);
  });

  it("walks results that hold themselves, but not into objects of a class", async () => {
    const { scope, put, liveTensors } = book();
    class Holder {
      readonly tensor = put("hidden");
    }
    const ring: { self?: unknown; tensor?: unknown } = {};
    await scope(() => {
      ring.self = ring;
      ring.tensor = put("a");
      return { ring, holder: new Holder() };
    });
    expect(liveTensors()).toBe(1);
  });

  it("says what is wrong with a tensor", () => {
    const { storageOf, put, dispose } = book();
    expect(() => storageOf({ shape: [2], dtype: "float64" })).toThrow(/expected a tensor of the backend "test".*tensor\(\)/);
    const a = put("a");
    dispose(a);
    expect(() => storageOf(a)).toThrow("a tensor of shape [1] is used after it was freed. Return it from the scope that made it, or dispose of it later.");
  });
});
