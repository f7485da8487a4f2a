import { useState } from "preact/hooks";
import { Chart, type Plane } from "../../figures/chart.tsx";
import { linePath } from "../../figures/scale.ts";
import type { Edge, Fate } from "./compute.ts";
import { biasVariances, edgeAt, weightVariances } from "./plane.ts";

export interface DiagramProps {
  readonly edge: Edge;
  readonly weightVariance: number;
  readonly biasVariance: number;
  readonly onChoose: (weightVariance: number, biasVariance: number) => void;
}

const steps: Readonly<Record<string, readonly [number, number]>> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/** The plane of both variances with the edge of chaos, and a point in it that is set by a click, dragged, or moved by arrow keys. */
export function Diagram({ edge, weightVariance, biasVariance, onChoose }: DiagramProps) {
  const [held, setHeld] = useState(false);
  const choose = (w: number, b: number) => onChoose(within(w, [0.01, weightVariances[1]]), within(b, biasVariances));
  const follow = ({ x, y }: Plane, event: PointerEvent) => {
    const box = (event.currentTarget as Element).querySelector(".ground")?.getBoundingClientRect();
    if (box !== undefined) choose(x.invert(event.clientX - box.left), y.invert(event.clientY - box.top));
  };
  const press = (event: KeyboardEvent) => {
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const size = event.shiftKey ? 10 : 1;
    choose(weightVariance + 0.05 * size * step[0], biasVariance + 0.01 * size * step[1]);
  };
  const places = edge.flatMap((weight, at) => (weight === null ? [] : [{ weight, bias: edgeAt[at] }]));
  const whole = edge.length === edgeAt.length && places.length > 0;
  return (
    <Chart
      label="The plane of weight and bias variances, with the edge of chaos"
      x={{ label: "weightStd²", domain: weightVariances }}
      y={{ label: "biasStd²", domain: biasVariances }}
      aspect={0.62}
      interactive
    >
      {(plane) => {
        const line = linePath(
          places.map(({ weight }) => weight),
          places.map(({ bias }) => bias),
          plane.x,
          plane.y,
        );
        const [top, bottom] = [plane.y(places.at(-1)?.bias ?? 0), plane.y(places[0]?.bias ?? 0)];
        return (
          <g
            class={`diagram ${held ? "held" : ""}`}
            onPointerDown={(event) => {
              event.currentTarget.setPointerCapture(event.pointerId);
              setHeld(true);
              follow(plane, event);
            }}
            onPointerMove={(event) => held && follow(plane, event)}
            onPointerUp={() => setHeld(false)}
            onPointerCancel={() => setHeld(false)}
          >
            <rect class="ground" width={plane.width} height={plane.height} />
            <g clip-path={plane.clip}>
              {whole && (
                <>
                  <path class="ordered" d={`${line}L0,${top}L0,${bottom}Z`} />
                  <path class="chaotic" d={`${line}L${plane.width},${top}L${plane.width},${bottom}Z`} />
                </>
              )}
              <path class="edge" d={line} />
            </g>
            {whole && (
              <>
                <text class="region" x={16} y={plane.height - 16}>
                  ordered
                </text>
                <text class="region" x={plane.width - 16} y={plane.height - 16} text-anchor="end">
                  chaotic
                </text>
              </>
            )}
            <g
              class="point"
              tabindex={0}
              role="button"
              aria-label={`Chosen: weight variance ${weightVariance.toFixed(2)}, bias variance ${biasVariance.toFixed(2)}. Arrow keys move it.`}
              transform={`translate(${plane.x(weightVariance)},${plane.y(biasVariance)})`}
              onKeyDown={press}
            >
              <circle class="reach" r={18} data-screen-only />
              <circle class="dot" r={7} />
            </g>
          </g>
        );
      }}
    </Chart>
  );
}

const within = (value: number, [low, high]: readonly [number, number]): number => Math.min(high, Math.max(low, value));

/** The correlation of two inputs, layer by layer. */
export function DepthChart({ fate }: { readonly fate: Fate | undefined }) {
  const courses = fate?.correlations ?? [];
  const layers = Array.from({ length: courses[0]?.length ?? 0 }, (_, layer) => layer);
  const limit = fate?.correlation ?? null;
  return (
    <Chart
      label={`How alike two inputs are, layer by layer${limit === null ? "" : `: it goes to ${limit.toFixed(3)}`}`}
      x={{ label: "layer", domain: [0, 40] }}
      y={{ label: "correlation of two inputs", domain: [0, 1.05] }}
      aspect={0.34}
      minHeight={200}
      maxHeight={260}
    >
      {({ x, y, width, clip }) => (
        <>
          {limit !== null && <line class="limit" x2={width} y1={y(limit)} y2={y(limit)} />}
          <g clip-path={clip}>
            {courses.map((course) => (
              <path key={course[0]} class="mean nngp" d={linePath(layers, course, x, y)} />
            ))}
          </g>
        </>
      )}
    </Chart>
  );
}
