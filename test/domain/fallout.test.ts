import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Assessment, LastReading } from '../../contracts/assessment';
import { fallout } from '../../domain/fallout';
import { diameter, pack, pin } from './change-package';

const NAMES = ['diameter-1', 'diameter-2', 'diameter-3'];
const planOf = (lower: string, unit = 'MMT', names = NAMES) => ({
  id: 'IP-PIN-10',
  version: '1',
  characteristics: names.map((characteristic) => diameter({ characteristic, lower, upper: null, unit })),
});
const oldPlans: Assessment['plans'] = [{ item: 'PIN-10', revision: 'B', plan: planOf('9.95') }];
const reading = (piece: string, value: string, changes: Partial<LastReading> = {}): LastReading => ({
  item: 'PIN-10',
  lot: 'PIN-10:L-0417',
  piece,
  characteristic: 'diameter-1',
  value,
  unit: 'MMT',
  ...changes,
});
const tell = (readings: LastReading[], plan = planOf('9.96'), plans = oldPlans) =>
  fallout(pack({ items: [pin({ plan })] }), readings, plans, 'lyon', 'qms');

/** The pieces of PIN-10:L-0417 as they were measured. */
const measured = readFileSync(join(__dirname, '../../sandbox/data/aluminium-pins.csv'), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .flatMap((line) => {
    const [piece, ...values] = line.split(',');
    return NAMES.map((characteristic, index) => reading(piece!, values[index]!, { characteristic }));
  });

describe('the fallout of a tighter limit', () => {
  it('is told of the pieces that were measured last', () => {
    expect(tell(measured)).toEqual([
      {
        code: 'fallout',
        severity: 'warning',
        system: 'qms',
        plant: 'lyon',
        subject: 'PIN-10 rev C',
        text:
          "Of 70 pieces last measured (PIN-10:L-0417), 4 would fail revision C's limits: 2, 3, 9, 66 " +
          '(diameter-1, diameter-2, diameter-3); 1 of them fails B as well.',
      },
    ]);
  });

  it('is none where nothing new fails', () => {
    expect(tell([])).toEqual([]);
    expect(tell([reading('1', '9.96')])).toEqual([]);
    expect(tell([reading('66', '9.89')])).toEqual([]);
    expect(tell(measured, planOf('9.95'))).toEqual([]);
  });

  it('is exact to the last digit, across units', () => {
    expect(tell([reading('1', '9.96')], planOf('0.996', 'CMT'))).toEqual([]);
    const [found] = tell([reading('1', '9.959999999')], planOf('0.996', 'CMT'));
    expect(found?.text).toContain('1 would fail');
    expect(tell([reading('1', '9.9', { unit: 'KGM' })])).toEqual([]);
  });

  it('compares units that are not ours with themselves', () => {
    expect(tell([reading('1', '9.955', { unit: 'HRC' })], planOf('9.96', 'HRC'))).toHaveLength(1);
  });

  it('names the lot of each piece where there are several', () => {
    const other = reading('2', '9.95', { lot: 'PIN-10:L-0415' });
    const [found] = tell([reading('2', '9.955'), other]);
    expect(found?.text).toBe(
      "Of 2 pieces last measured (PIN-10:L-0417, PIN-10:L-0415), 2 would fail revision C's limits: " +
        '2 of PIN-10:L-0417, 2 of PIN-10:L-0415 (diameter-1).',
    );
  });

  it('is told of an upper limit and of a new characteristic too, and without the old plan', () => {
    const upper = { ...planOf('9'), characteristics: [diameter({ lower: null, upper: '9.99' })] };
    expect(tell([reading('1', '10')], upper)).toHaveLength(1);
    expect(tell([reading('1', '9.5')], planOf('9.96'), [])).toHaveLength(1);
  });
});
