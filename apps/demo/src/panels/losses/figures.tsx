import { formatNumber } from "@ntkit/plots";
import { useMemo } from "preact/hooks";
import { Chart, type Plane } from "../../figures/chart.tsx";
import { pixels } from "../../figures/heat-map.tsx";
import { bandPath, linePath } from "../../figures/scale.ts";
import { settings } from "../../state/settings.ts";
import { useSlice } from "../../state/use-slice.ts";
import type { Comparison, Stand } from "./compute.ts";
import { zeroLine } from "./contour.ts";
import { type Points, reach } from "./points.ts";
import { type LossName, lossNames, side, span, times } from "./setting.ts";

export const lossWords: Readonly<Record<LossName, string>> = { mse: "squared loss", "cross-entropy": "cross-entropy" };

/** The probability of the second class less that of the first: by softmax, or for the squared loss the outputs themselves. */
const certainty: Readonly<Record<LossName, (difference: number) => number>> = { mse: (d) => d, "cross-entropy": (d) => Math.tanh(d / 2) };

export interface BoundaryProps {
  readonly loss: LossName;
  readonly stand: Stand;
  readonly points: Points;
}

/** The plane in the colours of the classes, the line between them, and the training points. */
export function BoundaryMap({ loss, stand: { difference, margins }, points }: BoundaryProps) {
  const { theme } = useSlice(settings);
  const href = useMemo(() => pixels(difference.map(certainty[loss]), side, 1), [difference, loss, theme]);
  const line = useMemo(() => zeroLine(difference, side), [difference]);
  const right = margins.filter((margin) => margin > 0).length;
  return (
    <Chart
      label={`What the networks trained with ${lossWords[loss]} say over the plane: ${right} of ${margins.length} training points right`}
      x={{ label: "", domain: [-reach, reach] }}
      y={{ label: lossWords[loss], domain: [-reach, reach] }}
      aspect={0.98}
      minHeight={260}
      maxHeight={400}
    >
      {(plane) => {
        const { x, y, width, height, clip } = plane;
        const step = [width / (side - 1), height / (side - 1)];
        return (
          <>
            <g clip-path={clip}>
              <image
                class="classes"
                href={href}
                x={-step[0] / 2}
                y={-step[1] / 2}
                width={width + step[0]}
                height={height + step[1]}
                preserveAspectRatio="none"
              />
              <path class="boundary" d={line.map(([a, b, c, d]) => `M${[a * step[0], b * step[1]]}L${[c * step[0], d * step[1]]}`).join("")} />
            </g>
            {points.inputs.map(([px, py], i) => (
              <circle key={i} class={`member ${points.second[i] ? "second" : "first"}`} cx={x(px)} cy={y(py)} r={4} />
            ))}
          </>
        );
      }}
    </Chart>
  );
}

export interface CourseProps {
  readonly courses: Comparison["courses"];
  readonly time: number;
}

/** The place along the curves where their names stand. */
const named = Math.round(0.66 * (times.length - 1));

/** How far the outputs of both classes are apart, against training time: the middle one of the points, and the range of them all. */
export function MarginChart({ courses, time }: CourseProps) {
  const all = lossNames.flatMap((name) => [...courses[name].margins.least, ...courses[name].margins.most]);
  const [low, high] = [Math.min(0, ...all), Math.max(1.5, ...all)];
  return (
    <Chart
      label={`By how much the right output is above the other, along training time: at the end ${lossNames.map((name) => `${formatNumber(courses[name].margins.middle.at(-1) ?? 0)} with ${lossWords[name]}`).join(", ")}`}
      x={{ label: "training time t", domain: [span.from, span.to], scale: "log" }}
      y={{ label: "margin of the training points", domain: [low, 1.08 * high] }}
      aspect={0.8}
      minHeight={240}
    >
      {(plane) => (
        <>
          <Now plane={plane} time={time} />
          {lossNames.map((name) => {
            const { least, middle, most } = courses[name].margins;
            return (
              <g key={name} class={`course ${name}`} clip-path={plane.clip}>
                <path class="spread" d={bandPath(times, least, most, plane.x, plane.y)} />
                <path class="line" d={linePath(times, middle, plane.x, plane.y)} />
                <text
                  x={plane.x(times[named])}
                  y={plane.y((name === "mse" ? middle : most)[named])}
                  dy={name === "mse" ? "1.4em" : "-0.8em"}
                  text-anchor={name === "mse" ? "start" : "end"}
                >
                  {lossWords[name]}
                </text>
              </g>
            );
          })}
        </>
      )}
    </Chart>
  );
}

/** Below this a loss is at the foot of the chart. */
const least = 1e-8;

/** Each loss as it falls in its own training. */
export function LossChart({ courses, time }: CourseProps) {
  return (
    <Chart
      label={`Each training loss along training time: at the end ${lossNames.map((name) => `${formatNumber(courses[name].loss.at(-1) ?? 0)} for ${lossWords[name]}`).join(", ")}`}
      x={{ label: "training time t", domain: [span.from, span.to], scale: "log" }}
      y={{ label: "training loss", domain: [least, 2], scale: "log" }}
      aspect={0.8}
      minHeight={240}
    >
      {(plane) => (
        <>
          <Now plane={plane} time={time} />
          {lossNames.map((name) => {
            const { loss } = courses[name];
            const low = loss.findIndex((value) => value < 1e-6);
            const at = low < 0 ? named : low;
            return (
              <g key={name} class={`course ${name}`} clip-path={plane.clip}>
                <path
                  class="line"
                  d={linePath(
                    times,
                    loss.map((value) => Math.max(value, least / 2)),
                    plane.x,
                    plane.y,
                  )}
                />
                <text x={plane.x(times[at]) + 8} y={plane.y(Math.max(loss[at], least))} dy="-0.3em">
                  {lossWords[name]}
                </text>
              </g>
            );
          })}
        </>
      )}
    </Chart>
  );
}

/** The time that the pictures above are of. */
function Now({ plane: { x, height }, time }: { readonly plane: Plane; readonly time: number }) {
  const at = x(Math.min(span.to, Math.max(span.from, time)));
  return <line class="now" x1={at} x2={at} y2={height} />;
}
