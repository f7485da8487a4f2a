import type { z } from "zod";
import { InvalidInput, type NtkitError, UnknownName } from "./errors.ts";
import { suggestion } from "./names.ts";
import { joinPath, valueAt } from "./path.ts";
import { expectation } from "./schema-expectation.ts";
import { fieldNames, schemasAt } from "./schema-place.ts";
import { show } from "./show.ts";

type Issue = z.core.$ZodIssue;

/** What zod found wrong with `value`, as the error to throw; places are named below `base`. */
export function misuseOf(issues: readonly Issue[], schema: z.core.$ZodType, value: unknown, base: string): NtkitError {
  const issue = innermost(mostTelling(issues));
  const path = joinPath(base, issue.path);
  const schemas = schemasAt(schema, value, issue.path);
  const there = valueAt(value, issue.path);
  if (issue.code === "unrecognized_keys") {
    const [key] = issue.keys;
    const known = [...new Set(schemas.flatMap((s) => fieldNames(s, there)))];
    if (known.includes(key)) {
      const others = Object.keys(there as object).filter((name) => name !== key);
      const problem = `this field does not go together with ${others.join(", ")}`;
      return new InvalidInput({ path: joinPath(path, [key]), problem, found: show(valueAt(there, [key])), remedy: "Leave one of them out." });
    }
    return new UnknownName({ path: joinPath(path, [key]), problem: "unknown field", found: show(key), remedy: suggestion(key, known) });
  }
  const expected = expectation(schemas);
  const remedy = `Give ${expected.text}.`;
  const found = there === undefined && issue.path.length > 0 ? undefined : show(there);
  if (issue.code === "custom") return new InvalidInput({ path, problem: issue.message, found, remedy: remedyOf(issue) ?? remedy });
  if (found === undefined) return new InvalidInput({ path, problem: "missing field", remedy });
  if (expected.words.length > 0) {
    const Kind = issue.code === "invalid_union" ? UnknownName : InvalidInput;
    const problem = issue.code === "invalid_union" ? `unknown ${String(issue.path.at(-1))}` : "not one of the allowed values";
    return new Kind({ path, problem, found, remedy: suggestion(String(there), expected.words) });
  }
  return new InvalidInput({ path, problem: problemOf(issue, expected.kind), found, remedy });
}

/** An unknown field says more than the first issue: a misspelt required field is also a missing one. */
const mostTelling = (issues: readonly Issue[]) => issues.find((issue) => issue.code === "unrecognized_keys") ?? issues[0];

/** Of the branches of a union, all of which failed, the one that got deepest into the value, then the one with the fewest issues. */
function innermost(issue: Issue): Issue {
  if (issue.code !== "invalid_union" || issue.errors.length === 0) return issue;
  const deepest = (branch: readonly Issue[]) => Math.max(...branch.map(depth));
  const [best] = [...issue.errors].sort((a, b) => deepest(b) - deepest(a) || a.length - b.length);
  if (deepest(best) === 0) return issue;
  const within = innermost(mostTelling(best.filter((i) => depth(i) === deepest(best))));
  return { ...within, path: [...issue.path, ...within.path] };
}

const depth = (issue: Issue) => issue.path.length + (issue.code === "unrecognized_keys" ? 1 : 0);

function problemOf(issue: Issue, kind: string): string {
  switch (issue.code) {
    case "invalid_type":
    case "invalid_union":
      return `expected ${kind}`;
    case "too_small":
      return issue.origin === "array" || issue.origin === "set" ? "too few entries" : "too small";
    case "too_big":
      return issue.origin === "array" || issue.origin === "set" ? "too many entries" : "too large";
    default:
      return issue.message;
  }
}

function remedyOf(issue: z.core.$ZodIssueCustom): string | undefined {
  const remedy: unknown = issue.params?.["remedy"];
  return typeof remedy === "string" ? remedy : undefined;
}
