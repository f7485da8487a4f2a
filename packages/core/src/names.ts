import { distance } from "fastest-levenshtein";
import { show, UnknownName } from "./errors.ts";

/** The known name nearest to `name` by edit distance, if near enough to be a slip of the hand. */
export function nearestName(name: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    const d = distance(name.toLowerCase(), candidate.toLowerCase());
    if (d < bestDistance) [best, bestDistance] = [candidate, d];
  }
  return best;
}

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
  if (typeof name === "string" && Object.hasOwn(registry, name)) return registry[name] as T;
  const known = Object.keys(registry);
  throw new UnknownName({
    path,
    problem: `unknown ${what}`,
    found: show(name),
    remedy: suggestion(typeof name === "string" ? name : "", known),
  });
}
