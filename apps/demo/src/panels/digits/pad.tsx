import { useRef, useState } from "preact/hooks";
import { fullInk, inkOf, side, stroke, withInk } from "./drawing.ts";

export interface PadProps {
  readonly drawing: string;
  readonly onChange: (drawing: string) => void;
  /** Whether the pointer takes ink away. */
  readonly rubber: boolean;
}

type Place = readonly [number, number];

const moves: Readonly<Record<string, Place>> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** Paper of 8×8 cells: drawn on by mouse or finger; by keyboard, arrow keys move from cell to cell, space inks and empties, + and − do so by steps. */
export function Pad({ drawing, onChange, rubber }: PadProps) {
  const root = useRef<HTMLDivElement>(null);
  const last = useRef<Place>();
  const [cell, setCell] = useState(0);
  const ink = inkOf(drawing);
  const placeOf = (event: PointerEvent): Place => {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * side, ((event.clientY - box.top) / box.height) * side];
  };
  // Several moves may come before the drawing that the first of them made is here again.
  const newest = useRef(drawing);
  newest.current = drawing;
  const draw = (event: PointerEvent) => {
    const place = placeOf(event);
    newest.current = stroke(newest.current, last.current ?? place, place, rubber || event.buttons === 2);
    last.current = place;
    onChange(newest.current);
  };
  const press = (event: KeyboardEvent) => {
    const move = moves[event.key];
    if (move !== undefined) {
      event.preventDefault();
      const next = within((cell % side) + move[0]) + side * within(Math.floor(cell / side) + move[1]);
      setCell(next);
      root.current?.querySelectorAll<HTMLElement>("[role=gridcell]")[next]?.focus();
    }
    const change = { " ": ink[cell] > 0 ? -fullInk : fullInk, Enter: ink[cell] > 0 ? -fullInk : fullInk, "+": 4, "-": -4 }[event.key];
    if (change === undefined) return;
    event.preventDefault();
    onChange(withInk(drawing, cell, ink[cell] + change));
  };
  return (
    <div
      class="pad"
      role="grid"
      aria-label="Your digit: draw with mouse or finger, or move by arrow keys and press space"
      ref={root}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        last.current = undefined;
        draw(event);
      }}
      onPointerMove={(event) => event.buttons > 0 && draw(event)}
      onContextMenu={(event) => event.preventDefault()}
      onKeyDown={press}
    >
      {Array.from({ length: side }, (_, row) => (
        <div key={row} role="row" tabIndex={-1}>
          {Array.from({ length: side }, (__, column) => {
            const at = row * side + column;
            return (
              <div
                key={column}
                role="gridcell"
                tabIndex={at === cell ? 0 : -1}
                aria-label={`row ${row + 1}, column ${column + 1}: ${ink[at] === 0 ? "empty" : `ink ${ink[at]} of ${fullInk}`}`}
                style={{ "--ink": String((ink[at] / fullInk) ** 0.7) }}
                onFocus={() => setCell(at)}
              />
            );
          })}
        </div>
      ))}
    </div>
  );
}

const within = (place: number): number => Math.min(side - 1, Math.max(0, place));
