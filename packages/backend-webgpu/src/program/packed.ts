import type { Place } from "@ntkit/backend";
import type { Engine } from "../engine/engine.ts";
import type { Block, View } from "../engine/memory.ts";

export interface Room {
  /** How many blocks a shader may read. */
  readonly blocks: number;
  /** Blocks that it writes, and so may not read. */
  readonly written: readonly Block[];
  readonly rows: number;
  readonly columns: number;
}

/**
 * The views of what a shader loads, in as many blocks as there is room for. What stands in a block that it writes is copied
 * into a temporary block, as are all rows and columns if they stand in too many, and if that is not enough everything.
 * (Values that one program has computed lie in one block already.)
 */
export function packed(
  engine: Engine,
  places: readonly Place[],
  views: readonly View[],
  room: Room,
): { readonly views: readonly View[]; readonly temporary?: Block } {
  const isShort = ({ kind }: Place): boolean => kind === "rows" || kind === "columns";
  const different = (which: (place: Place) => boolean): number => new Set(views.flatMap(({ block }, k) => (which(places[k]) ? [block] : []))).size;
  const crowded = different(() => true) > room.blocks;
  const veryCrowded = crowded && different((place) => !isShort(place)) + 1 > room.blocks;
  const moves = places.map((place, k) => room.written.includes(views[k].block) || veryCrowded || (crowded && isShort(place)));
  if (!moves.includes(true)) return { views };
  const lengths = places.map(({ kind }) => (kind === "rows" ? room.rows : kind === "columns" ? room.columns : room.rows * room.columns));
  const temporary = engine.allocate(lengths.reduce((sum, length, k) => sum + (moves[k] ? length : 0), 0));
  let offset = 0;
  const moved = views.map((view, k) => {
    if (!moves[k]) return view;
    const to = { block: temporary, offset };
    engine.copy(view, to, lengths[k]);
    offset += lengths[k];
    return to;
  });
  return { views: moved, temporary };
}
