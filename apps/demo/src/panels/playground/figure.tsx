import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Chart, type Plane } from "../../figures/chart.tsx";
import { bandPath, linePath } from "../../figures/scale.ts";
import type { Curve, Prediction } from "./compute.ts";
import type { Draws } from "./draw.ts";
import { drawGrid, grid, span } from "./grid.ts";
import { Points, type PointsProps } from "./points.tsx";

export interface FigureProps extends Pick<PointsProps, "points" | "onChange"> {
  readonly prediction: Prediction | undefined;
  readonly draws: Draws;
  /** Drawn between the single networks and the means. */
  readonly overlay?: (plane: Plane) => ComponentChildren;
  /** What is seen, in words. */
  readonly label: string;
}

/** Functions over x: where networks start, the band and the mean of the trained ones, single networks, and the points. */
export function Figure({ prediction, draws, overlay, points, onChange, label }: FigureProps) {
  const [place, setPlace] = useState<number>();
  const reach = reachOf(prediction, points);
  return (
    <Chart label={label} x={{ label: "x", domain: span }} y={{ label: "f(x)", domain: [-reach, reach] }} interactive>
      {(plane) => (
        <g onPointerMove={(event) => setPlace(nearest(plane, event))} onPointerLeave={() => setPlace(undefined)}>
          <g clip-path={plane.clip}>
            {prediction && [-2, 2].map((factor) => <path key={factor} class="prior" d={linePath(grid, scaled(prediction.prior, factor), plane.x, plane.y)} />)}
            {prediction && names.map((name) => prediction.curves[name] && <Band key={name} name={name} curve={prediction.curves[name]} plane={plane} />)}
            {draws.map((values, at) => (
              <path key={at} class="draw" d={linePath(drawGrid, values, plane.x, plane.y)} />
            ))}
            {overlay?.(plane)}
            {prediction &&
              names.map(
                (name) =>
                  prediction.curves[name] && <path key={name} class={`mean ${name}`} d={linePath(grid, prediction.curves[name].mean, plane.x, plane.y)} />,
              )}
          </g>
          <Points plane={plane} points={points} onChange={onChange} />
          {place !== undefined && prediction && <Readout plane={plane} prediction={prediction} place={place} />}
        </g>
      )}
    </Chart>
  );
}

const names = ["nngp", "ntk"] as const;
const means = { ntk: "mean, all weights trained", nngp: "mean, last layer trained" } as const;

export interface LegendProps {
  readonly kernels: readonly (typeof names)[number][];
  readonly draws: boolean;
  /** What else there is. */
  readonly children?: ComponentChildren;
}

/** What the lines are. */
export function Legend({ kernels, draws, children }: LegendProps) {
  return (
    <ul class="legend">
      {kernels.map((name) => (
        <li key={name}>
          <i class={`line ${name}`} /> {means[name]} <i class={`area ${name}`} /> ± 1 and 2 deviations
        </li>
      ))}
      {draws && (
        <li>
          <i class="line draw" /> single networks
        </li>
      )}
      {children}
      <li>
        <i class="line prior" /> ± 2 deviations before training
      </li>
    </ul>
  );
}

function Band({ name, curve: { mean, deviation }, plane }: { readonly name: string; readonly curve: Curve; readonly plane: Plane }) {
  const edge = (factor: number) => mean.map((value, i) => value + factor * deviation[i]);
  return (
    <>
      <path class={`band ${name}`} d={bandPath(grid, edge(-2), edge(2), plane.x, plane.y)} />
      <path class={`band ${name}`} d={bandPath(grid, edge(-1), edge(1), plane.x, plane.y)} />
    </>
  );
}

/** The numbers under the pointer. */
function Readout({ plane, prediction, place }: { readonly plane: Plane; readonly prediction: Prediction; readonly place: number }) {
  const x = plane.x(grid[place]);
  const left = x > plane.width / 2;
  const lines = names.flatMap((name) => {
    const curve = prediction.curves[name];
    return curve === undefined ? [] : [{ name, y: curve.mean[place], text: `${curve.mean[place].toFixed(2)} ± ${curve.deviation[place].toFixed(2)}` }];
  });
  return (
    <g class="readout" aria-hidden="true" data-screen-only>
      <line x1={x} x2={x} y2={plane.height} />
      {lines.map(({ name, y }) => (
        <circle key={name} class={name} cx={x} cy={plane.y(y)} r={3.5} />
      ))}
      <text x={left ? x - 8 : x + 8} y={plane.height - 10 - 16 * lines.length} text-anchor={left ? "end" : "start"}>
        x = {grid[place].toFixed(2)}
      </text>
      {lines.map(({ name, text }, at) => (
        <text key={name} class={name} x={left ? x - 8 : x + 8} y={plane.height - 10 - 16 * at} text-anchor={left ? "end" : "start"}>
          {text}
        </text>
      ))}
    </g>
  );
}

function nearest(plane: Plane, event: PointerEvent): number | undefined {
  const box = (event.currentTarget as Element).querySelector(".ground")?.getBoundingClientRect();
  if (box === undefined || event.pointerType === "touch") return undefined;
  const share = (event.clientX - box.left) / plane.width;
  return share < 0 || share > 1 ? undefined : Math.round(share * (grid.length - 1));
}

const scaled = (values: Float64Array, factor: number): Float64Array => values.map((value) => factor * value);

/** Half the height of the picture: room for the points and for where most networks start; it does not change while points are dragged. */
function reachOf(prediction: Prediction | undefined, points: PointsProps["points"]): number {
  const start = prediction === undefined ? 0 : 1.7 * Math.max(...prediction.prior);
  const highest = points.reduce((most, [, y]) => Math.max(most, Math.abs(y)), 0);
  return Math.ceil(2 * Math.min(8, Math.max(1.5, start, highest))) / 2;
}
