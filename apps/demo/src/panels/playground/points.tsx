import { useRef, useState } from "preact/hooks";
import type { Plane } from "../../figures/chart.tsx";
import type { Point } from "./presets.ts";

export interface PointsProps {
  readonly plane: Plane;
  readonly points: readonly Point[];
  readonly onChange: (points: readonly Point[]) => void;
}

/** How far beyond the frame, in px, a point must be dragged to be let go. */
const away = 24;
const steps: Readonly<Record<string, Point>> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/**
 * Points to be dragged, added by a click beside them, removed by a double click, the Delete key, or by dragging them out. With the
 * keyboard: arrow keys move the point in focus (with Shift further), Enter adds one beside it.
 */
export function Points({ plane, points, onChange }: PointsProps) {
  const ground = useRef<SVGRectElement>(null);
  const [held, setHeld] = useState<number>();
  const [leaving, setLeaving] = useState(false);

  const placeOf = (event: MouseEvent): readonly [number, number] => {
    const box = (ground.current as SVGRectElement).getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const pointAt = ([px, py]: readonly [number, number]): Point => [
    rounded(inside(plane.x.invert(px), plane.x.domain)),
    rounded(inside(plane.y.invert(py), plane.y.domain)),
  ];
  const replace = (at: number, point: Point) => onChange(points.map((other, k) => (k === at ? point : other)));
  const remove = (at: number) => onChange(points.filter((_, k) => k !== at));
  const isAway = ([px, py]: readonly [number, number]) => px < -away || py < -away || px > plane.width + away || py > plane.height + away;

  const hold = (at: number, event: PointerEvent) => {
    if (event.button !== 0) return;
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    event.stopPropagation();
    setHeld(at);
  };
  const drag = (at: number, event: PointerEvent) => {
    if (held !== at) return;
    const place = placeOf(event);
    setLeaving(isAway(place));
    replace(at, pointAt(place));
  };
  const letGo = (at: number, event: PointerEvent) => {
    if (held !== at) return;
    if (isAway(placeOf(event))) remove(at);
    setHeld(undefined);
    setLeaving(false);
  };
  const press = (at: number, event: KeyboardEvent) => {
    const [x, y] = points[at];
    const step = steps[event.key];
    if (step !== undefined) {
      const size = event.shiftKey ? 10 : 1;
      const [width, height] = [plane.x.domain[1] - plane.x.domain[0], plane.y.domain[1] - plane.y.domain[0]];
      replace(at, [rounded(inside(x + (step[0] * size * width) / 200, plane.x.domain)), rounded(inside(y + (step[1] * size * height) / 200, plane.y.domain))]);
    } else if (event.key === "Delete" || event.key === "Backspace") remove(at);
    else if (event.key === "Enter") onChange([...points, [rounded(inside(x + 0.3, plane.x.domain)), y]]);
    else return;
    event.preventDefault();
  };

  return (
    <g class="points">
      <rect ref={ground} class="ground" width={plane.width} height={plane.height} onClick={(event) => onChange([...points, pointAt(placeOf(event))])} />
      {points.map(([x, y], at) => (
        <g
          key={at}
          class={`point ${held === at ? "held" : ""} ${held === at && leaving ? "leaving" : ""}`}
          transform={`translate(${plane.x(x)},${plane.y(y)})`}
          tabindex={0}
          role="button"
          aria-label={`Point ${at + 1} of ${points.length}: x ${x.toFixed(2)}, y ${y.toFixed(2)}. Arrow keys move it, Delete removes it, Enter adds one.`}
          onPointerDown={(event) => hold(at, event)}
          onPointerMove={(event) => drag(at, event)}
          onPointerUp={(event) => letGo(at, event)}
          onPointerCancel={() => setHeld(undefined)}
          onDblClick={() => remove(at)}
          onKeyDown={(event) => press(at, event)}
        >
          <circle class="reach" r={18} data-screen-only />
          <circle class="dot" r={6} />
        </g>
      ))}
    </g>
  );
}

const inside = (value: number, [low, high]: readonly [number, number]): number => Math.min(high, Math.max(low, value));
const rounded = (value: number): number => Math.round(value * 1000) / 1000;
