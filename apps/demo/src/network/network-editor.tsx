import { deferred } from "../widgets/deferred.tsx";
import type { FormulaBoxProps } from "../widgets/formula-box.tsx";
import { Select, Toggle } from "../widgets/select.tsx";
import { Slider } from "../widgets/slider.tsx";
import { activations, type Network } from "./network.ts";

/** It brings the parser of formulas along. */
const FormulaBox = deferred<FormulaBoxProps>(async () => (await import("../widgets/formula-box.tsx")).FormulaBox);

export interface NetworkEditorProps {
  readonly network: Network;
  readonly onChange: (network: Network) => void;
}

/** Every knob of a fully connected network. */
export function NetworkEditor({ network, onChange }: NetworkEditorProps) {
  const set = (change: Partial<Network>) => onChange({ ...network, ...change });
  return (
    <fieldset class="network">
      <legend>Network</legend>
      <Select label="Nonlinearity" value={network.activation} options={activations} onChange={(activation) => set({ activation })} />
      {network.activation === "formula" && <FormulaBox label="φ(x) =" value={network.formula} variables={["x"]} onChange={(formula) => set({ formula })} />}
      <Slider label="Hidden layers" value={network.depth} min={1} max={10} step={1} onChange={(depth) => set({ depth })} />
      <Slider label="weightStd" value={network.weightStd} min={0.5} max={3} step={0.05} format={two} onChange={(weightStd) => set({ weightStd })} />
      <Slider label="biasStd" value={network.biasStd} min={0} max={2} step={0.05} format={two} onChange={(biasStd) => set({ biasStd })} />
      <div class="toggles">
        <Toggle label="residual" value={network.residual} onChange={(residual) => set({ residual })} />
        <Toggle label="LayerNorm" value={network.layerNorm} onChange={(layerNorm) => set({ layerNorm })} />
        <Toggle
          label="standard parameterisation"
          value={network.parameterization === "standard"}
          onChange={(standard) => set({ parameterization: standard ? "standard" : "ntk" })}
        />
      </div>
    </fieldset>
  );
}

export interface ActivationEditorProps {
  readonly value: Pick<Network, "activation" | "formula">;
  readonly onChange: (change: Partial<Pick<Network, "activation" | "formula">>) => void;
}

/** A nonlinearity: one that has a name, or one that is typed. */
export const ActivationEditor = ({ value, onChange }: ActivationEditorProps) => (
  <>
    <Select label="Nonlinearity" value={value.activation} options={activations} onChange={(activation) => onChange({ activation })} />
    {value.activation === "formula" && <FormulaBox label="φ(x) =" value={value.formula} variables={["x"]} onChange={(formula) => onChange({ formula })} />}
  </>
);

const two = (value: number): string => value.toFixed(2);
