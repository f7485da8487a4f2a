import "./lazy.css";
import { formatNumber } from "@ntkit/plots";
import { useMemo } from "preact/hooks";
import { remoteJob } from "../../compute/client.ts";
import { useJob } from "../../compute/use-job.ts";
import type { PanelProps } from "../../panel.tsx";
import { ExportMenu } from "../../widgets/export-menu.tsx";
import { Stage, Trouble } from "../../widgets/layout.tsx";
import { Segmented } from "../../widgets/select.tsx";
import { Slider } from "../../widgets/slider.tsx";
import type { Run } from "./compute.ts";
import { codeOf, experimentOf, tableOf } from "./exports.ts";
import { FunctionChart, LossChart, MovesChart, WidthsChart } from "./figures.tsx";
import { type Move, movesOf } from "./moves.ts";
import { Numbers } from "./numbers.tsx";
import type { LazyState } from "./panel.ts";
import { Explanation } from "./prose.tsx";
import { lawWidths, steps, widthOf } from "./setting.ts";
import { StepSlider } from "./step-slider.tsx";
import type { WidthRow } from "./widths.ts";

type Jobs = typeof import("./compute.ts");
const follow = remoteJob<Jobs>("lazy")("follow");
const widths = remoteJob<Jobs>("lazy", "lazy: widths")("widths");

const none: readonly WidthRow[] = [];
const depths = { 1: "one", 2: "two" } as const;
const activations = { erf: "erf", relu: "ReLU", gelu: "GELU" } as const;

export function LazyView({ state, set }: PanelProps<LazyState>) {
  const { scale, depth, activation, seed, step } = state;
  const width = widthOf(state);
  const setting = { scale, depth, activation, seed };
  const request = { width, ...setting };
  const followed = useJob(follow, request, { name: "lazy: network", interrupt: true });
  const law = useJob(widths, setting, { name: "lazy: widths", interrupt: true });
  const run = newest(request, followed.partial, followed.value);
  const rows = (law.running ? law.partial : law.value) ?? none;
  const moves = useMemo(() => movesOf(depth), [depth]);
  const done = run?.network.steps.at(-1) ?? 0;
  const whole = followed.running ? undefined : run;
  const ofWidths = useMemo(
    () => (
      <>
        <WidthsChart rows={rows} moves={moves} width={width} run={whole} onChoose={(next) => set({ width: next })} />
        <p class="progress" role="status" data-widths={law.running ? rows.length : "all"}>
          {law.running
            ? `Three networks of each width are being trained in the background: ${rows.length} of ${lawWidths[depth].length} widths …`
            : "Dots: means over three networks of each width. Rings: the network above. A click chooses a width."}
        </p>
        <Numbers run={whole} rows={rows} moves={moves} />
      </>
    ),
    [rows, moves, width, whole, law.running, set],
  );
  return (
    <>
      <Stage
        figure={
          <>
            <FunctionChart run={run} step={step} />
            <Legend />
            <StepSlider step={step} onChange={(next) => set({ step: next })} />
            <p class="progress" role="status" data-done={followed.running ? done : "all"}>
              {followed.running ? `A network of ${width} units is being trained: step ${done} of ${steps} …` : ""}
            </p>
            <div class="pair">
              <LossChart run={run} step={step} />
              <MovesChart run={run} step={step} moves={moves} />
            </div>
            <MovesLegend moves={moves} />
            <Trouble of={run?.trouble === undefined ? followed : { trouble: run.trouble }} />
          </>
        }
        controls={
          <>
            <Slider
              label="Width n"
              value={Math.log2(width)}
              min={2}
              max={Math.log2(widthOf({ width: 4096, depth }))}
              step={1}
              format={(power) => String(2 ** power)}
              onChange={(power) => set({ width: 2 ** power })}
            />
            <Slider
              label="Scale α of the output"
              value={Math.log2(scale)}
              min={-2}
              max={6}
              step={1}
              format={(power) => formatNumber(2 ** power)}
              onChange={(power) => set({ scale: 2 ** power })}
            />
            <Segmented label="Hidden layers" value={depth === 1 ? "1" : "2"} options={depths} onChange={(next) => set({ depth: next === "1" ? 1 : 2 })} />
            <Segmented label="Nonlinearity" value={activation} options={activations} onChange={(next) => set({ activation: next })} />
            <button type="button" class="quiet" onClick={() => set({ seed: (seed + 1) % 10_000 })}>
              Another network
            </button>
            <p class="note">
              {depth === 1
                ? "The widest of them take a few seconds; what there is so far is shown."
                : "Between two hidden layers stand n² weights: widths end at 1024 here, and the widest take half a minute. What there is so far is shown."}
            </p>
          </>
        }
      />
      <Explanation run={run} step={step} />
      {ofWidths}
      <ExportMenu
        name="lazy"
        table={() => tableOf(run)}
        experiment={run && (async () => experimentOf({ ...state, width }, run))}
        code={() => (run === undefined ? "" : codeOf({ ...state, width }, run))}
      />
    </>
  );
}

/** What belongs to the request that stands: of another one, nothing is shown. */
function newest(request: Run["request"], ...runs: readonly (Run | undefined)[]): Run | undefined {
  return runs.find((run) => run !== undefined && JSON.stringify(run.request) === JSON.stringify(request));
}

const Legend = () => (
  <ul class="legend">
    <li>
      <i class="line finite" /> the network
    </li>
    <li>
      <i class="line twin" /> its linear twin
    </li>
    <li>
      <i class="line theory" /> theory: infinitely wide
    </li>
  </ul>
);

const MovesLegend = ({ moves }: { readonly moves: readonly Move[] }) => (
  <ul class="legend">
    {moves.map(({ name, words, class: look }) => (
      <li key={name}>
        <i class={`line ${look}`} /> {words}
      </li>
    ))}
  </ul>
);
