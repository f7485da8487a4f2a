/** At least one cycle of each tangle in a directed graph, as the path walked: `["a", "b", "a"]`. Empty when there is none. */
export const findCycles = (graph: ReadonlyMap<string, readonly string[]>): string[][] => {
  const finished = new Set<string>();
  const path: string[] = [];
  const cycles: string[][] = [];
  const visit = (node: string): void => {
    if (finished.has(node)) return;
    const seenAt = path.indexOf(node);
    if (seenAt >= 0) {
      cycles.push([...path.slice(seenAt), node]);
      return;
    }
    path.push(node);
    for (const next of graph.get(node) ?? []) visit(next);
    path.pop();
    finished.add(node);
  };
  for (const node of graph.keys()) visit(node);
  return cycles;
};
