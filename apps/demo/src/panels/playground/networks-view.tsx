import "./networks.css";
import { formatNumber } from "@ntkit/plots";
import type { Plane } from "../../figures/chart.tsx";
import { linePath } from "../../figures/scale.ts";
import { Toggle } from "../../widgets/select.tsx";
import { Slider } from "../../widgets/slider.tsx";
import { grid } from "./grid.ts";
import type { Networks } from "./networks.ts";
import { placeAt } from "./networks-at.ts";
import type { PlaygroundState } from "./panel.ts";

export interface NetworksAtProps {
  readonly found: Networks | undefined;
  readonly time: number;
}

/** The functions of real networks at a training time, and those of their linear twins. */
export const NetworkLines = ({ found, time, plane }: NetworksAtProps & { readonly plane: Plane }) => (
  <>
    {found?.networks.map((followed, at) => {
      const [network, twin] = [followed.network, followed.twin].map((functions) => functions[placeAt(followed, time)]);
      return (
        <g key={at}>
          {network && <path class="real" d={linePath(grid, network, plane.x, plane.y)} />}
          {twin && <path class="real twin" d={linePath(grid, twin, plane.x, plane.y)} />}
        </g>
      );
    })}
  </>
);

export const NetworksLegend = ({ width, twins }: PlaygroundState["networks"]) => (
  <>
    <li>
      <i class="line real" /> real networks of {width} units
    </li>
    {twins && (
      <li>
        <i class="line real twin" /> their linear twins
      </li>
    )}
  </>
);

export interface NetworksControlsProps extends Pick<PlaygroundState, "networks" | "noise" | "time"> {
  readonly found: Networks | undefined;
  readonly running: boolean;
  readonly onChange: (networks: PlaygroundState["networks"]) => void;
}

/** Whether real networks are trained, and which. */
export function NetworksControls({ networks, noise, time, found, running, onChange }: NetworksControlsProps) {
  const set = (change: Partial<PlaygroundState["networks"]>) => onChange({ ...networks, ...change });
  const { shown, width, count, twins } = networks;
  return (
    <>
      <Toggle label="train real networks" value={shown} onChange={(next) => set({ shown: next })} />
      {shown && (
        <>
          <Slider
            label="Their width"
            value={Math.log2(width)}
            min={3}
            max={10}
            step={1}
            format={(power) => String(2 ** power)}
            onChange={(power) => set({ width: 2 ** power })}
          />
          <Slider label="How many" value={count} min={1} max={10} step={1} onChange={(next) => set({ count: next })} />
          <Toggle label="with linear twins" value={twins} onChange={(next) => set({ twins: next })} />
          <p class="note" role="status" data-networks={running || found === undefined ? "training" : found.networks.length}>
            {running || found === undefined ? `Training network ${Math.max(1, found?.networks.length ?? 1)} of ${count} …` : toldOf(found, time, noise)}
          </p>
        </>
      )}
    </>
  );
}

function toldOf({ until, networks }: Networks, time: number, noise: number): string {
  if (networks.length === 0) return "Without points there is nothing to train on.";
  const reach = time > until ? `They are trained until t = ${formatNumber(until)} and stay there.` : `They are trained until t = ${formatNumber(until)}.`;
  return noise > 0 ? `${reach} Of the noise they know nothing: the band reckons with it, they do not.` : reach;
}
