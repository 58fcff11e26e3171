import type { News, Step } from '../contracts/step';
import type { Ledger, RefusesLate } from '../ledger';

/** The sagas' door to the ledger: local activities, each one ledger call. Instants are workflow time, milliseconds. */
export function createLedgerActivities(ledger: Ledger, refusesLate: RefusesLate) {
  return {
    advance: (news: News, now: number): Promise<Step> => ledger.advance(refusesLate, news, new Date(now)),
    escalate: (hold: string, targets: readonly string[], now: number): Promise<void> =>
      ledger.escalate(hold, targets, new Date(now)),
  };
}
export type LedgerActivities = ReturnType<typeof createLedgerActivities>;
