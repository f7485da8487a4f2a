import "./circle.css";
import { formatNumber } from "@ntkit/plots";
import { remoteJob } from "../../compute/client.ts";
import { useJob } from "../../compute/use-job.ts";
import { learningRateOf } from "../../network/network.ts";
import { NetworkEditor } from "../../network/network-editor.tsx";
import type { PanelProps } from "../../panel.tsx";
import { ExportMenu } from "../../widgets/export-menu.tsx";
import { Prose, Stage, Trouble } from "../../widgets/layout.tsx";
import { Tex, texNumber } from "../../widgets/math.tsx";
import { NumbersTable } from "../../widgets/numbers-table.tsx";
import { Segmented, Toggle } from "../../widgets/select.tsx";
import { Slider } from "../../widgets/slider.tsx";
import { TimeSlider } from "../../widgets/time-slider.tsx";
import { exactSpectrum } from "./exact.ts";
import { codeOf, experimentOf, tableOf } from "./exports.ts";
import { KernelChart, LearntChart, SpectrumChart } from "./figures.tsx";
import type { CircleState } from "./panel.ts";
import { narrow, networksEach, settings, widths } from "./settings.ts";

const job = remoteJob<typeof import("./compute.ts")>("circle");
const [kernelJob, learnJob] = [job("kernel"), job("learn")];
const finiteJob = remoteJob<typeof import("./compute.ts")>("circle", "circle: networks")("finite");

const words = { shallow: "shallow", deep: "deep", jacot: "Jacot 2018", own: "own" } as const;

export function CircleView({ state, set }: PanelProps<CircleState>) {
  const { network, radius, frequency, time } = state;
  const kernel = useJob(kernelJob, { network, radius }, { name: "circle: kernel" });
  const learnt = useJob(learnJob, { network, radius, frequency, time }, { name: "circle: learnt" });
  const request = { network, radius, widths, count: networksEach, seed: state.seed };
  const finite = useJob(finiteJob, state.networks ? request : null, { name: "circle: networks", interrupt: true });
  const networks = !state.networks ? [] : ((finite.running ? finite.partial : finite.value) ?? []);
  const exact = exactSpectrum(network, radius);
  const rate = kernel.value?.spectrum.ntk[frequency];
  const same = (name: keyof typeof settings) => JSON.stringify(settings[name]) === JSON.stringify({ network, radius });
  const setting = (Object.keys(settings) as (keyof typeof settings)[]).find(same) ?? "own";
  const experiment = async () => {
    const outcome = await learnJob({ network, radius, frequency, time: Number.POSITIVE_INFINITY });
    return outcome.status === "ok" ? experimentOf(state, outcome.value) : undefined;
  };
  return (
    <>
      <Stage
        figure={
          <>
            <LearntChart frequency={frequency} learnt={learnt.value} />
            <TimeSlider time={time} onChange={(next) => set({ time: next })} />
            <div class="pair">
              <KernelChart kernel={kernel.value} networks={networks} />
              <SpectrumChart kernel={kernel.value} exact={exact} frequency={frequency} onChoose={(k) => set({ frequency: k })} />
            </div>
            {state.networks && (
              <ul class="legend" data-networks={finite.running ? "training" : networks.length}>
                {widths.map((width) => (
                  <li key={width}>
                    <i class={`line finite-kernel ${width === narrow ? "narrow" : ""}`} /> {networksEach} networks of {width} units, before training
                  </li>
                ))}
              </ul>
            )}
            <Trouble of={kernel.trouble === undefined ? learnt : kernel} />
          </>
        }
        controls={
          <>
            <Slider
              label="Waves around the circle"
              value={frequency}
              min={1}
              max={12}
              step={1}
              format={(k) => `sin ${k}t`}
              onChange={(next) => set({ frequency: next })}
            />
            <Segmented
              label="A network to start from"
              value={setting}
              options={words}
              onChange={(name) => name in settings && set(settings[name as keyof typeof settings])}
            />
            <Toggle label="kernels of real networks" value={state.networks} onChange={(next) => set({ networks: next })} />
            <NetworkEditor network={network} onChange={(next) => set({ network: next })} />
          </>
        }
      />
      <Explanation state={state} rate={rate} />
      {kernel.value && (
        <NumbersTable
          caption="Eigenvalues of both kernels by frequency, and the steps after which 63 % of a wave are learnt"
          columns={[
            { name: "frequency", head: "frequency", cells: kernel.value.spectrum.ntk.map((_, k) => String(k)) },
            { name: "ntk", head: "NTK", cells: kernel.value.spectrum.ntk.map(seven) },
            ...(exact === undefined ? [] : [{ name: "exact", head: "NTK, exactly", cells: kernel.value.spectrum.ntk.map((_, k) => exact(k).toFixed(7)) }]),
            { name: "nngp", head: "NNGP", cells: kernel.value.spectrum.nngp.map(seven) },
            {
              name: "steps",
              head: "steps",
              cells: kernel.value.spectrum.ntk.map((value) => (value > 1e-12 ? formatNumber(1 / (learningRateOf(network) * value)) : "∞")),
            },
          ]}
        />
      )}
      <ExportMenu name="circle" table={() => tableOf(kernel.value, learnt.value, networks)} experiment={experiment} code={() => codeOf(state)} />
    </>
  );
}

const seven = (value: number): string => Math.max(0, value).toFixed(7);

function Explanation({ state: { network, frequency, time }, rate }: { readonly state: CircleState; readonly rate: number | undefined }) {
  const never = rate !== undefined && rate < 1e-9;
  const learnt = rate === undefined || never ? 0 : time === Number.POSITIVE_INFINITY ? 1 : -Math.expm1(-learningRateOf(network) * rate * time);
  return (
    <Prose>
      <p>
        On a circle every wave is an eigenfunction of the kernel, and its eigenvalue is a Fourier coefficient of <Tex>{"\\Theta(t)"}</Tex>. What is left of a
        wave of frequency <Tex>k</Tex> shrinks by itself, whatever else there is to learn:
      </p>
      <Tex block>{`e^{-\\eta \\lambda_k t}, \\qquad \\lambda_{${frequency}} = ${rate === undefined ? "\\dots" : never ? "0" : texNumber(rate)}`}</Tex>
      <p>
        {never ? (
          <>
            For <Tex>{`\\sin ${frequency}t`}</Tex> the eigenvalue is exactly zero: this network will not learn it, however long it is trained and however wide
            it is. One hidden ReLU layer without a bias knows odd functions only up to frequency one. Give it a bias, or a second layer, and it begins to learn.
          </>
        ) : (
          <>
            So far <strong>{(100 * learnt).toFixed(learnt < 0.1 ? 1 : 0)} %</strong> of <Tex>{`\\sin ${frequency}t`}</Tex> are learnt. High frequencies come
            last: with a bias or more layers the eigenvalues fall as <Tex>{"k^{-2}"}</Tex>.
          </>
        )}
      </p>
    </Prose>
  );
}
