import { formatNumber } from "@ntkit/plots";
import { Chart, type Plane } from "../../figures/chart.tsx";
import { linePath } from "../../figures/scale.ts";
import type { Course, Run } from "./compute.ts";
import type { Move } from "./moves.ts";
import { grid, steps, targets, trainAt } from "./setting.ts";
import type { WidthRow } from "./widths.ts";

const names = ["theory", "twin", "network"] as const;
const looksOf = { theory: "theory", twin: "twin", network: "finite" } as const;
const span = [-Math.PI, Math.PI] as const;

/** The function of a course after so many steps, or the last before that it has come to. */
const functionAt = ({ steps: seen, functions }: Course, step: number): Float64Array | undefined => functions[seen.findLastIndex((at) => at <= step)];

export interface FollowedProps {
  readonly run: Run | undefined;
  readonly step: number;
}

/** What the network has learnt so far, its twin, and theory. */
export function FunctionChart({ run, step }: FollowedProps) {
  return (
    <Chart
      label={`Functions after ${step} steps: of the network, of its linear twin, and of infinitely wide networks`}
      x={{ label: "x", domain: span }}
      y={{ label: "α (f(x) − f₀(x))", domain: [-1.8, 1.8] }}
      aspect={0.42}
      maxHeight={330}
    >
      {({ x, y, clip }) => (
        <>
          <g clip-path={clip}>
            {run &&
              names.map((name) => {
                const values = functionAt(run[name], step);
                return values && <path key={name} class={`course ${looksOf[name]}`} d={linePath(grid, values, x, y)} />;
              })}
          </g>
          {trainAt.map((at, i) => (
            <circle key={at} class="sample" cx={x(at)} cy={y(targets[i])} r={3.5} />
          ))}
        </>
      )}
    </Chart>
  );
}

/** Steps stand on a logarithmic axis, on which the start has no place. */
const afterStart = (values: readonly number[]): readonly number[] => values.slice(1);

interface StepChartProps {
  readonly label: string;
  readonly y: { readonly label: string; readonly domain: readonly [number, number] };
  readonly step: number;
  readonly curves: readonly { readonly name: string; readonly look: string; readonly steps: readonly number[]; readonly values: readonly number[] }[];
}

/** Curves over the steps of training, both axes logarithmic, and where the slider stands. */
function StepChart({ label, y, step, curves }: StepChartProps) {
  return (
    <Chart label={label} x={{ label: "training step", domain: [1, steps], scale: "log" }} y={{ ...y, scale: "log" }} aspect={0.85} minHeight={240}>
      {(plane) => (
        <g clip-path={plane.clip}>
          {step >= 1 && <line class="now" x1={plane.x(step)} x2={plane.x(step)} y2={plane.height} />}
          {curves.map((curve) => (
            <path key={curve.name} class={curve.look} d={linePath(afterStart(curve.steps), afterStart(curve.values), plane.x, plane.y)} />
          ))}
        </g>
      )}
    </Chart>
  );
}

/** How the loss falls. */
export function LossChart({ run, step }: FollowedProps) {
  const all = run === undefined ? [0.01, 1] : names.flatMap((name) => run[name].loss).filter((value) => value > 0);
  const told = run === undefined ? "" : `: at the end ${names.map((name) => `${name} ${formatNumber(run[name].loss.at(-1) ?? Number.NaN)}`).join(", ")}`;
  return (
    <StepChart
      label={`Training loss against steps${told}`}
      y={{ label: "loss", domain: [Math.min(...all) / 1.5, Math.max(...all) * 1.5] }}
      step={step}
      curves={run === undefined ? [] : names.map((name) => ({ name, look: `course ${looksOf[name]}`, steps: run[name].steps, values: run[name].loss }))}
    />
  );
}

export interface MovesProps extends FollowedProps {
  readonly moves: readonly Move[];
}

/** How far everything has moved, step by step. */
export function MovesChart({ run, step, moves }: MovesProps) {
  const curves = run === undefined ? [] : moves.map((move) => ({ ...move, values: run.moves[move.name] ?? [], steps: run.network.steps }));
  return (
    <StepChart
      label={`How far things have moved, against steps${curves.map(({ words, values }) => `; ${words} ${formatNumber(values.at(-1) ?? 0)}`).join("")}`}
      y={{ label: "how far it has moved", domain: domainOf(curves.flatMap(({ values }) => afterStart(values))) }}
      step={step}
      curves={curves.map((curve) => ({ ...curve, look: `move ${curve.class}` }))}
    />
  );
}

/** Round a range of numbers above 0, two decades at least. */
function domainOf(values: readonly number[]): readonly [number, number] {
  const seen = values.filter((value) => value > 0 && Number.isFinite(value));
  const [low, high] = seen.length === 0 ? [0.01, 1] : [Math.min(...seen), Math.max(...seen)];
  return [Math.min(low / 1.5, high / 100), high * 1.5];
}

export interface WidthsProps {
  readonly rows: readonly WidthRow[];
  readonly moves: readonly Move[];
  /** What is chosen, and how far that network has moved at the end of its training. */
  readonly width: number;
  readonly run: Run | undefined;
  readonly onChoose: (width: number) => void;
}

/** What is expected of wide networks, and of what: drawn at the height that fits best, from `from` on. */
const laws = [
  { power: -0.5, words: "−1/2", of: "weight-change.layers[0]", from: 4 },
  { power: -1, words: "−1", of: "ntk.drift", from: 64 },
] as const;

/** Where the laws end. */
const widest = 5000;

/** What a power of the width is multiplied by to come nearest to the rows, in logarithms. */
function heightOf({ power, of, from }: (typeof laws)[number], rows: readonly WidthRow[]): number | undefined {
  const wide = rows.filter(({ width, moves }) => width >= from && moves[of] > 0);
  return wide.length === 0 ? undefined : Math.exp(wide.reduce((sum, { width, moves }) => sum + Math.log(moves[of] / width ** power), 0) / wide.length);
}

/** How far networks move in all, by their width, beside the laws; a click chooses a width. */
export function WidthsChart({ rows, moves, width, run, onChoose }: WidthsProps) {
  const own = run?.network.steps.at(-1) === steps ? run.moves : undefined;
  const values = [...rows.flatMap((row) => moves.map(({ name }) => row.moves[name])), ...moves.map(({ name }) => own?.[name].at(-1) ?? Number.NaN)];
  const domain = domainOf(values);
  const told = rows.map((row) => `width ${row.width}: ${moves.map(({ words, name }) => `${words} ${formatNumber(row.moves[name] ?? Number.NaN)}`).join(", ")}`);
  return (
    <Chart
      label={`How far networks move in ${steps} steps, by width. ${told.join("; ")}`}
      x={{ label: "width n", domain: [3, 5500], scale: "log" }}
      y={{ label: "how far it has moved in the end", domain, scale: "log" }}
      aspect={0.5}
      minHeight={280}
    >
      {({ x, y, height, clip }) => (
        <>
          <g clip-path={clip}>
            {laws.map((law) => {
              const factor = heightOf(law, rows);
              return (
                factor && (
                  <path
                    key={law.power}
                    class="law"
                    d={linePath(
                      [law.from, widest],
                      [law.from, widest].map((n) => factor * n ** law.power),
                      x,
                      y,
                    )}
                  />
                )
              );
            })}
            {moves.map((move) => (
              <path key={move.name} class={`move ${move.class}`} d={lineOf(rows, move, x, y)} />
            ))}
          </g>
          {laws.map((law) => {
            const factor = heightOf(law, rows);
            const at = factor === undefined ? widest : Math.min(widest, (domain[0] / factor) ** (1 / law.power));
            return (
              factor && (
                <text key={law.power} class="law-name" x={x(at)} y={y(factor * at ** law.power) - 8} text-anchor="end">
                  n
                  <tspan dy={-5} font-size={10}>
                    {law.words}
                  </tspan>
                </text>
              )
            );
          })}
          {rows.map((row) => (
            <g key={row.width} class={`width ${row.width === width ? "chosen" : ""}`}>
              <rect class="reach" x={x(row.width / Math.SQRT2)} width={x(2) - x(1)} height={height} onClick={() => onChoose(row.width)} />
              {moves.map(
                ({ name, class: look }) => row.moves[name] > 0 && <circle key={name} class={look} cx={x(row.width)} cy={y(row.moves[name])} r={3.5} />,
              )}
            </g>
          ))}
          {own && moves.map(({ name, class: look }) => <circle key={name} class={`own ${look}`} cx={x(width)} cy={y(own[name].at(-1) ?? Number.NaN)} r={6} />)}
        </>
      )}
    </Chart>
  );
}

const lineOf = (rows: readonly WidthRow[], { name }: Move, x: Plane["x"], y: Plane["y"]): string =>
  linePath(
    rows.map((row) => row.width),
    rows.map((row) => row.moves[name] ?? Number.NaN),
    x,
    y,
  );
