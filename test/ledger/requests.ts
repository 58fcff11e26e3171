import { randomUUID } from 'node:crypto';
import type { DispositionRequest } from '../../contracts/disposition';
import type { Hold, HoldRequest, LotScope } from '../../contracts/hold';
import type { CloudEvent, InboundData, InboundType } from '../../contracts/inbound';
import type { Ledger, Tx } from '../../ledger';
import type { Answered } from '../../ledger/idempotency';

export const PERSON = { id: 'quality', name: 'Quality' };

export const holdRequest = (
  lots: readonly (string | LotScope)[],
  changes: Partial<HoldRequest> = {},
): HoldRequest => ({
  nonconformance: null,
  plant: 'lyon',
  scope: { lots: lots.map((lot) => (typeof lot === 'string' ? { lot } : lot)) },
  reason: { code: 'dimension', text: 'diameter 9.89 mm' },
  severity: 'critical',
  releaseCondition: null,
  ...changes,
});

export const dispositionRequest = (
  lot: string,
  value: string,
  decision: DispositionRequest['decision'] = 'release',
  changes: Partial<DispositionRequest> = {},
): DispositionRequest => ({
  lot,
  quantity: { value, unit: 'EA' },
  decision,
  reason: 'as measured',
  reference: 'MRB-77',
  approvals: [],
  concession: null,
  supersedes: null,
  ...changes,
});

/** Does keyed work, as the API does, under a key of its own. @returns the body */
export async function keyed<T>(ledger: Ledger, work: (tx: Tx) => Promise<T>): Promise<T> {
  const request = { caller: 'quality', route: 'test', key: randomUUID(), bodyHash: '' };
  const answered = async (tx: Tx): Promise<Answered<T>> => ({ status: 200, body: await work(tx) });
  return (await ledger.idempotent(request, answered)).body;
}

export const place = (ledger: Ledger, request: HoldRequest, now = new Date()): Promise<Hold> =>
  keyed(ledger, (tx) => ledger.placeHold(tx, request, PERSON, now));

export const decide = (ledger: Ledger, hold: string, request: DispositionRequest, now = new Date()) =>
  keyed(ledger, (tx) => ledger.decide(tx, hold, request, PERSON, now));

/** A system tells something; its envelope is made here. @param happenedAt by the system's own clock, where it says so */
export const tell = <T extends InboundType>(
  ledger: Ledger,
  system: string,
  type: T,
  data: InboundData<T>,
  now = new Date(),
  happenedAt: Date | null = null,
) => {
  const time = happenedAt?.toISOString();
  const event: CloudEvent = { specversion: '1.0', id: randomUUID(), source: system, type, time, data };
  return ledger.receiveEvent(system, event, now);
};

/** A lot lies unrestricted at Lyon. */
export const receiveLot = (ledger: Ledger, lot: string, value = '70', now = new Date()) =>
  tell(
    ledger,
    'erp',
    'erp.lot.received.v1',
    { lot, plant: 'lyon', location: 'A-01', quantity: { value, unit: 'EA' }, status: 'unrestricted' },
    now,
  );
