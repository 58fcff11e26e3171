import type { ComponentChildren } from 'preact';

export interface Column<T> {
  readonly name: string;
  readonly of: (row: T) => ComponentChildren;
  /** Figures stand in line at their right. */
  readonly isFigure?: boolean;
}

interface Props<T> {
  /** Said to whoever does not see the table; seen by all unless a heading says the same. */
  readonly caption: string;
  readonly isCaptionSeen?: boolean;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly keyOf: (row: T) => string;
}

/** A table that becomes a list of cards where the screen is narrow: each cell carries its column's name. */
export function Table<T>({ caption, isCaptionSeen = false, columns, rows, keyOf }: Props<T>) {
  return (
    <table>
      <caption class={isCaptionSeen ? '' : 'unseen'}>{caption}</caption>
      <thead>
        <tr>
          {columns.map(({ name, isFigure }) => (
            <th key={name} scope="col" class={isFigure ? 'figure' : ''}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={keyOf(row)}>
            {columns.map(({ name, of, isFigure }, index) =>
              index === 0 ? (
                <th key={name} scope="row" data-name={name}>
                  {of(row)}
                </th>
              ) : (
                <td key={name} data-name={name} class={isFigure ? 'figure' : ''}>
                  {of(row)}
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
