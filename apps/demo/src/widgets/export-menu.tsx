import { useRef, useState } from "preact/hooks";
import { download } from "../exports/download.ts";
import { pictureOf } from "../exports/picture.ts";
import { type Table, tableCsv } from "../exports/table.ts";

export interface ExportMenuProps {
  /** What the files are called. */
  readonly name: string;
  /** The numbers that are shown. */
  readonly table: () => Table;
  /** An experiment that `ntkit predict` runs to the same numbers, where there is one; undefined while it cannot be made. */
  readonly experiment?: (() => Promise<object | undefined>) | undefined;
  /** The lines of a program that makes what is shown. */
  readonly code: () => string;
}

/** Takes what a panel shows elsewhere: its pictures, its numbers, the experiment, the code. */
export function ExportMenu({ name, table, experiment, code }: ExportMenuProps) {
  const root = useRef<HTMLFieldSetElement>(null);
  const dialog = useRef<HTMLDialogElement>(null);
  const [text, setText] = useState("");
  const [copied, setCopied] = useState(false);
  const pictures = () => {
    const drawings = [...(root.current?.closest("[data-panel]")?.querySelectorAll<SVGSVGElement>("svg[data-figure]") ?? [])];
    drawings.forEach((svg, at) => download(`${name}${drawings.length > 1 ? `-${at + 1}` : ""}.svg`, "image/svg+xml", pictureOf(svg)));
  };
  const show = () => {
    setText(code());
    setCopied(false);
    dialog.current?.showModal();
  };
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  return (
    <fieldset class="export" ref={root} aria-label="Take it with you">
      <button type="button" class="quiet" onClick={pictures}>
        SVG
      </button>
      <button type="button" class="quiet" onClick={() => download(`${name}.csv`, "text/csv", tableCsv(table()))}>
        CSV
      </button>
      {experiment && (
        <button type="button" class="quiet" onClick={() => saveExperiment(name, experiment)}>
          Experiment
        </button>
      )}
      <button type="button" class="quiet" onClick={show}>
        The code
      </button>
      <dialog ref={dialog} class="code" aria-label="The code">
        <pre tabIndex={0}>
          <code>{text}</code>
        </pre>
        <form method="dialog">
          <button type="button" class="quiet" onClick={copy}>
            {copied ? "Copied" : "Copy"}
          </button>
          <button type="submit" class="quiet">
            Close
          </button>
        </form>
      </dialog>
    </fieldset>
  );
}

async function saveExperiment(name: string, experiment: () => Promise<object | undefined>): Promise<void> {
  const data = await experiment();
  if (data !== undefined) download(`${name}.json`, "application/json", `${JSON.stringify(data, null, 2)}\n`);
}
