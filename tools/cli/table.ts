import { cut, styled, terminal } from './terminal';

export type Row = readonly (string | number | boolean | null | undefined)[];

const GAP = '  ';
/** Narrower than that a column says nothing. */
const NARROWEST = 8;

/** Columns as wide as what is in them, as far as the terminal is wide enough; a row without a value has a dash. */
export function table(head: readonly string[], rows: readonly Row[]): string {
  if (rows.length === 0) return 'none';
  const lines = aligned([head, ...rows.map((row) => row.map(shown))]);
  return [styled('bold', lines[0]!), ...lines.slice(1)].join('\n');
}

/** One a line: name and value. */
export const list = (entries: Readonly<Record<string, Row[number]>>): string =>
  aligned(Object.entries(entries).map(([name, value]) => [name, shown(value)])).join('\n');

/** A line for each row, its cells one below the other. */
export function aligned(cells: readonly (readonly string[])[]): string[] {
  const columns = Math.max(...cells.map((row) => row.length));
  const widths = fitted(
    Array.from({ length: columns }, (_, column) =>
      Math.max(...cells.map((row) => (row[column] ?? '').length)),
    ),
    terminal.width,
  );
  return cells.map((row) =>
    row
      .map((cell, column) => cut(cell, widths[column]!).padEnd(widths[column]!))
      .join(GAP)
      .trimEnd(),
  );
}

/** Takes from the widest columns until all fit, or none can give more. */
export function fitted(widths: readonly number[], width: number): number[] {
  const room = width - GAP.length * (widths.length - 1);
  const fitting = [...widths];
  for (let over = sum(fitting) - room; over > 0;) {
    const widest = Math.max(...fitting);
    const next = Math.max(NARROWEST, ...fitting.filter((one) => one < widest));
    if (widest <= NARROWEST) break;
    const those = fitting.filter((one) => one === widest).length;
    const each = Math.max(Math.min(widest - next, Math.ceil(over / those)), 1);
    for (const [column, one] of fitting.entries()) if (one === widest) fitting[column] = one - each;
    over = sum(fitting) - room;
  }
  return fitting;
}

const sum = (values: readonly number[]): number => values.reduce((total, one) => total + one, 0);

const shown = (value: Row[number]): string =>
  value === null || value === undefined || value === '' ? '–' : String(value);
