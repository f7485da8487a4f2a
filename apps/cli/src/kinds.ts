import type { InfiniteKind } from "@ntkit/architectures";
import { show, suggestion, UnknownName } from "@ntkit/core";

const known: readonly InfiniteKind[] = ["nngp", "ntk"];

/** The kernels that an option `--kinds ntk,nngp` names, each once. Throws UnknownName. */
export function parseKinds(text: string): InfiniteKind[] {
  const asked = text.split(",").map((word) => word.trim());
  const kinds = asked.map((word) => {
    const kind = known.find((name) => name === word);
    if (kind === undefined) throw new UnknownName({ path: "--kinds", problem: "unknown kernel", found: show(word), remedy: suggestion(word, known) });
    return kind;
  });
  return [...new Set(kinds)];
}
