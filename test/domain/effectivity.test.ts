import fc from 'fast-check';
import { DateTime, Settings } from 'luxon';
import type { Effectivity } from '../../contracts/engineering-change';
import type { Plant } from '../../contracts/topology';
import { dueAt, impossible, isMet, type EffectivityFacts } from '../../domain/effectivity';
import { LYON, MONTERREY, pack } from './change-package';

const STAGED = Date.parse('2026-11-03T06:40:00Z');
const on = (localDate: string): Effectivity => ({ kind: 'date', localDate, at: 'shift-start' });
const serial = (from: string, item = 'PIN-10'): Effectivity => ({ kind: 'serial', item, from });
const due = (localDate: string, plant: Plant) => {
  const instant = dueAt(on(localDate), plant, STAGED);
  return instant === null ? null : new Date(instant).toISOString();
};
/** Every day is worked, and its first shift starts then. */
const nights = (plant: Plant, start: string): Plant => ({
  ...plant,
  workingDays: [1, 2, 3, 4, 5, 6, 7],
  shifts: [{ name: 'night', start, end: '10:00' }],
});

describe('an effectivity is due', () => {
  afterEach(() => jest.useRealTimers());

  it('when staged, if immediate', () => {
    expect(dueAt({ kind: 'immediate' }, LYON, STAGED)).toBe(STAGED);
  });

  it('at no instant that is known beforehand, if it waits for a condition', () => {
    for (const effectivity of [{ kind: 'use-up' }, { kind: 'next-lot' }, serial('PIN-10:SN-1')] as const)
      expect(dueAt(effectivity, LYON, STAGED)).toBeNull();
  });

  it.each([
    ['a Tuesday in winter', '2026-12-01', LYON, '2026-12-01T04:30:00.000Z'],
    ['a Wednesday in summer', '2026-07-01', LYON, '2026-07-01T03:30:00.000Z'],
    ['the same Tuesday by the clock of Monterrey', '2026-12-01', MONTERREY, '2026-12-01T12:00:00.000Z'],
    [
      'a summer day of Monterrey, which keeps no summer time',
      '2026-07-01',
      MONTERREY,
      '2026-07-01T12:00:00.000Z',
    ],
    ['a summer day when Monterrey still did', '2022-07-01', MONTERREY, '2022-07-01T11:00:00.000Z'],
    ['a Saturday, and so the Monday', '2026-12-05', LYON, '2026-12-07T04:30:00.000Z'],
    ['a Saturday before the clock is put forward', '2026-03-28', LYON, '2026-03-30T03:30:00.000Z'],
    [
      'a holiday before a weekend',
      '2026-12-25',
      { ...LYON, closed: ['2026-12-25', '2026-12-28'] },
      '2026-12-29T04:30:00.000Z',
    ],
    [
      'across the turn of the year',
      '2026-12-31',
      { ...LYON, closed: ['2026-12-31', '2027-01-01'] },
      '2027-01-04T04:30:00.000Z',
    ],
  ])('at the first shift of %s', (_, localDate, plant, instant) => {
    expect(due(localDate, plant)).toBe(instant);
  });

  it.each([
    ['Paris', '2026-03-29', LYON, '2026-03-29T01:30:00.000Z'], // 02:30 is skipped, 03:30 it is
    ['Monterrey', '2022-04-03', MONTERREY, '2022-04-03T08:30:00.000Z'],
  ])('as much later as the clock skips, in %s', (_, localDate, plant, instant) => {
    expect(due(localDate, nights(plant, '02:30'))).toBe(instant);
  });

  it.each([
    ['Paris', '2026-10-25', LYON, '02:30', '2026-10-25T00:30:00.000Z'],
    ['Monterrey', '2022-10-30', MONTERREY, '01:30', '2022-10-30T06:30:00.000Z'],
  ])(
    'at the first of two such times, in %s, whatever the season of asking',
    (_, localDate, plant, start, instant) => {
      for (const season of ['2026-01-15', '2026-07-15']) {
        jest.useFakeTimers({ now: Date.parse(season) });
        Settings.resetCaches(); // of which one is the offset of the season
        expect(due(localDate, nights(plant, start))).toBe(instant);
      }
    },
  );

  it('at the shift start of a worked day that is not before the date, the clock allowing', () => {
    const day = fc.date({ min: new Date('2020-01-01'), max: new Date('2032-12-31'), noInvalidDate: true });
    const clock = fc
      .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
      .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));
    const working = fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 });
    const plant = fc
      .tuple(fc.constantFrom(LYON, MONTERREY), clock, working, fc.array(day, { maxLength: 5 }))
      .map(([base, start, workingDays, closed]) => ({
        ...nights(base, start),
        workingDays,
        closed: closed.map((date) => date.toISOString().slice(0, 10)),
      }));
    fc.assert(
      fc.property(day, plant, (date, at) => {
        const localDate = date.toISOString().slice(0, 10);
        const local = DateTime.fromMillis(dueAt(on(localDate), at, STAGED)!, { zone: at.timeZone });
        const told = local.toISODate()!;
        expect(told >= localDate).toBe(true);
        expect(at.workingDays).toContain(local.weekday);
        expect(at.closed).not.toContain(told);
        const late = Number(local.toFormat('H')) * 60 + local.minute - minutes(at.shifts[0]!.start);
        expect([0, 60]).toContain(late);
        // Nothing between the date and the day it falls on is worked.
        for (let between = DateTime.fromISO(localDate, { zone: 'utc' }); between.toISODate()! < told;) {
          expect(at.workingDays.includes(between.weekday) && !at.closed.includes(between.toISODate()!)).toBe(
            false,
          );
          between = between.plus({ days: 1 });
        }
      }),
    );
  });

  it('never, in a time zone that is none: the error names it', () => {
    expect(() => due('2026-12-01', { ...LYON, timeZone: 'Europe/Lyon' })).toThrow('Europe/Lyon');
  });
});

const minutes = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));

describe('the condition of an effectivity', () => {
  const facts = (changes: Partial<EffectivityFacts> = {}): EffectivityFacts => ({
    oldStock: '70',
    openLots: ['PIN-10:L-0418'],
    nextSerial: 'PIN-10:SN-1000',
    ...changes,
  });

  it.each<[string, boolean, Effectivity, Partial<EffectivityFacts>]>([
    ['there is none', true, { kind: 'immediate' }, {}],
    ['it is an instant, and no condition beside', true, on('2026-12-01'), {}],
    ['old stock is left', false, { kind: 'use-up' }, { oldStock: '0.000000001' }],
    ['old stock is used up', true, { kind: 'use-up' }, { oldStock: '0.00' }],
    ['more was posted than there was', true, { kind: 'use-up' }, { oldStock: '-3' }],
    ['a lot is in the making', false, { kind: 'next-lot' }, {}],
    ['no lot is in the making', true, { kind: 'next-lot' }, { openLots: [] }],
    ['the next piece is before that serial', false, serial('PIN-10:SN-1001'), {}],
    ['the next piece is that serial', true, serial('PIN-10:SN-1000'), {}],
    ['the next piece is past it, by number and not by text', true, serial('PIN-10:SN-999'), {}],
    ['zeros before the number mean nothing', true, serial('PIN-10:SN-0001000'), {}],
    [
      'the numbers are longer than a float holds',
      false,
      serial('PIN-10:SN-90071992547409931'),
      { nextSerial: 'PIN-10:SN-90071992547409930' },
    ],
    ['the next piece is another item', false, serial('PIN-10:SN-1'), { nextSerial: 'PIN-11:SN-1000' }],
    ['the item has no serials', false, serial('PIN-10:SN-1'), { nextSerial: null }],
  ])('%s: %s', (_, met, effectivity, changed) => {
    expect(isMet(effectivity, facts(changed))).toBe(met);
  });
});

describe('an effectivity that a plant cannot have', () => {
  const find = (effectivity: Effectivity, now = STAGED) => impossible(effectivity, pack(), 'lyon', LYON, now);

  it.each<[string, Effectivity]>([
    ['immediate', { kind: 'immediate' }],
    ['use-up', { kind: 'use-up' }],
    ['next lot', { kind: 'next-lot' }],
    ['a date to come', on('2026-12-01')],
    ['a serial of an item that changes', serial('PIN-10:SN-1000')],
  ])('is not: %s', (_, effectivity) => {
    expect(find(effectivity)).toBeNull();
  });

  it.each<[string, Effectivity, string]>([
    ['a day that is past', on('2026-11-02'), 'date 2026-11-02'],
    ['a shift that has started', on('2026-11-03'), 'date 2026-11-03'],
    ['a serial of an item that does not change', serial('BAR-3:SN-1', 'BAR-3'), 'serial BAR-3:SN-1'],
    ['a serial of another item', serial('PIN-11:SN-1'), 'serial PIN-11:SN-1'],
    ['a serial that is named otherwise', serial('PIN-10:1000'), 'serial PIN-10:1000'],
  ])('is %s', (_, effectivity, subject) => {
    expect(find(effectivity)).toMatchObject({
      code: 'effectivity-not-possible',
      severity: 'error',
      plant: 'lyon',
      system: null,
      subject,
    });
  });

  it('is judged to the millisecond', () => {
    const start = Date.parse('2026-12-01T04:30:00Z');
    expect(find(on('2026-12-01'), start - 1)).toBeNull();
    expect(find(on('2026-12-01'), start)).toMatchObject({ code: 'effectivity-not-possible' });
  });

  it('is moved, and told so, where the date is not worked', () => {
    expect(find(on('2026-12-05'))).toEqual({
      code: 'effectivity-moved',
      severity: 'warning',
      system: null,
      plant: 'lyon',
      subject: 'date 2026-12-05',
      text: 'lyon does not work on 2026-12-05: the change takes effect there with the next shift, at 2026-12-07 05:30 (Europe/Paris).',
    });
  });
});
