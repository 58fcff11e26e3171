import type { PageQuestion } from '../../contracts/baseline';
import type { SnapshotLot, SnapshotPage } from '../../contracts/snapshot';
import type { Ledger } from '../../ledger';
import { keyed, PERSON } from './requests';

/** A lot at one place at Lyon, as the ERP has it. */
export const stockOf = (lot: string, quantity: string, more: Partial<SnapshotLot['stock'][number]> = {}) => ({
  lot,
  unit: 'EA',
  supplier: null,
  supplierLot: null,
  stock: [
    { location: 'A-01', quantity, status: 'unrestricted' as const, special: null, boundFor: null, ...more },
  ],
});

export const pageOf = (page: Partial<SnapshotPage>): SnapshotPage => ({
  asOf: '2026-11-03T06:40:00.000Z',
  lots: [],
  productions: [],
  orders: [],
  serials: [],
  next: null,
  ...page,
});

export const startBaseline = (ledger: Ledger, now: Date, plant = 'lyon') =>
  keyed(ledger, (tx) => ledger.baselines.start(tx, plant, PERSON, now, null));

/** What each system answers to a question; a system that is not named knows nothing. */
export type Systems = Readonly<Record<string, (question: PageQuestion) => SnapshotPage>>;

/** Reads every system to its end, one after the other, as the saga does. @returns the baseline, finished */
export async function loadAll(ledger: Ledger, id: string, systems: Systems, now: Date) {
  for (const system of await ledger.baselines.plan(id, () => true)) {
    let question = await ledger.baselines.nextPage(id, system, now);
    while (question) {
      const page = systems[system]?.(question) ?? pageOf({});
      question = await ledger.baselines.takePage({ baseline: id, question, page }, now);
    }
  }
  await ledger.baselines.finish(id, now);
  const loaded = await ledger.baselines.get('lyon');
  if (!loaded) throw new Error(`${id} vanished`);
  return loaded;
}
