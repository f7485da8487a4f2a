import { formatNumber } from "@ntkit/plots";
import { remoteJob } from "../../compute/client.ts";
import { useJob } from "../../compute/use-job.ts";
import { useRested } from "../../compute/use-rested.ts";
import { NetworkEditor } from "../../network/network-editor.tsx";
import type { PanelProps } from "../../panel.tsx";
import { ExportMenu } from "../../widgets/export-menu.tsx";
import { Stage, Trouble } from "../../widgets/layout.tsx";
import { Segmented, Select } from "../../widgets/select.tsx";
import { Slider } from "../../widgets/slider.tsx";
import { TimeSlider } from "../../widgets/time-slider.tsx";
import { codeOf, experimentOf, tableOf } from "./exports.ts";
import { Figure, Legend } from "./figure.tsx";
import { NetworkLines, NetworksControls, NetworksLegend } from "./networks-view.tsx";
import { Numbers } from "./numbers.tsx";
import type { PlaygroundState } from "./panel.ts";
import { type Point, presets } from "./presets.ts";
import { Explanation } from "./prose.tsx";

type Jobs = typeof import("./compute.ts");
const predict = remoteJob<Jobs>("playground")("predict");
const draw = remoteJob<Jobs>("playground", "playground: draws")("draw");
const train = remoteJob<Jobs>("playground", "playground: networks")("networks");
const kernelWords = { ntk: "all: NTK", nngp: "last layer: NNGP", both: "both" } as const;

export function PlaygroundView({ state, set }: PanelProps<PlaygroundState>) {
  const { points, network, time, kernel, noise, draws, seed } = state;
  const setting = { network, points, ridge: noise * noise };
  const kernels = kernel === "both" ? (["ntk", "nngp"] as const) : ([kernel] as const);
  const predicted = useJob(predict, { ...setting, time, kernels }, { name: "playground: picture" });
  const drawn = useJob(draw, draws === 0 ? null : { ...setting, time, kernel: kernels[0], seed, count: draws }, { name: "playground: draws" });
  const { shown, ...finite } = state.networks;
  const request = { network, points, kernel: kernels[0], seed, ...finite };
  const rested = useRested(shown ? request : null, 250);
  const trained = useJob(train, rested, { name: "playground: networks", interrupt: true });
  const found = shown ? [trained.partial, trained.value].find((one) => JSON.stringify(one?.request) === JSON.stringify(request)) : undefined;
  const move = (next: readonly Point[]) => set({ points: next.slice(0, 100).map(([x, y]): [number, number] => [x, y]) });
  const experiment = async () => {
    const outcome = await predict({ ...setting, time: Number.POSITIVE_INFINITY, kernels });
    return outcome.status === "ok" ? experimentOf(state, outcome.value, found) : undefined;
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
              overlay={(plane) => <NetworkLines found={found} time={time} plane={plane} />}
              points={points}
              onChange={move}
              label={`Mean and band of infinitely many networks trained on ${points.length} points, ${words}. The numbers are in the table below.`}
            />
            <Legend kernels={kernels} draws={draws > 0}>
              {shown && <NetworksLegend {...state.networks} />}
            </Legend>
            <TimeSlider time={time} onChange={(next) => set({ time: next })} />
            <Trouble of={[predicted, drawn, trained].find((job) => job.trouble !== undefined) ?? predicted} />
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
            <NetworksControls {...state} found={found} running={trained.running} onChange={(next) => set({ networks: next })} />
            <button type="button" class="quiet" onClick={() => set({ seed: (seed + 1) % 10_000 })} disabled={draws === 0 && !shown}>
              Draw others
            </button>
          </>
        }
      />
      <Explanation state={state} prediction={predicted.value} />
      <Numbers prediction={predicted.value} found={found} time={time} />
      <ExportMenu
        name="playground"
        table={() => tableOf(predicted.value, found, time)}
        experiment={points.length < 2 ? undefined : experiment}
        code={() => codeOf(state, found)}
      />
    </>
  );
}

const presetWords = Object.fromEntries(Object.keys(presets).map((name) => [name, name]));
