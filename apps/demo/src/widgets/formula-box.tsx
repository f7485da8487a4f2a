import { FormulaMistake, parseFormula } from "@ntkit/formula";
import { useEffect, useId, useState } from "preact/hooks";

export interface FormulaBoxProps {
  readonly label: string;
  readonly value: string;
  readonly variables: readonly string[];
  /** Hears of formulas that can be read, and of no others. */
  readonly onChange: (text: string) => void;
}

/** A formula that somebody types. A mistake is told below it, with the place pointed at. */
export function FormulaBox({ label, value, variables, onChange }: FormulaBoxProps) {
  const id = useId();
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const mistake = mistakeIn(text, variables);
  const change = (next: string) => {
    setText(next);
    if (mistakeIn(next, variables) === undefined) onChange(next);
  };
  return (
    <div class={`field formula-box ${mistake ? "wrong" : ""}`}>
      <label for={id}>{label}</label>
      <input
        id={id}
        type="text"
        value={text}
        spellcheck={false}
        autocomplete="off"
        autocapitalize="off"
        aria-invalid={mistake !== undefined}
        aria-describedby={`${id}-help`}
        onInput={(event) => change(event.currentTarget.value)}
      />
      <div id={`${id}-help`} class="help" role="status">
        {mistake && (
          <>
            <code class="place" data-offset={mistake.place.offset} aria-hidden="true">
              {text.slice(0, mistake.place.offset)}
              <mark>{text.slice(mistake.place.offset, mistake.place.offset + 1) || "␣"}</mark>
              {text.slice(mistake.place.offset + 1)}
            </code>
            {mistake.problem}
            {mistake.found ? `, found ${mistake.found}` : ""}. {mistake.remedy}
          </>
        )}
      </div>
    </div>
  );
}

function mistakeIn(text: string, variables: readonly string[]): FormulaMistake | undefined {
  try {
    parseFormula(text, { variables });
    return undefined;
  } catch (error) {
    if (error instanceof FormulaMistake) return error;
    throw error;
  }
}
