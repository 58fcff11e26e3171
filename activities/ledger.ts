import type { PageNews, PageQuestion } from '../contracts/baseline';
import type { InspectionNews, InspectionStep } from '../contracts/inspection';
import type { OrderNews, OrderStep } from '../contracts/order-step';
import type { News, Step } from '../contracts/step';
import type { NextReading, Readings } from '../contracts/reconciliation';
import type { ChangeNews, ChangeStep, PreflightPlan, RolloutNews, RolloutStep } from '../contracts/release';
import type { Heard, Late, Ledger, RefusesLate } from '../ledger';

/** The sagas' door to the ledger: local activities, each one ledger call. Instants are workflow time, milliseconds. */
export function createLedgerActivities(
  ledger: Ledger,
  refusesLate: RefusesLate,
  givesSnapshot: (system: string) => boolean,
) {
  return {
    advance: (news: News, now: number): Promise<Step> => ledger.advance(refusesLate, news, new Date(now)),
    escalate: (hold: string, targets: readonly string[], now: number): Promise<void> =>
      ledger.escalate(hold, targets, new Date(now)),

    advanceChange: (news: ChangeNews, now: number): Promise<ChangeStep> =>
      ledger.engineeringChanges.advance(news, new Date(now)),
    advanceRollout: (news: RolloutNews, now: number): Promise<RolloutStep> =>
      ledger.engineeringChanges.advanceRollout(refusesLate, news, new Date(now)),
    escalateRollout: (change: string, plant: string | null, late: Late, now: number): Promise<void> =>
      ledger.engineeringChanges.escalateRollout(change, plant, late, new Date(now)),
    cancelChange: (change: string, plants: readonly string[] | null, now: number): Promise<void> =>
      ledger.engineeringChanges.cancelled(change, plants, new Date(now)),
    planPreflight: (preflight: string): Promise<PreflightPlan> =>
      ledger.engineeringChanges.planPreflight(preflight),
    finishPreflight: (preflight: string, heard: Heard, now: number): Promise<void> =>
      ledger.engineeringChanges.finishPreflight(preflight, heard, new Date(now)),

    planBaseline: (baseline: string): Promise<string[]> => ledger.baselines.plan(baseline, givesSnapshot),
    nextPage: (baseline: string, system: string, now: number): Promise<PageQuestion | null> =>
      ledger.baselines.nextPage(baseline, system, new Date(now)),
    takePage: (news: PageNews, now: number): Promise<PageQuestion | null> =>
      ledger.baselines.takePage(news, new Date(now)),
    finishBaseline: (baseline: string, now: number): Promise<void> =>
      ledger.baselines.finish(baseline, new Date(now)),
    abandonBaseline: (baseline: string, now: number): Promise<void> =>
      ledger.baselines.abandon(baseline, new Date(now)),

    advanceInspection: (news: InspectionNews, now: number): Promise<InspectionStep> =>
      ledger.inspections.advance(refusesLate, news, new Date(now)),
    escalateInspection: (inspection: string, late: Late, now: number): Promise<void> =>
      ledger.inspections.escalate(inspection, late, new Date(now)),

    advanceOrder: (news: OrderNews, now: number): Promise<OrderStep> =>
      ledger.orders.advance(refusesLate, news, new Date(now)),
    escalateOrder: (dispatch: string, late: Late, now: number): Promise<void> =>
      ledger.orders.escalate(dispatch, late, new Date(now)),
    cancelOrder: (dispatch: string, now: number): Promise<void> =>
      ledger.orders.cancelled(dispatch, new Date(now)),

    reconcile: (readings: Readings, now: number): Promise<NextReading> =>
      ledger.reconcile(readings, new Date(now)),
  };
}
export type LedgerActivities = ReturnType<typeof createLedgerActivities>;
