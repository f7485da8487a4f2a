import { formatNumber } from "@ntkit/plots";
import { Chart } from "../../figures/chart.tsx";
import { linePath } from "../../figures/scale.ts";
import type { Modes } from "./compute.ts";

const span = [-Math.PI, Math.PI] as const;

/** The target on the points, and what is learnt of it. */
export function FitChart({ modes: { points, targets, vectors, residuals } }: { readonly modes: Modes }) {
  const learnt = targets.map((y, i) => y - vectors.reduce((sum, vector, mode) => sum + vector[i] * residuals[mode], 0));
  return (
    <Chart
      label="The target on the training points, and what is learnt of it"
      x={{ label: "x", domain: span }}
      y={{ label: "f(x) on the training points", domain: [-1.6, 1.6] }}
      aspect={0.36}
      minHeight={200}
      maxHeight={280}
    >
      {({ x, y, clip }) => (
        <g clip-path={clip}>
          <path class="mean ntk" d={linePath(points, learnt, x, y)} />
          {points.map((point, i) => (
            <circle key={point} class="sample" cx={x(point)} cy={y(targets[i])} r={3.5} />
          ))}
        </g>
      )}
    </Chart>
  );
}

export interface ModeProps {
  readonly modes: Modes;
  readonly chosen: number;
  readonly onChoose: (mode: number) => void;
}

/** Eigenvalues from the strongest on; a click chooses a mode. */
export function SpectrumChart({ modes: { eigenvalues, timeConstants }, chosen, onChoose }: ModeProps) {
  const seen = eigenvalues.filter((value) => value > 0);
  const domain = [Math.max(seen[seen.length - 1], seen[0] * 1e-16) / 2, seen[0] * 2] as const;
  return (
    <Chart
      label={`Eigenvalues of the kernel, the strongest first: ${formatNumber(eigenvalues[0])} down to ${formatNumber(seen[seen.length - 1])}; time constants from ${formatNumber(timeConstants[0])} steps on`}
      x={{ label: "mode", domain: [0, eigenvalues.length + 1] }}
      y={{ label: "eigenvalue λ", domain, scale: "log" }}
      aspect={0.9}
      minHeight={240}
    >
      {({ x, y, height }) =>
        Array.from(eigenvalues, (value, mode) => (
          <g key={mode} class={`mode ${mode === chosen ? "chosen" : ""}`}>
            <rect class="reach" x={x(mode + 0.5)} width={x(1) - x(0)} height={height} onClick={() => onChoose(mode)} />
            {value > 0 && <circle cx={x(mode + 1)} cy={y(value)} r={mode === chosen ? 6 : 4} />}
          </g>
        ))
      }
    </Chart>
  );
}

/** The chosen pattern. */
export function ModeChart({ modes: { points, vectors }, chosen }: Omit<ModeProps, "onChoose">) {
  const vector = vectors[chosen];
  const most = 1.15 * vector.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  return (
    <Chart
      label={`The eigenfunction of mode ${chosen + 1} on the training points`}
      x={{ label: "x", domain: span }}
      y={{ label: `pattern of mode ${chosen + 1}`, domain: [-most, most] }}
      aspect={0.9}
      minHeight={240}
    >
      {({ x, y }) => (
        <>
          <path class="mean ntk thin" d={linePath(points, vector, x, y)} />
          {points.map((point, i) => (
            <circle key={point} class="value" cx={x(point)} cy={y(vector[i])} r={3} />
          ))}
        </>
      )}
    </Chart>
  );
}

/** How much of the target is in each mode (the outline), and how much of that is still to be learnt (the filling). */
export function ResidualChart({ modes: { coefficients, residuals }, chosen, onChoose }: ModeProps) {
  const most = 1.1 * coefficients.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1e-12);
  return (
    <Chart
      label="How much of the target is in each mode, and how much of it is left to be learnt"
      x={{ label: "mode", domain: [0, coefficients.length + 1] }}
      y={{ label: "in the target, and left of it", domain: [0, most] }}
      aspect={0.9}
      minHeight={240}
    >
      {({ x, y, height }) =>
        Array.from(coefficients, (value, mode) => {
          const bar = { x: x(mode + 0.65), width: x(0.7) - x(0) };
          const [whole, left] = [y(Math.abs(value)), y(Math.abs(residuals[mode]))];
          return (
            <g key={mode} class={`mode ${mode === chosen ? "chosen" : ""}`}>
              <rect class="reach" x={x(mode + 0.5)} width={x(1) - x(0)} height={height} onClick={() => onChoose(mode)} />
              <rect class="whole" {...bar} y={whole} height={height - whole} />
              <rect class="left" {...bar} y={left} height={height - left} />
            </g>
          );
        })
      }
    </Chart>
  );
}
