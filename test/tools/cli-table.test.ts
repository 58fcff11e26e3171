import fc from 'fast-check';
import { fitted, table } from '../../tools/cli/table';
import { cut, terminal } from '../../tools/cli/terminal';

const room = (widths: readonly number[]) => widths.reduce((sum, one) => sum + one, 2 * (widths.length - 1));

it('fits what a terminal has room for: no column grows, and none is narrowed without need', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(120), { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 20, max: 200 }),
      (widths, width) => {
        const fits = fitted(widths, width);
        for (const [column, one] of fits.entries()) expect(one).toBeLessThanOrEqual(widths[column]!);
        if (room(widths) <= width) expect(fits).toEqual(widths);
        else expect(room(fits) <= width || fits.every((one) => one <= 8)).toBe(true);
      },
    ),
  );
});

it('cuts cells to the width of the terminal, and nothing where there is none', () => {
  const rows = [['QH-1', 'diameter 9.89 mm, lower limit 9.95 mm']];
  expect(table(['hold', 'reason'], rows)).toBe(`hold  reason\nQH-1  ${rows[0]![1]}`);
  terminal.width = 30;
  expect(table(['hold', 'reason'], rows).split('\n')[1]).toBe('QH-1  diameter 9.89 mm, lower…');
  terminal.width = Infinity;
  expect(cut('abc', 2)).toBe('a…');
});
