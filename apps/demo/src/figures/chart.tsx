import { linearTicks, logTicks } from "@ntkit/plots";
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { linearScale, logScale, type Scale } from "./scale.ts";
import { useWidth } from "./use-width.ts";

export interface ChartAxis {
  readonly label: string;
  readonly domain: readonly [number, number];
  readonly scale?: "linear" | "log";
}

/** What the marks of a chart are drawn with: scales, and the rectangle between the axes. */
export interface Plane {
  readonly x: Scale;
  readonly y: Scale;
  readonly width: number;
  readonly height: number;
  /** Names a clip path: `clip-path={plane.clip}` keeps marks within the axes. */
  readonly clip: string;
}

export interface ChartProps {
  /** For readers who do not see it: what is shown, with the numbers that matter. */
  readonly label: string;
  readonly x: ChartAxis;
  readonly y: ChartAxis;
  /** Height in px as a share of the width, and its bounds. */
  readonly aspect?: number;
  readonly minHeight?: number;
  readonly maxHeight?: number;
  /** False for a plain picture; true where something in it takes the keyboard. */
  readonly interactive?: boolean;
  readonly children: (plane: Plane) => ComponentChildren;
}

const margin = { top: 26, right: 12, bottom: 40, left: 46 };

/**
 * Axes, as wide as their place, around marks that `children` draws in px from the upper left corner of the plane.
 * The export menu takes every chart of a panel as a picture.
 */
export function Chart({ label, x, y, aspect = 0.56, minHeight = 240, maxHeight = 460, interactive = false, children }: ChartProps) {
  const [ref, outer] = useWidth<HTMLDivElement>(640);
  const clip = useId();
  const height = Math.round(Math.min(maxHeight, Math.max(minHeight, outer * aspect)));
  const plane: Plane = {
    width: outer - margin.left - margin.right,
    height: height - margin.top - margin.bottom,
    x: scaleOf(x, [0, outer - margin.left - margin.right]),
    y: scaleOf(y, [height - margin.top - margin.bottom, 0]),
    clip: `url(#${clip})`,
  };
  return (
    <div class="chart" ref={ref}>
      <svg width={outer} height={height} viewBox={`0 0 ${outer} ${height}`} role={interactive ? "group" : "img"} aria-label={label} data-figure>
        <defs>
          <clipPath id={clip}>
            <rect width={plane.width} height={plane.height} />
          </clipPath>
        </defs>
        <g transform={`translate(${margin.left},${margin.top})`}>
          <Grid plane={plane} />
          {children(plane)}
          <Labels plane={plane} x={x.label} y={y.label} />
        </g>
      </svg>
    </div>
  );
}

const scaleOf = ({ domain, scale = "linear" }: ChartAxis, range: readonly [number, number]): Scale =>
  scale === "log" ? logScale(domain, range) : linearScale(domain, range);

const ticksOf = ({ kind, domain }: Scale, count: number) => (kind === "log" ? logTicks(domain, count) : linearTicks(domain, count));

function Grid({ plane: { x, y, width, height } }: { readonly plane: Plane }) {
  const [across, up] = [ticksOf(x, Math.max(3, width / 90)), ticksOf(y, Math.max(3, height / 70))];
  return (
    <g class="axis" aria-hidden="true">
      {up.values.map((value) => (
        <g key={value} transform={`translate(0,${y(value)})`}>
          <line class={value === 0 ? "zero" : "grid"} x2={width} />
          <text x={-8} dy="0.32em" text-anchor="end">
            {up.format(value)}
          </text>
        </g>
      ))}
      {across.values.map((value) => (
        <g key={value} transform={`translate(${x(value)},${height})`}>
          <line class="tick" y2={5} />
          <text y={18} text-anchor="middle">
            {across.format(value)}
          </text>
        </g>
      ))}
      <line class="frame" x2={width} y1={height} y2={height} />
    </g>
  );
}

function Labels({ plane: { width, height }, x, y }: { readonly plane: Plane; readonly x: string; readonly y: string }) {
  return (
    <g class="axis-label" aria-hidden="true">
      <text x={width} y={height + 34} text-anchor="end">
        {x}
      </text>
      <text x={-margin.left + 4} y={-14}>
        {y}
      </text>
    </g>
  );
}
