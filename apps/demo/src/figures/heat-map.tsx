import { useMemo } from "preact/hooks";
import { settings } from "../state/settings.ts";
import { useSlice } from "../state/use-slice.ts";
import { useWidth } from "./use-width.ts";

export interface HeatMapProps {
  /** For readers who do not see it. */
  readonly label: string;
  /** [side, side], row by row. */
  readonly values: ArrayLike<number>;
  readonly side: number;
  /** What stands above it. */
  readonly title: string;
}

const margin = { top: 26, edge: 8 };

/** A square matrix as colours: the ground where it is 0, one colour above, another below. */
export function HeatMap({ label, values, side, title }: HeatMapProps) {
  const [ref, width] = useWidth<HTMLDivElement>(280);
  const { theme } = useSlice(settings);
  const href = useMemo(() => pixels(values, side), [values, side, theme]);
  const size = Math.min(width - 2 * margin.edge, 340);
  const height = size + margin.top + margin.edge;
  return (
    <div class="chart" ref={ref}>
      <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label} data-figure>
        <g class="axis-label" aria-hidden="true">
          <text x={margin.edge} y={12}>
            {title}
          </text>
        </g>
        <image class="heat-map" href={href} x={margin.edge} y={margin.top} width={size} height={size} preserveAspectRatio="none" />
        <rect class="outline" x={margin.edge} y={margin.top} width={size} height={size} />
      </svg>
    </div>
  );
}

/** The matrix as a picture, a pixel an entry: the address of an image. The colours are full at `most` and beyond. */
export function pixels(values: ArrayLike<number>, side: number, most = largest(values)): string {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [side, side];
  const context = canvas.getContext("2d");
  if (context === null) return "";
  const style = getComputedStyle(document.documentElement);
  const [ground, above, below] = ["--ground", "--ntk", "--nngp"].map((name) => rgb(style.getPropertyValue(name)));
  const image = context.createImageData(side, side);
  for (let at = 0; at < side * side; at++) {
    const share = Math.min(1, Math.abs(values[at] / most)) ** 0.7;
    const end = values[at] > 0 ? above : below;
    for (let channel = 0; channel < 3; channel++) image.data[4 * at + channel] = ground[channel] + (end[channel] - ground[channel]) * share;
    image.data[4 * at + 3] = 255;
  }
  context.putImageData(image, 0, 0);
  return canvas.toDataURL();
}

const largest = (values: ArrayLike<number>): number => Array.from(values).reduce((most, value) => Math.max(most, Math.abs(value)), 1e-300);

/** `#rrggbb` as three numbers. */
const rgb = (colour: string): number[] => [1, 3, 5].map((from) => Number.parseInt(colour.trim().slice(from, from + 2), 16));
