import type { Prediction } from "./compute.ts";
import { grid } from "./grid.ts";

/** Every so many places of the grid are told in numbers: nine in all. */
const every = (grid.length - 1) / 8;
const words = { ntk: "all weights", nngp: "last layer" } as const;
const names = ["ntk", "nngp"] as const;

/** What the picture shows, as a table: for readers who do not see it, and for those who want digits. */
export function Numbers({ prediction }: { readonly prediction: Prediction | undefined }) {
  const shown = names.filter((name) => prediction?.curves[name] !== undefined);
  const rows = grid.flatMap((x, at) => (at % every === 0 ? [{ x, at }] : []));
  return (
    <details class="numbers">
      <summary>The picture in numbers</summary>
      <div class="scroll" tabIndex={0} role="region" aria-label="Mean and standard deviation">
        <table>
          <caption>Mean and standard deviation of the trained networks at nine places</caption>
          <thead>
            <tr>
              <th scope="col">x</th>
              {shown.map((name) => (
                <>
                  <th scope="col">mean, {words[name]}</th>
                  <th scope="col">± deviation</th>
                </>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ x, at }) => (
              <tr key={at}>
                <th scope="row">{x.toFixed(4)}</th>
                {shown.map((name) => (
                  <>
                    <td data-mean={name}>{prediction?.curves[name]?.mean[at].toFixed(6)}</td>
                    <td data-deviation={name}>{prediction?.curves[name]?.deviation[at].toFixed(6)}</td>
                  </>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
