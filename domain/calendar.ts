import { DateTime, Interval } from 'luxon';
import type { Plant } from '../contracts/topology';

/** A plant's own clock and calendar: time zone, shifts, days on which it works. */

/** @param day any instant of it, in UTC */
export const isWorked = (day: DateTime, { workingDays, closed }: Plant): boolean =>
  workingDays.includes(day.weekday) && !closed.includes(day.toISODate() ?? '');

/**
 * The instant at which a plant's clock shows that time on that day. A time that the clock skips comes as much later as it
 * skips; of one that it shows twice, the first counts: luxon by itself takes either, by the season of asking.
 * @param time `HH:MM`
 * @throws RangeError for a time zone that is none
 */
export function at(day: DateTime, time: string, plant: Plant): DateTime {
  const instant = DateTime.fromISO(`${day.toISODate()}T${time}`, { zone: plant.timeZone });
  if (!instant.isValid)
    throw new RangeError(
      `no ${time} on ${day.toISODate()} in ${plant.timeZone}: ${instant.invalidExplanation}; check the plant's timeZone and shifts`,
    );
  return instant.getPossibleOffsets()[0] ?? instant;
}

/**
 * Minutes between two instants during which the plant works, by its shifts and its calendar. A shift that ends before it
 * starts ends on the next day.
 * @param from, to milliseconds since 1970
 */
export const workedMinutes = (from: number, to: number, plant: Plant): number =>
  worked(from, Math.max(from, to), plant).reduce((sum, shift) => sum + shift.length('minutes'), 0);

/**
 * The latest instant since which the plant has worked so many minutes.
 * @param to, @returns milliseconds since 1970
 */
export function workedSince(to: number, minutes: number, plant: Plant): number {
  for (let days = 2; ; days *= 2) {
    const from = DateTime.fromMillis(to).minus({ days }).toMillis();
    let left = minutes;
    for (const shift of worked(from, to, plant).toReversed()) {
      const length = shift.length('minutes');
      if (length >= left) return shift.end!.minus({ minutes: left }).toMillis();
      left -= length;
    }
  }
}

/** The shifts between two instants, cut off at both, overlapping ones as one, in their order. */
function worked(from: number, to: number, plant: Plant): Interval[] {
  const span = Interval.fromDateTimes(DateTime.fromMillis(from), DateTime.fromMillis(to));
  const first = DateTime.fromMillis(from, { zone: plant.timeZone }).startOf('day').minus({ days: 1 });
  const last = DateTime.fromMillis(to, { zone: plant.timeZone });
  const shifts: Interval[] = [];
  for (let day = first; day <= last; day = day.plus({ days: 1 })) {
    if (!isWorked(day, plant)) continue;
    for (const { start, end } of plant.shifts) {
      const until = at(end > start ? day : day.plus({ days: 1 }), end, plant);
      shifts.push(Interval.fromDateTimes(at(day, start, plant), until));
    }
  }
  return Interval.merge(shifts).flatMap((shift) => span.intersection(shift) ?? []);
}
