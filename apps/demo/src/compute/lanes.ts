import type { Backend } from "@ntkit/backend";
import { lookUp } from "@ntkit/core";
import type { BackendEntry } from "../plugins.ts";

/**
 * A lane for each job: its calls run one after the other, on a backend of the lane's own. Two computations on one backend would share its
 * scopes, which must not overlap; jobs of different lanes take turns wherever they wait.
 */
export function lanes(entries: Readonly<Record<string, BackendEntry>>) {
  const ends = new Map<string, Promise<unknown>>();
  const opened = new Map<string, Promise<Backend>>();

  const open = (lane: string, name: string): Promise<Backend> => {
    const key = `${lane} on ${name}`;
    const known = opened.get(key);
    if (known !== undefined) return known;
    const started = Promise.resolve().then(() => lookUp(entries, name, "backend", "backend").start());
    opened.set(key, started);
    // One that does not start may be tried again.
    started.catch(() => opened.delete(key));
    return started;
  };

  return <T>(lane: string, backend: string, body: (on: Backend) => Promise<T>): Promise<T> => {
    const before = ends.get(lane) ?? Promise.resolve();
    const result = before.then(async () => body(await open(lane, backend)));
    ends.set(
      lane,
      result.catch(() => {}),
    );
    return result;
  };
}
