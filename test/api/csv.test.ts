import fc from 'fast-check';
import { preferredType } from '../../api/negotiate';
import { csv } from '../../api/reports/csv';

/** Reads what RFC 4180 says. */
function parse(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const fields = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/gy;
  for (let found = fields.exec(text); found; found = fields.exec(text)) {
    const [, field = '', end] = found;
    row.push(field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field);
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

describe('A table as CSV', () => {
  it('reads back as it was, but for what a spreadsheet would compute', () => {
    const cell = fc.oneof(
      fc.string(),
      fc.constantFrom('a"b', 'a,b', 'a\r\nb', '=1+1', '-5', '@x', '+1', '\tx'),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { maxLength: 5 }), (rows) => {
        const [head, ...read] = parse(csv(['a', 'b'], rows));
        expect(head).toEqual(['a', 'b']);
        expect(read.map((row) => row.map((text) => text.replace(/^'(?=[=+\-@\t\r])/, '')))).toEqual(
          rows.map((row) => row.map((text) => text.replace(/^'(?=[=+\-@\t\r])/, ''))),
        );
        const formulas = read
          .flat()
          .filter((text) => /^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text));
        expect(formulas).toEqual([]);
      }),
    );
  });

  it('leaves a number that is less than nothing a number', () => {
    expect(csv(['a'], [['-0.5'], ['-0.5+cmd']])).toBe("a\r\n-0.5\r\n'-0.5+cmd\r\n");
  });
});

describe('The media type that a caller prefers', () => {
  const offered = ['application/json', 'application/pdf', 'text/csv'];
  it.each([
    [undefined, 'application/json'],
    ['*/*', 'application/json'],
    ['application/pdf', 'application/pdf'],
    ['text/*', 'text/csv'],
    ['application/json;q=0.5, text/csv;q=0.9', 'text/csv'],
    ['image/png, application/pdf;q=0.1', 'application/pdf'],
    ['image/png', 'application/json'],
    ['application/pdf;q=0', 'application/json'],
    ['text/html, application/pdf;q=0.8, */*;q=0.1', 'application/pdf'],
  ])('%s is %s', (accept, type) => {
    expect(preferredType(accept, offered)).toBe(type);
  });
});
