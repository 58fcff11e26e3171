import type { DenyListEntry } from '../contracts/deny-list';
import type { Releasability } from '../contracts/material';
import { add, compare, isZero } from './decimal';
import { decide, type Facts, type Question } from './gate';

type Unit = DenyListEntry['unit'];

/** What a plant's clock may be behind the enterprise's; a list from further ahead says that the clock is wrong. */
const CLOCK_SECONDS = 60;

/**
 * What a deny-list says of a lot at its plant: what the gate would say of consuming it. A plant alone knows of no
 * concession that ran out since: what is there under one is denied.
 * @param issuedAt the instant of the list
 */
export function entryOf(lot: string, plant: string, facts: Facts, issuedAt: string): DenyListEntry {
  const whole = { quantity: null, to: null, order: null, customer: null };
  const all = { lot, plant, action: 'consume', purpose: 'production', ...whole } as const;
  const concessions = facts.concessions.map((concession) => ({ ...concession, expiresAt: issuedAt }));
  const { releasableQuantity, blockedBy } = decide(all, { ...facts, concessions }, issuedAt);
  return {
    lot,
    unit: facts.unit as Unit,
    quantity: add('0', ...facts.stock.map((place) => place.quantity)),
    releasable: releasableQuantity.value,
    blockedBy,
  };
}

/** The newest list that a plant has. */
export interface KnownList {
  readonly plant: string;
  readonly sequence: number;
  readonly issuedAt: string;
  readonly lots: ReadonlyMap<string, DenyListEntry>;
}

/** Seconds since the enterprise last said that the list is so. */
export const ageSeconds = (issuedAt: string, now: Date): number =>
  (now.getTime() - Date.parse(issuedAt)) / 1000;

/** Whether a list was issued later than any clock that is nearly right could say. */
export const isFromTheFuture = (issuedAt: string, now: Date): boolean =>
  ageSeconds(issuedAt, now) < -CLOCK_SECONDS;

/**
 * A plant's own gate while its line to the enterprise is cut: what lies there and the list knows as free may be consumed in
 * production, for the grace. Nothing else is releasable: not what the list does not know, nothing by an older list, and no
 * way out of the plant (H2).
 * @param list null: the plant has none
 */
export function decideAlone(
  question: Question,
  unit: Unit | null,
  list: KnownList | null,
  graceSeconds: number,
  now: Date,
): Releasability {
  const { lot, plant, action, purpose } = question;
  const entry = list?.lots.get(lot);
  const rule = !mayDecide(question, list, graceSeconds, now) ? 'line-cut' : entry ? null : 'unknown-lot';
  const free = rule === null && entry ? entry.releasable : '0';
  const asked = question.quantity ?? entry?.quantity ?? '0';
  const releasable = !isZero(free) && compare(asked, free) <= 0;
  return {
    lot,
    plant,
    action,
    purpose,
    releasable,
    releasableQuantity: { value: free, unit: entry?.unit ?? unit ?? 'EA' },
    blockedBy: releasable ? [] : rule === null ? (entry?.blockedBy ?? []) : [{ rule }],
    allowed: [],
    asOf: list?.issuedAt ?? now.toISOString(),
    ...(list && {
      denyList: {
        sequence: list.sequence,
        issuedAt: list.issuedAt,
        ageSeconds: Math.max(0, ageSeconds(list.issuedAt, now)),
        graceSeconds,
      },
    }),
  };
}

const mayDecide = (
  { plant, action, purpose }: Question,
  list: KnownList | null,
  graceSeconds: number,
  now: Date,
): boolean =>
  list !== null &&
  plant === list.plant &&
  action === 'consume' &&
  purpose === 'production' &&
  ageSeconds(list.issuedAt, now) <= graceSeconds &&
  !isFromTheFuture(list.issuedAt, now);
