import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findCycles } from "./cycles.ts";

/** Kahn's algorithm: take away nodes that nothing points to; what cannot be taken away lies on or behind a cycle. */
const isAcyclic = (graph: ReadonlyMap<string, readonly string[]>): boolean => {
  const left = new Map(graph);
  for (;;) {
    const pointedTo = new Set([...left.values()].flat());
    const free = [...left.keys()].filter((node) => !pointedTo.has(node));
    if (free.length === 0) return left.size === 0;
    for (const node of free) left.delete(node);
  }
};

const nodes = ["a", "b", "c", "d", "e", "f"];
const graphs = fc
  .array(fc.subarray(nodes), { minLength: nodes.length, maxLength: nodes.length })
  .map((edges) => new Map(nodes.map((node, i) => [node, edges[i] ?? []])));

describe("findCycles", () => {
  it("finds a cycle exactly where there is one, and each cycle is a closed walk", () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const cycles = findCycles(graph);
        expect(cycles.length === 0).toBe(isAcyclic(graph));
        for (const cycle of cycles) {
          expect(cycle.at(-1)).toBe(cycle[0]);
          for (const [i, node] of cycle.slice(0, -1).entries()) expect(graph.get(node)).toContain(cycle[i + 1]);
        }
      }),
    );
  });

  it("names the way round", () => {
    const graph = new Map([
      ["a", ["b"]],
      ["b", ["c", "outside"]],
      ["c", ["b"]],
    ]);
    expect(findCycles(graph)).toEqual([["b", "c", "b"]]);
  });
});
