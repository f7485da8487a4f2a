import { formatNumber } from "@ntkit/plots";
import { remoteJob } from "../../compute/client.ts";
import { useJob } from "../../compute/use-job.ts";
import { HeatMap } from "../../figures/heat-map.tsx";
import { NetworkEditor } from "../../network/network-editor.tsx";
import type { PanelProps } from "../../panel.tsx";
import { ExportMenu } from "../../widgets/export-menu.tsx";
import { Prose, Stage, Trouble } from "../../widgets/layout.tsx";
import { Tex, texNumber } from "../../widgets/math.tsx";
import { NumbersTable } from "../../widgets/numbers-table.tsx";
import { Select } from "../../widgets/select.tsx";
import { Slider } from "../../widgets/slider.tsx";
import { TimeSlider } from "../../widgets/time-slider.tsx";
import type { Modes } from "./compute.ts";
import { codeOf, experimentOf, tableOf } from "./exports.ts";
import { FitChart, ModeChart, ResidualChart, SpectrumChart } from "./figures.tsx";
import type { EigenmodesState } from "./panel.ts";
import { targets } from "./targets.ts";

const job = remoteJob<typeof import("./compute.ts")>("eigenmodes");
const [modesJob] = [job("modes")];
const words = { step: targets.step.words, sine: targets.sine.words, waves: targets.waves.words, slope: targets.slope.words };

export function EigenmodesView({ state, set }: PanelProps<EigenmodesState>) {
  const { network, count, target, time } = state;
  const found = useJob(modesJob, { network, count, target, time }, { name: "eigenmodes: picture" });
  const modes = found.value;
  const chosen = Math.min(state.mode, (modes?.points.length ?? count) - 1);
  const choose = (mode: number) => set({ mode });
  return (
    <>
      <Stage
        figure={
          <>
            {modes && <FitChart modes={modes} />}
            <TimeSlider time={time} to={1e8} onChange={(next) => set({ time: next })} />
            {modes && (
              <div class="pair">
                <HeatMap
                  label={`The NTK between ${modes.points.length} points`}
                  title="kernel between the points"
                  values={modes.kernel}
                  side={modes.points.length}
                />
                <SpectrumChart modes={modes} chosen={chosen} onChoose={choose} />
                <ModeChart modes={modes} chosen={chosen} />
                <ResidualChart modes={modes} chosen={chosen} onChoose={choose} />
              </div>
            )}
            <Trouble of={found} />
          </>
        }
        controls={
          <>
            <Select label="To be learnt" value={target} options={words} onChange={(next) => set({ target: next })} />
            <Slider label="Training points" value={count} min={5} max={60} step={1} onChange={(next) => set({ count: next })} />
            <Slider label="Mode" value={chosen + 1} min={1} max={count} step={1} onChange={(next) => choose(next - 1)} />
            <NetworkEditor network={network} onChange={(next) => set({ network: next })} />
          </>
        }
      />
      {modes && <Explanation modes={modes} chosen={chosen} />}
      {modes && (
        <NumbersTable
          caption="Every mode: its eigenvalue, the steps in which it shrinks to 37 %, its share of the target, and what is left of it"
          columns={[
            { name: "mode", head: "mode", cells: modes.points.map((_, mode) => String(mode + 1)) },
            { name: "eigenvalue", head: "eigenvalue", cells: Array.from(modes.eigenvalues, (value) => value.toPrecision(8)) },
            { name: "steps", head: "steps", cells: Array.from(modes.timeConstants, steps) },
            { name: "share", head: "share", cells: Array.from(modes.shares, (share) => share.toFixed(4)) },
            { name: "left", head: "left", cells: Array.from(modes.residuals, (left, mode) => ratio(left, modes.coefficients[mode])) },
          ]}
        />
      )}
      <ExportMenu name="eigenmodes" table={() => tableOf(modes)} experiment={async () => experimentOf(state)} code={() => codeOf(state)} />
    </>
  );
}

const steps = (value: number): string => (value === Number.POSITIVE_INFINITY ? "∞" : formatNumber(value));
const ratio = (left: number, whole: number): string => (whole === 0 ? "–" : (left / whole).toFixed(4));

function Explanation({ modes: { eigenvalues, timeConstants, shares, effectiveRank }, chosen }: { readonly modes: Modes; readonly chosen: number }) {
  const strongest = Array.from(shares).reduce((best, share, mode) => (share > shares[best] ? mode : best), 0);
  return (
    <Prose>
      <p>
        Mode {chosen + 1} has the eigenvalue <Tex>{`\\lambda = ${texNumber(eigenvalues[chosen])}`}</Tex>. What there is to learn in it shrinks by a factor of{" "}
        <Tex>e</Tex> in
      </p>
      <Tex block>{`\\tau = \\frac{n}{\\eta\\,\\lambda} = ${texNumber(timeConstants[chosen])} \\text{ steps.}`}</Tex>
      <p>
        Most of this target, <strong>{(100 * shares[strongest]).toFixed(0)} %</strong> of its square, is in mode {strongest + 1}. The spectrum falls so fast
        that only about <strong>{formatNumber(effectiveRank, 2)}</strong> patterns count; a target that lies in the others has to wait.
      </p>
    </Prose>
  );
}
