import { formatNumber } from "@ntkit/plots";
import { remoteJob } from "../../compute/client.ts";
import { useJob } from "../../compute/use-job.ts";
import { ActivationEditor } from "../../network/network-editor.tsx";
import type { PanelProps } from "../../panel.tsx";
import { ExportMenu } from "../../widgets/export-menu.tsx";
import { Prose, Stage, Trouble } from "../../widgets/layout.tsx";
import { Tex, texNumber } from "../../widgets/math.tsx";
import { NumbersTable } from "../../widgets/numbers-table.tsx";
import { Slider } from "../../widgets/slider.tsx";
import { playground } from "../playground/panel.ts";
import type { Fate } from "./compute.ts";
import { codeOf, experimentOf, tableOf } from "./exports.ts";
import { DepthChart, Diagram } from "./figures.tsx";
import type { PhaseState } from "./panel.ts";
import { edgeAt } from "./plane.ts";

const job = remoteJob<typeof import("./compute.ts")>("phase");
const [edgeJob, pointJob] = [job("edge"), job("point")];

export function PhaseView({ state, set }: PanelProps<PhaseState>) {
  const { activation, formula, weightStd, biasStd } = state;
  const edge = useJob(edgeJob, { activation, formula }, { name: "phase: edge", interrupt: true });
  const fate = useJob(pointJob, { activation, formula, weightStd, biasStd }, { name: "phase: point" });
  const line = (edge.running ? edge.partial : edge.value) ?? [];
  const experiment = fate.value && experimentOf(state, fate.value);
  const use = () => {
    const { network } = playground.slice.get();
    playground.slice.set({ network: { ...network, activation, formula, weightStd, biasStd } });
    document.getElementById("playground")?.scrollIntoView();
  };
  return (
    <>
      <Stage
        figure={
          <>
            <Diagram
              edge={line}
              weightVariance={weightStd ** 2}
              biasVariance={biasStd ** 2}
              onChoose={(w, b) => set({ weightStd: rounded(Math.sqrt(w), 0.1, 3), biasStd: rounded(Math.sqrt(b), 0, 1) })}
            />
            <DepthChart fate={fate.value} />
            <Trouble of={fate.trouble === undefined ? edge : fate} />
          </>
        }
        controls={
          <>
            <ActivationEditor value={state} onChange={set} />
            <Slider label="weightStd" value={weightStd} min={0.1} max={2.2} step={0.01} format={two} onChange={(next) => set({ weightStd: next })} />
            <Slider label="biasStd" value={biasStd} min={0} max={1} step={0.01} format={two} onChange={(next) => set({ biasStd: next })} />
            <button type="button" class="quiet" onClick={use}>
              Use these in the playground
            </button>
          </>
        }
      />
      <Explanation fate={fate.value} />
      <NumbersTable
        caption="The edge of chaos: the weight variance at which χ₁ = 1, for each bias variance"
        columns={[
          { name: "bias", head: "biasStd²", cells: line.map((_, at) => String(edgeAt[at])) },
          { name: "weight", head: "weightStd²", cells: line.map((weight) => (weight === null ? "none" : weight.toFixed(5))) },
        ]}
      />
      <ExportMenu name="phases" table={() => tableOf(line)} experiment={async () => experiment} code={() => codeOf(state)} />
    </>
  );
}

const two = (value: number): string => value.toFixed(2);
const rounded = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, Math.round(value * 1000) / 1000));

const meaning = {
  ordered: "Below one, neighbours are drawn together, and gradients fade on their way back.",
  critical: "At one, neighbours keep their distance and gradients their size: information reaches any depth.",
  chaotic: "Above one, neighbours are torn apart, and gradients grow on their way back.",
} as const;

function Explanation({ fate }: { readonly fate: Fate | undefined }) {
  if (fate === undefined) return <Prose>{null}</Prose>;
  const { variance, correlation, chi1, phase, depthScales } = fate;
  return (
    <Prose>
      <p>
        From layer to layer the size of a signal settles at a fixed point <Tex>{`q^* = ${texNumber(variance)}`}</Tex>. How a small difference grows from there
        is a single number:
      </p>
      <Tex block>{`\\chi_1 = \\sigma_w^2\\,\\mathbb{E}\\bigl[\\varphi'(\\sqrt{q^*}\\,z)^2\\bigr] = ${texNumber(chi1)}`}</Tex>
      <p data-phase={phase}>
        {meaning[phase]}
        {phase !== "critical" && correlation !== null && depthScales.correlation !== null && (
          <>
            {" "}
            Any two inputs end with the correlation <strong>{correlation.toFixed(2)}</strong>, and what they were before is forgotten by a factor of{" "}
            <Tex>e</Tex> every <strong>{formatNumber(depthScales.correlation, 2)}</strong> layers.
          </>
        )}
      </p>
    </Prose>
  );
}
