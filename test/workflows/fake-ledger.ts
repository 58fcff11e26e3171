import type { LedgerActivities } from '../../activities/ledger';
import type { SystemActivities } from '../../activities/systems';
import type { Batch, News, Step } from '../../contracts/step';
import type { Mode } from '../../contracts/result';

/** A step that asks for nothing: what the ledger says of a hold that waits. */
export const waiting: Step = {
  transaction: 'TX-1',
  plant: 'lyon',
  productFamily: 'wing-bracket',
  items: ['PIN-10'],
  state: 'open',
  containment: 'effective',
  openExceptions: 0,
  batches: [],
  questions: [],
  overtaken: [],
  wakeAt: null,
  done: false,
};

export const batch = (system: string, mode: Mode, deadline: number | null = null): Batch => ({
  system,
  mode,
  required: true,
  deadline,
  patienceMs: 30_000,
  timeoutMs: 1_000,
  hold: 'QH-1',
  transaction: 'TX-1',
  reason: { code: 'dimension', text: 'undersize' },
  nonconformance: null,
  errands: [
    {
      target: `${system}/lot/PIN-10:L-1`,
      subject: { kind: 'lot', id: 'PIN-10:L-1' },
      desired: mode === 'free' ? { state: 'free', quantity: '0' } : { state: 'held', quantity: '70' },
      whole: true,
      generation: 1,
      token: 1,
      restore: null,
      item: 'PIN-10',
      lot: 'PIN-10:L-1',
      unit: 'EA',
      plant: 'lyon',
      quarantine: 'LYON-QUARANTINE',
      disposition: null,
    },
  ],
});

/** The saga's doors with a ledger and a system that the test plays: only they are faked, the saga is the real one. */
export function play(tell: (news: News, now: number) => Step, answer: SystemActivities['bring']) {
  const heard: { news: News; now: number }[] = [];
  const escalated: { targets: readonly string[]; now: number }[] = [];
  const activities: Pick<LedgerActivities, 'advance' | 'escalate'> &
    Pick<SystemActivities, 'bring' | 'exposure'> = {
    advance: async (news, now) => {
      heard.push({ news, now });
      return tell(news, now);
    },
    escalate: async (_hold, targets, now) => void escalated.push({ targets, now }),
    bring: answer,
    exposure: async () => [],
  };
  return { heard, escalated, activities };
}
