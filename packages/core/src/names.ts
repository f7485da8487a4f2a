import { distance } from "fastest-levenshtein";
import { UnknownName } from "./errors.ts";
import { show } from "./show.ts";

/**
 * The known name nearest to `name` by edit distance, if near enough to be a slip of the hand: at most a third of its
 * letters wrong, or one. Case, hyphens, underscores and spaces do not count, and the same letters in another order are
 * one slip.
 */
export function nearestName(name: string, known: Iterable<string>): string | undefined {
  const written = letters(name);
  if (written === "") return undefined;
  let best: string | undefined;
  let bestSlips = written.length < 2 ? 1 : Math.max(1, Math.floor(written.length / 3)) + 1;
  for (const candidate of known) {
    const slips = slipsBetween(written, letters(candidate));
    if (slips < bestSlips) [best, bestSlips] = [candidate, slips];
  }
  return best;
}

const letters = (name: string) => name.toLowerCase().replace(/[-_\s]/g, "");
const sorted = (word: string) => [...word].sort().join("");
const slipsBetween = (a: string, b: string) => (a !== b && sorted(a) === sorted(b) ? 1 : distance(a, b));

/** "Did you mean "relu"?" where a near name exists, and what exists in any case. */
export function suggestion(name: string, known: readonly string[]): string {
  const near = nearestName(name, known);
  const all = known.length === 0 ? "There are none." : `There are: ${known.join(", ")}.`;
  return near === undefined ? all : `Did you mean "${near}"? ${all}`;
}

/**
 * The plugin called `name` in a registry (a plain record from name to plugin).
 * Throws UnknownName with the nearest name and all that exist.
 */
export function lookUp<T>(registry: Readonly<Record<string, T>>, name: unknown, what: string, path?: string): T {
  if (typeof name === "string" && Object.hasOwn(registry, name)) return registry[name];
  const known = Object.keys(registry);
  throw new UnknownName({
    path,
    problem: `unknown ${what}`,
    found: show(name),
    remedy: suggestion(typeof name === "string" ? name : "", known),
  });
}
