import { useId } from "preact/hooks";

export interface SelectProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  /** Words to choose from, by value. */
  readonly options: Readonly<Record<Value, string>>;
  readonly onChange: (value: Value) => void;
}

const valuesOf = <Value extends string>(options: Readonly<Record<Value, string>>) => Object.keys(options) as Value[];

/** One of several words, from a list that opens. */
export function Select<Value extends string>({ label, value, options, onChange }: SelectProps<Value>) {
  const id = useId();
  return (
    <div class="field select">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChange(event.currentTarget.value as Value)}>
        {valuesOf(options).map((option) => (
          <option key={option} value={option} selected={option === value}>
            {options[option]}
          </option>
        ))}
      </select>
    </div>
  );
}

/** One of a few words, all in sight. */
export function Segmented<Value extends string>({ label, value, options, onChange }: SelectProps<Value>) {
  const name = useId();
  return (
    <fieldset class="field segmented">
      <legend>{label}</legend>
      <div>
        {valuesOf(options).map((option) => (
          <label key={option} class={option === value ? "chosen" : ""}>
            <input type="radio" name={name} value={option} checked={option === value} onChange={() => onChange(option)} />
            {options[option]}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

export interface ToggleProps {
  readonly label: string;
  readonly value: boolean;
  readonly onChange: (value: boolean) => void;
}

/** Yes or no. */
export function Toggle({ label, value, onChange }: ToggleProps) {
  return (
    <label class="toggle">
      <input type="checkbox" checked={value} onChange={(event) => onChange(event.currentTarget.checked)} />
      <span>{label}</span>
    </label>
  );
}
