import { formatNumber } from "@ntkit/plots";
import { remoteJob } from "../../compute/client.ts";
import { useJob } from "../../compute/use-job.ts";
import { NetworkEditor } from "../../network/network-editor.tsx";
import type { PanelProps } from "../../panel.tsx";
import { ExportMenu } from "../../widgets/export-menu.tsx";
import { Stage, Trouble } from "../../widgets/layout.tsx";
import { Segmented, Select } from "../../widgets/select.tsx";
import { Slider } from "../../widgets/slider.tsx";
import { TimeSlider } from "../../widgets/time-slider.tsx";
import { codeOf, experimentOf, tableOf } from "./exports.ts";
import { Figure, Legend } from "./figure.tsx";
import { Numbers } from "./numbers.tsx";
import type { PlaygroundState } from "./panel.ts";
import { type Point, presets } from "./presets.ts";
import { Explanation } from "./prose.tsx";

const job = remoteJob<typeof import("./compute.ts")>("playground");
const [predict, draw] = [job("predict"), job("draw")];
const kernelWords = { ntk: "all: NTK", nngp: "last layer: NNGP", both: "both" } as const;

export function PlaygroundView({ state, set }: PanelProps<PlaygroundState>) {
  const { points, network, time, kernel, noise, draws, seed } = state;
  const setting = { network, points, ridge: noise * noise };
  const kernels = kernel === "both" ? (["ntk", "nngp"] as const) : ([kernel] as const);
  const predicted = useJob(predict, { ...setting, time, kernels }, { name: "playground: picture" });
  const drawn = useJob(draw, draws === 0 ? null : { ...setting, time, kernel: kernels[0], seed, count: draws }, { name: "playground: draws" });
  const move = (next: readonly Point[]) => set({ points: next.slice(0, 100).map(([x, y]): [number, number] => [x, y]) });
  const experiment = async () => {
    const outcome = await predict({ ...setting, time: Number.POSITIVE_INFINITY, kernels });
    return outcome.status === "ok" ? experimentOf(state, outcome.value) : undefined;
  };
  const preset = Object.keys(presets).find((name) => JSON.stringify(presets[name]) === JSON.stringify(points)) ?? "your own";
  const words = time === Number.POSITIVE_INFINITY ? "when training is done" : `at training time ${formatNumber(time)}`;
  return (
    <>
      <Stage
        figure={
          <>
            <Figure
              prediction={predicted.value}
              draws={draws === 0 ? [] : (drawn.value ?? [])}
              points={points}
              onChange={move}
              label={`Mean and band of infinitely many networks trained on ${points.length} points, ${words}. The numbers are in the table below.`}
            />
            <Legend kernels={kernels} draws={draws > 0} />
            <TimeSlider time={time} onChange={(next) => set({ time: next })} />
            <Trouble of={predicted.trouble === undefined ? drawn : predicted} />
          </>
        }
        controls={
          <>
            <Segmented label="Trained weights" value={kernel} options={kernelWords} onChange={(next) => set({ kernel: next })} />
            <NetworkEditor network={network} onChange={(next) => set({ network: next })} />
            <Select
              label="Points"
              value={preset}
              options={{ ...presetWords, ...(preset === "your own" ? { "your own": "your own" } : {}) }}
              onChange={(name) => move(presets[name] ?? points)}
            />
            <Slider label="Single networks" value={draws} min={0} max={20} step={1} onChange={(next) => set({ draws: next })} />
            <Slider
              label="Noise in the targets"
              value={noise}
              min={0}
              max={0.5}
              step={0.01}
              format={(value) => value.toFixed(2)}
              onChange={(next) => set({ noise: next })}
            />
            <button type="button" class="quiet" onClick={() => set({ seed: (seed + 1) % 10_000 })} disabled={draws === 0}>
              Draw others
            </button>
          </>
        }
      />
      <Explanation state={state} prediction={predicted.value} />
      <Numbers prediction={predicted.value} />
      <ExportMenu name="playground" table={() => tableOf(predicted.value)} experiment={points.length < 2 ? undefined : experiment} code={() => codeOf(state)} />
    </>
  );
}

const presetWords = Object.fromEntries(Object.keys(presets).map((name) => [name, name]));
