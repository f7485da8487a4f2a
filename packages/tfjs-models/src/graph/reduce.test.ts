import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Merge, Piece } from "../piece.ts";
import { type Edge, reduceGraph } from "./reduce.ts";

const leaf = (source: string): Piece => ({ kind: "layer", spec: { kind: "identity" }, parameters: {}, source });

/** What a nest computes, of numbers modulo a prime: every leaf is a function of its own. */
const prime = 65_521;
function run(pieces: readonly Piece[], x: readonly number[]): readonly number[] {
  return pieces.reduce((value, piece) => {
    if (piece.kind === "residual") return merged("sum", [value, run(piece.body, value)]);
    if (piece.kind === "parallel")
      return merged(
        piece.merge,
        piece.branches.map((branch) => run(branch, value)),
      );
    const seed = [...piece.source].reduce((hash, character) => (hash * 31 + (character.codePointAt(0) ?? 0)) % prime, 7);
    return value.map((entry, i) => (entry * entry * 3 + seed * (i + 1)) % prime);
  }, x);
}

/** Shorter lists are filled up with what changes nothing, so that every merge is associative. */
function merged(merge: Merge, values: readonly (readonly number[])[]): readonly number[] {
  if (merge === "concat") return values.flat();
  const [neutral, act] = merge === "sum" ? [0, (a: number, b: number) => a + b] : [1, (a: number, b: number) => a * b];
  const length = Math.max(...values.map((value) => value.length));
  return Array.from({ length }, (_, i) => values.reduce((all, value) => act(all, value[i] ?? neutral) % prime, neutral));
}

const { nest } = fc.letrec<{ nest: Piece[]; piece: Piece }>((tie) => ({
  nest: fc.array(tie("piece"), { maxLength: 3 }),
  piece: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.string({ minLength: 1, maxLength: 3 }).map(leaf),
    fc.record({
      kind: fc.constant("parallel" as const),
      branches: fc.array(tie("nest"), { minLength: 2, maxLength: 3 }),
      merge: fc.constantFrom<Merge>("sum", "product", "concat"),
    }),
  ),
}));

/** The graph of a nest. A merge at the end of a branch of the same kind of merge is written as one, as people write `add([a, b, c])`. */
function graphOf(pieces: readonly Piece[]) {
  const edges: Edge[] = [];
  const merges = new Map<number, Merge>();
  let vertices = 1;
  const into = (branch: readonly Piece[], from: number, to: number, merge: Merge, next: () => number): void => {
    const last = branch.at(-1);
    if (last?.kind === "parallel" && last.merge === merge) {
      const before = serial(branch.slice(0, -1), from);
      for (const inner of last.branches) into(inner, before, to, merge, next);
      return;
    }
    const position = next();
    edges.push({ from: serial(branch, from), to, first: position, last: position, pieces: [] });
  };
  const serial = (list: readonly Piece[], from: number): number =>
    list.reduce((at, piece) => {
      const vertex = vertices++;
      if (piece.kind === "parallel") {
        merges.set(vertex, piece.merge);
        let position = 0;
        for (const branch of piece.branches) into(branch, at, vertex, piece.merge, () => position++);
      } else edges.push({ from: at, to: vertex, first: 0, last: 0, pieces: [piece] });
      return vertex;
    }, from);
  const to = serial(pieces, 0);
  return { edges, merges, to };
}

describe("a graph of layers as a nest", () => {
  it("computes the same, whatever the nest was and in whatever order its edges come", () => {
    fc.assert(
      fc.property(nest, fc.infiniteStream(fc.nat()), (pieces, order) => {
        fc.pre(pieces.length > 0);
        const { edges, merges, to } = graphOf(pieces);
        const shuffled = edges.map((edge) => ({ edge, key: Number(order.next().value) })).sort((a, b) => a.key - b.key);
        const reduced = reduceGraph(
          shuffled.map(({ edge }) => edge),
          merges,
          0,
          to,
        );
        expect(reduced && run(reduced, [3, 5])).toEqual(run(pieces, [3, 5]));
      }),
      { numRuns: 300 },
    );
  });

  it("a sum of what comes in and of what is made of it is a residual", () => {
    const pieces: Piece[] = [{ kind: "parallel", branches: [[leaf("f")], []], merge: "sum" }];
    const { edges, merges, to } = graphOf(pieces);
    expect(reduceGraph(edges, merges, 0, to)).toEqual([{ kind: "residual", body: [leaf("f")] }]);
  });

  it("crossing branches, and branches joined in an order that no nest has, are none", () => {
    const edge = (from: number, to: number, position = 0): Edge => ({ from, to, first: position, last: position, pieces: [leaf(`${from}-${to}`)] });
    const bridge = [edge(0, 1), edge(0, 2), edge(1, 2, 1), edge(1, 3), edge(2, 3, 1)];
    expect(
      reduceGraph(
        bridge,
        new Map<number, Merge>([
          [2, "sum"],
          [3, "sum"],
        ]),
        0,
        3,
      ),
    ).toBeUndefined();
    const woven = [edge(0, 1), edge(1, 2), edge(0, 2, 1), edge(1, 2, 2)];
    expect(reduceGraph(woven, new Map<number, Merge>([[2, "concat"]]), 0, 2)).toBeUndefined();
    expect(reduceGraph(woven, new Map<number, Merge>([[2, "sum"]]), 0, 2)).toBeDefined();
  });
});
