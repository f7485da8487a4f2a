export interface Column {
  /** Names it among the others, for tests: not shown. */
  readonly name: string;
  readonly head: string;
  readonly cells: readonly string[];
}

export interface NumbersTableProps {
  readonly caption: string;
  /** The first one heads the rows; all are equally long. */
  readonly columns: readonly Column[];
}

/** What a picture shows, in numbers: for readers who do not see it, and for those who want digits. Folded away at first. */
export function NumbersTable({ caption, columns: [first, ...others] }: NumbersTableProps) {
  return (
    <details class="numbers">
      <summary>The picture in numbers</summary>
      <div class="scroll" tabIndex={0} role="region" aria-label={caption}>
        <table>
          <caption>{caption}</caption>
          <thead>
            <tr>
              {[first, ...others].map(({ name, head }) => (
                <th key={name} scope="col">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {first.cells.map((cell, row) => (
              <tr key={cell}>
                <th scope="row">{cell}</th>
                {others.map(({ name, cells }) => (
                  <td key={name} data-column={name}>
                    {cells[row]}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
