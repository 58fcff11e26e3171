import type { NativeStatus } from '../../contracts/material';
import type { LotRecords } from './lots';
import { Notes } from './notes';
import { TrytonRefusal } from './refusal';
import type { TrytonCaller } from './rpc';
import { dayOf, today, trytonDate, type TrytonDate } from './values';

/**
 * Tryton has no lot lock by that name. What stops every way out of the house at once is a shelf life that ended long ago:
 * it is checked when a move to or from a supplier, a customer, production or the output zone is done, assigned or not.
 * Long ago, because the check compares with the day that a move is dated, and moves can be dated back.
 *
 * The date that stood there before is kept in a note on the lot, where people see it too.
 */
export const LOCKED = '2000-01-01';
const NOTE = 'Interlock hold; shelf life before it: ';
const NONE = 'none';

export interface LockReading {
  /** All records of the lot are locked. */
  readonly locked: boolean;
  /** The lot's own status, our lock left out. */
  readonly native: NativeStatus;
}

interface LotDate {
  readonly id: number;
  readonly shelf_life_expiration_date: TrytonDate | null;
}

export async function readLock(tryton: TrytonCaller, lot: LotRecords): Promise<LockReading> {
  const dates = await tryton.read<LotDate>('stock.lot', lot.ids, ['shelf_life_expiration_date']);
  const own = await Promise.all(
    dates.map(async (record) => (isLocked(record) ? await priorOf(tryton, record.id) : dateOf(record))),
  );
  return {
    locked: dates.length > 0 && dates.every(isLocked),
    native: own.some((day) => day !== null && day !== undefined && day < today())
      ? 'expired'
      : 'unrestricted',
  };
}

/** @throws TrytonRefusal where Tryton does not allow it, as in a closed stock period */
export async function lock(tryton: TrytonCaller, lot: LotRecords): Promise<void> {
  for (const id of lot.ids) {
    let kept: string | null | undefined;
    for (;;) {
      const [record] = await tryton.read<LotDate>('stock.lot', [id], ['shelf_life_expiration_date']);
      if (!record || isLocked(record)) break;
      kept = dateOf(record);
      await notes(tryton).write(resource(id), kept ?? NONE);
      // The note is written first, and the date only over the very date that the note names.
      if (await replaceDate(tryton, id, (day) => day === kept, LOCKED)) break;
    }
  }
}

/**
 * Puts back what stood before the hold, or a date that has passed where something stricter is wanted.
 * @throws TrytonRefusal when nobody knows what stood before: then the lot stays locked
 */
export async function unlock(
  tryton: TrytonCaller,
  lot: LotRecords,
  restore: NativeStatus | null,
): Promise<void> {
  for (const id of lot.ids) {
    const prior = await priorOf(tryton, id);
    const [record] = await tryton.read<LotDate>('stock.lot', [id], ['shelf_life_expiration_date']);
    if (record && isLocked(record)) {
      if (prior === undefined)
        throw new TrytonRefusal(
          'Prior',
          `The note with the former shelf life of ${lot.name} is gone; set the date by hand.`,
        );
      await replaceDate(tryton, id, (day) => day === LOCKED, stricter(prior, restore));
    }
    await notes(tryton).clear(resource(id));
  }
}

/** Tryton restricts by date alone: whatever is stricter than "unrestricted" becomes a shelf life that is over. */
function stricter(prior: string | null, restore: NativeStatus | null): string | null {
  if (restore === null || restore === 'unrestricted' || (prior !== null && prior < today())) return prior;
  return new Date(Date.now() - 24 * 3600_000).toISOString().slice(0, 10);
}

const isLocked = (record: LotDate) => dateOf(record) === LOCKED;
const dateOf = ({ shelf_life_expiration_date: date }: LotDate) => date && dayOf(date);

async function replaceDate(
  tryton: TrytonCaller,
  id: number,
  when: (day: string | null) => boolean,
  next: string | null,
): Promise<boolean> {
  let replaced = false;
  await tryton.change<LotDate>('stock.lot', id, ['shelf_life_expiration_date'], (record) => {
    replaced = when(dateOf(record));
    return replaced ? { shelf_life_expiration_date: next && trytonDate(next) } : null;
  });
  return replaced;
}

const notes = (tryton: TrytonCaller) => new Notes(tryton, NOTE);
const resource = (id: number) => `stock.lot,${id}`;

/** The date before the hold; null: none; undefined: not known. */
async function priorOf(tryton: TrytonCaller, id: number): Promise<string | null | undefined> {
  const day = await notes(tryton).read(resource(id));
  return day === NONE ? null : day;
}
