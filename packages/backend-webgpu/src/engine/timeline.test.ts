import { expect, it } from "vitest";
import { timeline } from "./timeline.ts";

/** A task that ends when told to. */
function pending(): { readonly promise: Promise<void>; readonly end: () => void } {
  let end = (): void => {};
  const promise = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { promise, end };
}

it("runs tasks at once while nothing is under way, and behind an asynchronous one in their order", async () => {
  const { run } = timeline();
  const log: string[] = [];
  const note = (name: string) => (): undefined => {
    log.push(name);
  };
  run(note("first"));
  expect(log).toEqual(["first"]);

  const [slow, slower] = [pending(), pending()];
  run(() => slow.promise);
  run(note("second"));
  run(() => slower.promise.then(note("third")));
  run(note("fourth"));
  expect(log).toEqual(["first"]);

  slow.end();
  await slow.promise;
  await Promise.resolve();
  expect(log).toEqual(["first", "second"]);

  slower.end();
  await new Promise((resolve) => setTimeout(resolve));
  expect(log).toEqual(["first", "second", "third", "fourth"]);
  run(note("fifth"));
  expect(log.at(-1)).toBe("fifth");
});
