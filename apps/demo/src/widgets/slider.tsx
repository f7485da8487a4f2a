import { useId } from "preact/hooks";

export interface SliderProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly onChange: (value: number) => void;
  /** What stands beside the label, and is read aloud; default: the value. */
  readonly format?: (value: number) => string;
  /** `log`: the handle moves by factors; min must be above 0, and `step` counts in decades. */
  readonly scale?: "linear" | "log";
  readonly disabled?: boolean;
}

/** A labelled slider for mouse, finger and keyboard. */
export function Slider({ label, value, min, max, step, onChange, format = String, scale = "linear", disabled = false }: SliderProps) {
  const id = useId();
  const log = scale === "log";
  const [to, from] = log ? [Math.log10, (place: number) => Number((10 ** place).toPrecision(3))] : [Number, Number];
  const share = (to(value) - to(min)) / (to(max) - to(min));
  return (
    <div class="field slider">
      <label for={id}>{label}</label>
      <output for={id}>{format(value)}</output>
      <input
        id={id}
        type="range"
        min={to(min)}
        max={to(max)}
        step={step}
        value={to(value)}
        disabled={disabled}
        aria-valuetext={format(value)}
        style={{ "--share": String(Math.min(1, Math.max(0, share))) }}
        onInput={(event) => onChange(from(event.currentTarget.valueAsNumber))}
      />
    </div>
  );
}
