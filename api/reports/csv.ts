/** A decimal as the ledger writes it: it may begin with a minus, and is no formula. */
const DECIMAL = /^-?\d+(\.\d+)?$/;
/** What makes a spreadsheet take a cell for a formula (OWASP, CSV injection). */
const FORMULA = /^[=+\-@\t\r]/;
const WANTS_QUOTES = /[",\r\n]/;

/** One table as RFC 4180 has it: CRLF, a header, quotes where they are wanted. A cell that looks like a formula is made text. */
export const csv = (
  head: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
): string => [head, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');

function cell(value: string | number | null): string {
  const text = value === null ? '' : String(value);
  const plain = FORMULA.test(text) && !DECIMAL.test(text) ? `'${text}` : text;
  return WANTS_QUOTES.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
