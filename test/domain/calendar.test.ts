import fc from 'fast-check';
import { DateTime } from 'luxon';
import type { Plant } from '../../contracts/topology';
import { at, isWorked, workedMinutes, workedSince } from '../../domain/calendar';

const MINUTE = 60_000;
const SHIFTS = [
  { name: 'early', start: '05:30', end: '13:30' },
  { name: 'late', start: '13:30', end: '21:30' },
];
const plant = (changes: Partial<Plant> = {}): Plant => ({
  timeZone: 'Europe/Paris',
  shifts: SHIFTS,
  quarantine: 'Q',
  workingDays: [1, 2, 3, 4, 5],
  closed: [],
  graceSeconds: 0,
  ...changes,
});
const night = (start: string, end: string) => plant({ shifts: [{ name: 'night', start, end }] });

/** Worked minutes between two local times. */
const worked = (from: string, to: string, of = plant()) => {
  const millis = (local: string) => DateTime.fromISO(local, { zone: of.timeZone }).toMillis();
  return workedMinutes(millis(from), millis(to), of);
};

describe('a plant works', () => {
  const monday = DateTime.fromISO('2026-11-02');
  it.each([
    ['on a day of its week', true, monday, {}],
    ['not at the week-end', false, monday.minus({ days: 1 }), {}],
    ['at the week-end where its week says so', true, monday.minus({ days: 1 }), { workingDays: [7] }],
    ['not on a day on which it is closed', false, monday, { closed: ['2026-11-02'] }],
  ])('%s', (_, expected, day, changes) => {
    expect(isWorked(day, plant(changes))).toBe(expected);
  });
});

describe('worked minutes', () => {
  it.each([
    ['within one shift', '2026-11-02T08:00', '2026-11-02T08:15', 15],
    ['over the change of shifts, without a gap', '2026-11-02T13:00', '2026-11-02T14:00', 60],
    ['of a whole day', '2026-11-02T00:00', '2026-11-03T00:00', 16 * 60],
    ['over night', '2026-11-02T21:00', '2026-11-03T06:00', 60],
    ['over the week-end', '2026-10-30T21:00', '2026-11-02T06:00', 60],
    ['of the week-end itself', '2026-10-31T00:00', '2026-11-01T23:59', 0],
    ['of no time at all', '2026-11-02T08:00', '2026-11-02T08:00', 0],
    ['of a time that runs backwards', '2026-11-02T09:00', '2026-11-02T08:00', 0],
  ])('%s', (_, from, to, minutes) => {
    expect(worked(from, to)).toBe(minutes);
  });

  it('of a day on which the plant is closed are none', () => {
    const closed = plant({ closed: ['2026-11-02'] });
    expect(worked('2026-10-30T21:00', '2026-11-03T06:00', closed)).toBe(60);
  });

  it('of a shift that ends on the next day belong to the day on which it starts', () => {
    const nights = night('22:00', '06:00');
    expect(worked('2026-11-06T23:00', '2026-11-07T12:00', nights)).toBe(7 * 60);
    expect(worked('2026-11-08T12:00', '2026-11-09T05:00', nights)).toBe(0);
  });

  it('of a shift around the clock are all', () => {
    const always = plant({
      shifts: [{ name: 'all', start: '00:00', end: '00:00' }],
      workingDays: [1, 2, 3, 4, 5, 6, 7],
    });
    expect(worked('2026-11-02T00:00', '2026-11-09T00:00', always)).toBe(7 * 24 * 60);
  });

  it('of shifts that overlap count once', () => {
    const overlapping = plant({ shifts: [...SHIFTS, { name: 'handover', start: '13:00', end: '14:00' }] });
    expect(worked('2026-11-02T00:00', '2026-11-03T00:00', overlapping)).toBe(16 * 60);
  });

  it.each([
    ['longer by the hour that comes twice', '2026-10-24T00:00', '2026-10-25T12:00', 9 * 60],
    ['shorter by the hour that is skipped', '2026-03-28T00:00', '2026-03-29T12:00', 7 * 60],
  ])('of a night shift are %s', (_, from, to, minutes) => {
    const saturdays = { ...night('22:00', '06:00'), workingDays: [6] };
    expect(worked(from, to, saturdays)).toBe(minutes);
  });

  it('go by the clock of the plant, not by that of the machine', () => {
    const monterrey = plant({ timeZone: 'America/Monterrey' });
    const span = [Date.parse('2026-11-02T04:00:00Z'), Date.parse('2026-11-02T12:00:00Z')] as const;
    expect(workedMinutes(...span, plant())).toBe(7.5 * 60);
    expect(workedMinutes(...span, monterrey)).toBe(30);
  });

  describe('are those that one counts minute by minute', () => {
    const time = fc
      .integer({ min: 0, max: 24 * 4 - 1 })
      .map((quarter) => `${pad(quarter / 4)}:${pad((quarter % 4) * 15)}`);
    const pad = (value: number) => String(Math.floor(value)).padStart(2, '0');
    const shift = fc
      .record({ name: fc.constant('shift'), start: time, end: time })
      .filter(({ start, end }) => start !== end);
    /** Around both changes of the clocks, and around a change of the year. */
    const start = fc.constantFrom(
      '2026-03-26T00:00Z',
      '2026-10-22T00:00Z',
      '2026-12-29T00:00Z',
      '2027-03-12T00:00Z',
    );
    const quarters = (days: number) => fc.nat({ max: days * 96 }).map((quarter) => quarter * 15);
    const span = fc
      .record({ day: start, offset: quarters(3), length: quarters(4) })
      .map(({ day, offset, length }) => ({ from: Date.parse(day) + offset * MINUTE, length }));
    const anyPlant = fc.record({
      timeZone: fc.constantFrom(
        'Europe/Paris',
        'America/Monterrey',
        'America/New_York',
        'Australia/Lord_Howe',
      ),
      shifts: fc.array(shift, { minLength: 1, maxLength: 3 }),
      quarantine: fc.constant('Q'),
      workingDays: fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 }),
      closed: fc.subarray(['2026-03-27', '2026-03-29', '2026-10-25', '2026-10-26', '2027-01-01']),
      graceSeconds: fc.constant(0),
    });

    /** A minute is worked while a shift is on that started that day or the day before. */
    function isOn(instant: number, of: Plant): boolean {
      const today = DateTime.fromMillis(instant, { zone: of.timeZone }).startOf('day');
      return [today, today.minus({ days: 1 })].some(
        (day) =>
          isWorked(day, of) &&
          of.shifts.some(({ start: from, end }) => {
            const ends = at(end > from ? day : day.plus({ days: 1 }), end, of).toMillis();
            return instant >= at(day, from, of).toMillis() && instant < ends;
          }),
      );
    }

    it('on any plant, over any few days', () => {
      fc.assert(
        fc.property(anyPlant, span, (of, { from, length }) => {
          let counted = 0;
          for (let minute = 0; minute < length; minute += 15)
            if (isOn(from + minute * MINUTE, of)) counted += 15;
          expect(workedMinutes(from, from + length * MINUTE, of)).toBeCloseTo(counted, 6);
        }),
        { numRuns: 25 },
      );
    });

    it('and go back to the latest instant since which so many were worked', () => {
      fc.assert(
        fc.property(anyPlant, span, fc.integer({ min: 1, max: 1440 }), (of, { from: to }, minutes) => {
          const since = workedSince(to, minutes, of);
          expect(workedMinutes(since, to, of)).toBeCloseTo(minutes, 6);
          expect(workedMinutes(since + 1, to, of)).toBeLessThan(minutes);
        }),
      );
    });

    it('and what is worked in two spans is worked in both together', () => {
      fc.assert(
        fc.property(anyPlant, span, quarters(4), (of, { from, length }, more) => {
          const [middle, to] = [from + length * MINUTE, from + (length + more) * MINUTE];
          expect(workedMinutes(from, middle, of) + workedMinutes(middle, to, of)).toBeCloseTo(
            workedMinutes(from, to, of),
            6,
          );
        }),
      );
    });
  });
});
