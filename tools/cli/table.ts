export type Row = readonly (string | number | boolean | null | undefined)[];

/** Columns as wide as what is in them; a row without a value has a dash. */
export function table(head: readonly string[], rows: readonly Row[]): string {
  if (rows.length === 0) return 'none';
  const cells = [head, ...rows.map((row) => row.map(shown))];
  const widths = head.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? '').length)));
  return cells
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** One a line: name and value. */
export const list = (entries: Readonly<Record<string, Row[number]>>): string =>
  table(['', ''], Object.entries(entries)).replace(/^.*\n/, '');

const shown = (value: Row[number]): string =>
  value === null || value === undefined || value === '' ? '–' : String(value);
