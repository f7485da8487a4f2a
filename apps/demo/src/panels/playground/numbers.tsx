import { NumbersTable } from "../../widgets/numbers-table.tsx";
import type { Prediction } from "./compute.ts";
import { grid } from "./grid.ts";
import { functionsAt } from "./networks-at.ts";
import type { NetworksAtProps } from "./networks-view.tsx";

/** Every so many places of the grid are told in numbers: nine in all. */
const every = (grid.length - 1) / 8;
const words = { ntk: "all weights", nngp: "last layer" } as const;
const names = ["ntk", "nngp"] as const;

export function Numbers({ prediction, found, time }: NetworksAtProps & { readonly prediction: Prediction | undefined }) {
  const told = (values: ArrayLike<number>, digits: number) => grid.flatMap((_, at) => (at % every === 0 ? [values[at].toFixed(digits)] : []));
  const columns = names.flatMap((name) => {
    const curve = prediction?.curves[name];
    if (curve === undefined) return [];
    return [
      { name: `mean ${name}`, head: `mean, ${words[name]}`, cells: told(curve.mean, 6) },
      { name: `deviation ${name}`, head: "± deviation", cells: told(curve.deviation, 6) },
    ];
  });
  const networks = functionsAt(found, time).map(({ name, values }) => ({ name, head: name, cells: told(values, 6) }));
  return (
    <NumbersTable
      caption="Mean and standard deviation of the trained networks at nine places"
      columns={[{ name: "x", head: "x", cells: told(grid, 4) }, ...columns, ...networks]}
    />
  );
}
