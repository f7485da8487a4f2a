import { NumbersTable } from "../../widgets/numbers-table.tsx";
import type { Run } from "./compute.ts";
import type { Move } from "./moves.ts";
import type { WidthRow } from "./widths.ts";

export interface NumbersProps {
  readonly run: Run | undefined;
  readonly rows: readonly WidthRow[];
  readonly moves: readonly Move[];
}

const told = (value: number | undefined): string => (value === undefined ? "" : value.toPrecision(6));

export function Numbers({ run, rows, moves }: NumbersProps) {
  const steps = run?.network.steps ?? [];
  const column = (name: string, head: string, values: readonly number[] = []) => ({ name, head, cells: steps.map((_, i) => told(values[i])) });
  return (
    <>
      <NumbersTable
        caption="Losses, and how far things have moved, step by step"
        columns={[
          { name: "step", head: "step", cells: steps.map(String) },
          column("loss network", "loss, network", run?.network.loss),
          column("loss twin", "linear twin", run?.twin.loss),
          column("loss theory", "theory", run?.theory.loss),
          ...moves.map(({ name, words }) => column(name, words, run?.moves[name])),
        ]}
      />
      <NumbersTable
        caption="How far networks have moved after training, by width"
        columns={[
          { name: "width", head: "width", cells: rows.map(({ width }) => String(width)) },
          { name: "trained", head: "networks", cells: rows.map(({ networks }) => String(networks)) },
          ...moves.map(({ name, words }) => ({ name: `law ${name}`, head: words, cells: rows.map((row) => told(row.moves[name])) })),
        ]}
      />
    </>
  );
}
