import { useState } from "preact/hooks";
import { listBackends } from "../compute/client.ts";
import type { BackendInfo } from "../compute/protocol.ts";
import { settings } from "../state/settings.ts";
import { useSlice } from "../state/use-slice.ts";

/** Where the page computes: what can run here, what cannot and why, and what runs now. */
export function BackendPicker() {
  const { backend } = useSlice(settings);
  const [known, setKnown] = useState<readonly BackendInfo[]>();
  const look = (event: Event) => {
    if ((event.currentTarget as HTMLDetailsElement).open && known === undefined) void listBackends().then(setKnown);
  };
  return (
    <details class="backends" onToggle={look}>
      <summary>
        Computing on <strong>{backend}</strong>
      </summary>
      <fieldset>
        <legend>Where kernels are computed</legend>
        {known === undefined && <p>Looking …</p>}
        {known?.map(({ name, label, precision, runs }) => (
          <label key={name} class={runs === true ? "" : "off"}>
            <input
              type="radio"
              name="backend"
              value={name}
              checked={name === backend}
              disabled={runs !== true}
              onChange={() => settings.set({ backend: name })}
            />
            <span>
              {label} <small>{precision}</small>
              {runs !== true && <small class="reason">{runs}</small>}
            </span>
          </label>
        ))}
        <p class="help">Eigendecompositions always run in float64. Everything runs in workers of this browser; nothing is sent anywhere.</p>
      </fieldset>
    </details>
  );
}
