import "./losses.css";
import { formatNumber } from "@ntkit/plots";
import { remoteJob } from "../../compute/client.ts";
import { useJob } from "../../compute/use-job.ts";
import { NetworkEditor } from "../../network/network-editor.tsx";
import type { PanelProps } from "../../panel.tsx";
import { ExportMenu } from "../../widgets/export-menu.tsx";
import { Stage, Trouble } from "../../widgets/layout.tsx";
import { NumbersTable } from "../../widgets/numbers-table.tsx";
import { Select } from "../../widgets/select.tsx";
import { Slider } from "../../widgets/slider.tsx";
import { TimeSlider } from "../../widgets/time-slider.tsx";
import type { Comparison } from "./compute.ts";
import { codeOf, experimentOf, tableOf } from "./exports.ts";
import { BoundaryMap, LossChart, lossWords, MarginChart } from "./figures.tsx";
import type { LossesState } from "./panel.ts";
import { pointsOf } from "./points.ts";
import { Explanation } from "./prose.tsx";
import { lossNames, span, times } from "./setting.ts";
import { shapes } from "./shapes.ts";

const compareJob = remoteJob<typeof import("./compute.ts")>("losses")("compare");
const words = { moons: shapes.moons.words, clusters: shapes.clusters.words, rings: shapes.rings.words, corners: shapes.corners.words };

export function LossesView({ state, set }: PanelProps<LossesState>) {
  const { network, shape, count, smoothing, time, seed } = state;
  const compared = useJob(compareJob, { network, shape, count, smoothing, time, seed }, { name: "losses: picture" });
  const comparison = compared.value;
  const points = pointsOf(state);
  // While points are being drawn anew, the answer is still that of the old ones.
  const fits = comparison?.stands.mse.margins.length === count;
  return (
    <>
      <Stage
        figure={
          <>
            {comparison && fits && (
              <div class="pair">
                {lossNames.map((loss) => (
                  <BoundaryMap key={loss} loss={loss} stand={comparison.stands[loss]} points={points} />
                ))}
              </div>
            )}
            <TimeSlider time={time} from={span.from} to={span.to} onChange={(next) => set({ time: next })} />
            {comparison && (
              <div class="pair">
                <MarginChart courses={comparison.courses} time={time} />
                <LossChart courses={comparison.courses} time={time} />
              </div>
            )}
            <Trouble of={compared} />
          </>
        }
        controls={
          <>
            <Select label="The classes" value={shape} options={words} onChange={(next) => set({ shape: next })} />
            <Slider label="Training points" value={count} min={4} max={60} step={1} onChange={(next) => set({ count: next })} />
            <Slider
              label="Label smoothing"
              value={smoothing}
              min={0}
              max={0.4}
              step={0.01}
              format={(value) => value.toFixed(2)}
              onChange={(next) => set({ smoothing: next })}
            />
            <button type="button" class="quiet" onClick={() => set({ seed: (seed + 1) % 10_000 })}>
              Draw other points
            </button>
            <NetworkEditor network={network} onChange={(next) => set({ network: next })} />
          </>
        }
      />
      <Explanation state={state} comparison={comparison} />
      {comparison && <Numbers comparison={comparison} time={time} />}
      <ExportMenu name="losses" table={() => tableOf(comparison)} experiment={async () => experimentOf(state)} code={() => codeOf(state)} />
    </>
  );
}

/** Now, and every power of ten. */
function Numbers({ comparison: { courses, stands }, time }: { readonly comparison: Comparison; readonly time: number }) {
  const every = (span.count - 1) / Math.log10(span.to / span.from);
  const rows = times.map((_, at) => at).filter((at) => at % every === 0);
  const column = (now: number, along: readonly number[]) => [now, ...rows.map((at) => along[at])].map((value) => value.toPrecision(7));
  return (
    <NumbersTable
      caption="Training loss, and by how much the right output is above the other: of the point where it is least, and in the middle"
      columns={[
        {
          name: "time",
          head: "t",
          cells: [`now, ${time === Number.POSITIVE_INFINITY ? "∞" : formatNumber(time)}`, ...rows.map((at) => formatNumber(times[at]))],
        },
        ...lossNames.flatMap((name) => {
          const { loss, margins } = courses[name];
          const sorted = [...stands[name].margins].sort((a, b) => a - b);
          return [
            { name: `loss ${name}`, head: `${lossWords[name]}: loss`, cells: column(stands[name].loss, loss) },
            { name: `least ${name}`, head: "least margin", cells: column(sorted[0], margins.least) },
            { name: `middle ${name}`, head: "middle", cells: column(sorted[Math.round((sorted.length - 1) / 2)], margins.middle) },
          ];
        }),
      ]}
    />
  );
}
