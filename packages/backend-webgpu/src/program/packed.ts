import type { Place } from "@ntkit/backend";
import type { Engine } from "../engine/engine.ts";
import type { Block, View } from "../engine/memory.ts";

/**
 * The views of what a shader loads, in no more than `room` blocks where that can be had: rows and columns from too many
 * blocks are copied into one temporary block. (Values that one program has computed lie in one block already.)
 */
export function packed(
  engine: Engine,
  places: readonly Place[],
  views: readonly View[],
  { rows, columns }: { readonly rows: number; readonly columns: number },
  room: number,
): { readonly views: readonly View[]; readonly temporary?: Block } {
  if (new Set(views.map(({ block }) => block)).size <= room) return { views };
  const lengths = places.map(({ kind }) => (kind === "rows" ? rows : kind === "columns" ? columns : 0));
  const temporary = engine.allocate(lengths.reduce((sum, length) => sum + length, 0));
  let offset = 0;
  const moved = views.map((view, k) => {
    if (lengths[k] === 0) return view;
    const to = { block: temporary, offset };
    engine.copy(view, to, lengths[k]);
    offset += lengths[k];
    return to;
  });
  return { views: moved, temporary };
}
