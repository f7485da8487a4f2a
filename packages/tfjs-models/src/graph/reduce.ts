import type { Merge, Piece } from "../piece.ts";

/** A way from one output of a layer to another, and what stands on it. */
export interface Edge {
  readonly from: number;
  readonly to: number;
  /** Which of the inputs of the merge at its end it is: the first and the last, where several were merged before. */
  readonly first: number;
  readonly last: number;
  readonly pieces: readonly Piece[];
}

/**
 * The pieces of a graph between two vertices, if it is series-parallel: ways that follow each other are joined, ways with
 * the same ends are merged, until one is left. Undefined if more than one is.
 *
 * `merges`: how the ways into a vertex are merged, for those with more than one.
 * Source: Valdes, Tarjan & Lawler 1982, The recognition of series parallel digraphs.
 */
export function reduceGraph(edges: readonly Edge[], merges: ReadonlyMap<number, Merge>, from: number, to: number): readonly Piece[] | undefined {
  let current = edges;
  for (let before = Number.POSITIVE_INFINITY; current.length < before; ) {
    before = current.length;
    current = joinSeries(mergeParallel(current, merges), from, to);
  }
  return current.length === 1 && current[0].from === from && current[0].to === to ? current[0].pieces : undefined;
}

function by(edges: readonly Edge[], end: "from" | "to"): Map<number, Edge[]> {
  const groups = new Map<number, Edge[]>();
  for (const edge of edges) groups.set(edge[end], [...(groups.get(edge[end]) ?? []), edge]);
  return groups;
}

/** Ways with the same ends become one, where the merge at their end allows. */
function mergeParallel(edges: readonly Edge[], merges: ReadonlyMap<number, Merge>): Edge[] {
  return [...by(edges, "to")].flatMap(([vertex, into]) => {
    const merge = merges.get(vertex);
    return merge === undefined ? into : runs(into, merge).map((run) => mergeRun(run, merge));
  });
}

/** Ways that may be merged on their own: all from one vertex where the order does not count, those that are neighbours where it does. */
function runs(edges: readonly Edge[], merge: Merge): Edge[][] {
  const sorted = [...edges].sort((a, b) => (merge === "concat" ? 0 : a.from - b.from) || a.first - b.first);
  const lists: Edge[][] = [];
  for (const edge of sorted) {
    const list = lists.at(-1);
    if (list !== undefined && list[0].from === edge.from) list.push(edge);
    else lists.push([edge]);
  }
  return lists;
}

function mergeRun(run: readonly Edge[], merge: Merge): Edge {
  if (run.length === 1) return run[0];
  const bodies = run.map(({ pieces }) => pieces).filter((pieces) => pieces.length > 0);
  const isResidual = merge === "sum" && run.length === 2 && bodies.length === 1;
  const piece: Piece = isResidual ? { kind: "residual", body: bodies[0] } : { kind: "parallel", branches: run.map(({ pieces }) => pieces), merge };
  return { ...run[0], last: run[run.length - 1].last, pieces: [piece] };
}

/** A vertex with one way in and one way out disappears into them. */
function joinSeries(edges: readonly Edge[], from: number, to: number): Edge[] {
  const [into, out] = [by(edges, "to"), by(edges, "from")];
  const passes = (vertex: number) => vertex !== from && vertex !== to && into.get(vertex)?.length === 1 && out.get(vertex)?.length === 1;
  return edges
    .filter((edge) => !passes(edge.from))
    .map((start) => {
      let edge = start;
      const pieces = [...start.pieces];
      while (passes(edge.to)) {
        [edge] = out.get(edge.to) ?? [];
        pieces.push(...edge.pieces);
      }
      return { ...edge, from: start.from, pieces };
    });
}
