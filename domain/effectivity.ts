import { DateTime } from 'luxon';
import type { ChangePackage, Effectivity, Finding } from '../contracts/engineering-change';
import { at, isWorked } from './calendar';
import type { Plant } from '../contracts/topology';
import { compare, type DecimalText } from './decimal';

/** When a plant goes over. Instants are milliseconds since 1970. */

type Dated = Extract<Effectivity, { kind: 'date' }>;

/**
 * The instant at which the plant is due, where that is known beforehand.
 * @param stagedAt when the plant was staged: an immediate change is due then
 * @returns null for what waits for a condition (`isMet`)
 */
export function dueAt(effectivity: Effectivity, plant: Plant, stagedAt: number): number | null {
  switch (effectivity.kind) {
    case 'immediate':
      return stagedAt;
    case 'date':
      return shiftStart(effectivity, plant).toMillis();
    default:
      return null;
  }
}

/** What a plant's systems say now of the item that the effectivity is about. */
export interface EffectivityFacts {
  /** Stock of the old revision at the plant. */
  readonly oldStock: DecimalText;
  /** Lots in the making. */
  readonly openLots: readonly string[];
  /** The serial that the next piece gets; null: the item has no serials there. */
  readonly nextSerial: string | null;
}

/** Is its condition met? What is due at an instant (`dueAt`) has no other condition. */
export function isMet(effectivity: Effectivity, facts: EffectivityFacts): boolean {
  switch (effectivity.kind) {
    case 'immediate':
    case 'date':
      return true;
    case 'use-up':
      // Backflushing may post more than there was.
      return compare(facts.oldStock, '0') <= 0;
    case 'serial':
      return facts.nextSerial !== null && isFrom(effectivity.from, facts.nextSerial);
    case 'next-lot':
      return facts.openLots.length === 0;
  }
}

/**
 * Says why a plant can never go over so (an error), or that it will on another day than it was told (a warning).
 * @param now the instant of asking
 */
export function impossible(
  effectivity: Effectivity,
  pack: ChangePackage,
  name: string,
  plant: Plant,
  now: number,
): Finding | null {
  const finding = (code: string, severity: Finding['severity'], subject: string, text: string): Finding => ({
    code,
    severity,
    system: null,
    plant: name,
    subject,
    text,
  });
  if (effectivity.kind === 'serial') {
    const fault = serialFault(effectivity, pack);
    return fault === null
      ? null
      : finding('effectivity-not-possible', 'error', `serial ${effectivity.from}`, fault);
  }
  if (effectivity.kind !== 'date') return null;

  const { localDate } = effectivity;
  const start = shiftStart(effectivity, plant);
  const told = `${start.toFormat('yyyy-MM-dd HH:mm')} (${plant.timeZone})`;
  if (start.toMillis() <= now) {
    const text = `The first shift of ${localDate} at ${name} started at ${told}, which is past: name a later date, or "immediate".`;
    return finding('effectivity-not-possible', 'error', `date ${localDate}`, text);
  }
  if (start.toISODate() === localDate) return null;
  const text = `${name} does not work on ${localDate}: the change takes effect there with the next shift, at ${told}.`;
  return finding('effectivity-moved', 'warning', `date ${localDate}`, text);
}

function serialFault(
  { item, from }: Extract<Effectivity, { kind: 'serial' }>,
  pack: ChangePackage,
): string | null {
  if (!pack.items.some((revision) => revision.item === item))
    return `${item} is not in ${pack.id}: name a serial of an item that changes.`;
  if (parseSerial(from)?.item === item) return null;
  return `"${from}" is no serial of ${item}: name it as ${item}:SN-<number>.`;
}

/** Serials are named `<item>:SN-<number>`. */
function parseSerial(serial: string): { item: string; number: DecimalText } | null {
  const [, item, number] = /^(.+):SN-(\d+)$/.exec(serial) ?? [];
  return item === undefined || number === undefined ? null : { item, number };
}

function isFrom(from: string, next: string): boolean {
  const [first, now] = [parseSerial(from), parseSerial(next)];
  return first !== null && first.item === now?.item && compare(now.number, first.number) >= 0;
}

/** The first shift that starts on that date, or on the first day after it that is worked, by the plant's own clock. */
function shiftStart({ localDate }: Dated, plant: Plant): DateTime {
  const first = plant.shifts.map(({ start }) => start).reduce((a, b) => (a < b ? a : b));
  let day = DateTime.fromISO(localDate, { zone: 'utc' });
  while (!isWorked(day, plant)) day = day.plus({ days: 1 });
  return at(day, first, plant);
}
