import type { LazyState } from "./panel.ts";

/** Something that moves as a network is trained. */
export interface Move {
  /** As `Run.moves` calls it. */
  readonly name: string;
  readonly words: string;
  /** Its look. */
  readonly class: string;
}

const layer = (at: number, words: string, look: string): Move => ({ name: `weight-change.layers[${at}]`, words, class: look });
const rest: readonly Move[] = [
  { name: "ntk.drift", words: "kernel", class: "kernel" },
  { name: "distance", words: "function, from theory", class: "distance" },
];

const first = layer(0, "first layer", "first");

/** What moves in a network of so many hidden layers: every layer with weights, the kernel, and the function away from theory. */
export const movesOf = (depth: LazyState["depth"]): readonly Move[] =>
  depth === 1 ? [first, layer(2, "last layer", "last"), ...rest] : [first, layer(2, "hidden layer", "hidden"), layer(4, "last layer", "last"), ...rest];
