import type { Disposition } from '../../contracts/disposition';
import { PROCEDURES, type Confirmation } from '../../domain/dispositions';
import type { Ledger } from '../../ledger';
import { tell } from './requests';

/** How people and systems tell of each step of a procedure. @param passed what an inspection after rework finds */
const TELL: Record<Confirmation, (ledger: Ledger, done: Disposition, passed: boolean) => Promise<unknown>> = {
  sorted: (ledger, done) =>
    tell(ledger, 'mes-lyon', 'mes.sort.finished.v1', { ...about(done), good: done.quantity.value, bad: '0' }),
  reworked: (ledger, done) => tell(ledger, 'mes-lyon', 'mes.rework.finished.v1', about(done)),
  inspected: (ledger, done, passed) =>
    tell(ledger, 'qms', 'qms.inspection.completed.v1', {
      inspection: { system: 'qms', id: `IN-${done.id}` },
      plant: 'lyon',
      lot: done.lot,
      verdict: passed ? 'pass' : 'fail',
      disposition: done.id,
    }),
  destroyed: (ledger, done) => tell(ledger, 'erp', 'erp.scrap.confirmed.v1', about(done)),
  issued: (ledger, done) => tell(ledger, 'erp', 'erp.return.issued.v1', about(done)),
};
const about = ({ id, lot, quantity }: Disposition) => ({ disposition: id, lot, quantity });

/** Everything is confirmed that the hold's dispositions under way wait for. */
export async function confirmAll(ledger: Ledger, hold: string, passed = true): Promise<void> {
  for (const done of (await ledger.getHold(hold))?.dispositions ?? []) {
    if (done.state !== 'executing') continue;
    for (const what of PROCEDURES[done.decision].confirmedBy) await TELL[what](ledger, done, passed);
  }
}
