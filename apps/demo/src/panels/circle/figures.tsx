import { formatNumber } from "@ntkit/plots";
import { Chart } from "../../figures/chart.tsx";
import { linePath } from "../../figures/scale.ts";
import { angles, trainAngles } from "./angles.ts";
import type { CircleKernel } from "./compute.ts";
import type { FiniteKernel } from "./finite.ts";
import { narrow } from "./settings.ts";

const span = [-Math.PI, Math.PI] as const;

export interface LearntProps {
  readonly frequency: number;
  readonly learnt: Float64Array | undefined;
}

/** The wave that is to be learnt, and what the networks have made of it. */
export function LearntChart({ frequency, learnt }: LearntProps) {
  const target = (angle: number) => Math.sin(frequency * angle);
  return (
    <Chart
      label={`The target sin ${frequency}t at 32 points around the circle, and the mean of the trained networks`}
      x={{ label: "angle t", domain: span }}
      y={{ label: "f(t)", domain: [-1.5, 1.5] }}
      aspect={0.4}
      maxHeight={320}
    >
      {({ x, y, clip }) => (
        <>
          <path class="target" d={linePath(angles, angles.map(target), x, y)} />
          {learnt && <path class="mean ntk" clip-path={clip} d={linePath(angles, learnt, x, y)} />}
          {trainAngles.map((angle) => (
            <circle key={angle} class="sample" cx={x(angle)} cy={y(target(angle))} r={3.5} />
          ))}
        </>
      )}
    </Chart>
  );
}

export interface KernelProps {
  readonly kernel: CircleKernel | undefined;
  /** Empirical kernels of real networks, drawn below the limit. */
  readonly networks: readonly FiniteKernel[];
}

/** Both kernels between the input at angle 0 and the others. */
export function KernelChart({ kernel, networks }: KernelProps) {
  const [low, high] = extent(kernel === undefined ? [0, 1] : [0, ...kernel.ntk, ...kernel.nngp, ...networks.flatMap(({ ntk }) => [...ntk])]);
  const told = kernel === undefined ? "" : `: NTK ${[90, 135, 180].map((at) => formatNumber(kernel.ntk[at], 6)).join(", ")} at 0°, 90° and 180°`;
  return (
    <Chart
      label={`Both kernels against the angle between two inputs${told}`}
      x={{ label: "angle between two inputs", domain: span }}
      y={{ label: "kernel", domain: [low, high + 0.06 * (high - low)] }}
      aspect={0.8}
      minHeight={220}
    >
      {({ x, y }) =>
        kernel && (
          <>
            {networks.map(({ width, ntk }, at) => (
              <path key={at} class={`finite-kernel ${width === narrow ? "narrow" : ""}`} d={linePath(angles, ntk, x, y)} />
            ))}
            <path class="mean nngp thin" d={linePath(angles, kernel.nngp, x, y)} />
            <path class="mean ntk" d={linePath(angles, kernel.ntk, x, y)} />
            <text class="mark ntk" x={x(0) + 8} y={y(kernel.ntk[90])} dy="0.9em">
              NTK
            </text>
            <text class="mark nngp" x={x(Math.PI) - 4} y={y(kernel.nngp[180]) - 6} text-anchor="end">
              NNGP
            </text>
          </>
        )
      }
    </Chart>
  );
}

export interface SpectrumProps {
  readonly kernel: CircleKernel | undefined;
  readonly exact: ((k: number) => number) | undefined;
  readonly frequency: number;
  readonly onChoose: (frequency: number) => void;
}

/** Below this an eigenvalue is drawn as zero, at the foot of the chart. */
const least = 1e-5;

/** Eigenvalues by frequency; the one that is being learnt stands out, and a click chooses another. */
export function SpectrumChart({ kernel, exact, frequency, onChoose }: SpectrumProps) {
  const values = kernel?.spectrum.ntk ?? [];
  const most = 2 * Math.max(least * 10, ...values, ...(kernel?.spectrum.nngp ?? []));
  return (
    <Chart
      label={`Eigenvalues of the NTK by frequency, from 0: ${values.map((value) => formatNumber(Math.max(0, value))).join(", ")}`}
      x={{ label: "frequency k", domain: [-0.6, 12.6] }}
      y={{ label: "eigenvalue", domain: [least, most], scale: "log" }}
      aspect={0.8}
      minHeight={220}
    >
      {({ x, y, height }) =>
        values.map((value, k) => {
          const zero = value < least;
          const top = zero ? height : y(value);
          return (
            <g key={k} class={`bar ${k === frequency ? "chosen" : ""}`}>
              <rect class="reach" x={x(k - 0.5)} width={x(1) - x(0)} height={height} onClick={() => k > 0 && onChoose(k)} />
              <rect class="fill" x={x(k - 0.3)} width={x(0.6) - x(0)} y={top} height={height - top} />
              {zero && (
                <text class="none" x={x(k)} y={height - 6} text-anchor="middle">
                  0
                </text>
              )}
              {exact && exact(k) > least && <circle class="exact" cx={x(k)} cy={y(exact(k))} r={4} />}
            </g>
          );
        })
      }
    </Chart>
  );
}

const extent = (values: readonly number[]): [number, number] => [Math.min(...values), Math.max(...values)];
