import { randomUUID } from 'node:crypto';
import type { Disposition, DispositionRequest } from '../../contracts/disposition';
import type { Hold, HoldRequest } from '../../contracts/hold';
import type { Releasability } from '../../contracts/material';
import type { Target } from '../../contracts/target';
import type { ApiResponse, Caller } from '../support/api';
import type { SandboxEffect } from '../support/control';
import { eventually } from '../support/eventually';
import type { TestStack } from '../support/stack';

/** Systems that contain a lot at Lyon. */
export const CONTAINING = ['erp', 'wms', 'mes-lyon'] as const;
export const SYSTEMS = ['erp', 'wms', 'mes-lyon', 'mes-monterrey', 'qms', 'plm'] as const;

export const ea = (value: string) => ({ value, unit: 'EA' as const });
export const newLot = (item = 'PIN-10') => `${item}:T-${randomUUID().slice(0, 8)}`;

/** The same unrestricted pieces in ERP, WMS and the plant's MES, known to the ledger: tests do not meet on a lot. */
export async function freshLot(stack: TestStack, quantity = '100', plant = 'lyon'): Promise<string> {
  const lot = newLot();
  for (const system of ['wms', `mes-${plant}`, 'erp'])
    await stack.control(system).addLots([{ lot, plant, quantity: ea(quantity) }]);
  await eventually(async () => (await gate(stack, lot, { plant })).releasable);
  return lot;
}

export interface GateQuestion {
  plant?: string;
  action?: 'ship' | 'consume' | 'move';
  purpose?: string;
  to?: string;
  quantity?: string;
}
export const askGate = (stack: TestStack, lot: string, question: GateQuestion = {}) => {
  const asked = new URLSearchParams({ plant: 'lyon', action: 'ship', ...question });
  return stack
    .api('partner')
    .get<Releasability>(`/v1/lots/${encodeURIComponent(lot)}/releasability?${asked.toString()}`);
};
export const gate = async (...asked: Parameters<typeof askGate>): Promise<Releasability> =>
  (await askGate(...asked)).body;

export const request = (lots: readonly string[], more: Partial<HoldRequest> = {}): Partial<HoldRequest> => ({
  nonconformance: null,
  plant: 'lyon',
  scope: { lots: lots.map((lot) => ({ lot })) },
  reason: { code: 'dimension', text: 'diameter 9.89 mm, lower limit 9.95 mm' },
  severity: 'critical',
  ...more,
});

/** Places a hold. @throws Error unless it was placed */
export const place = (
  stack: TestStack,
  lots: readonly string[],
  more: Partial<HoldRequest> = {},
): Promise<Hold> =>
  persist((key) =>
    stack.api('quality').post<Hold>('/v1/quality-holds', request(lots, more), { 'idempotency-key': key }),
  );

/** Tries again, with the same key, what was contended: as a caller is told to. */
export async function persist<T>(call: (key: string) => Promise<ApiResponse<T>>): Promise<T> {
  const key = randomUUID();
  return taken(
    201,
    await eventually(async () => {
      const answer = await call(key);
      return answer.status !== 409 && answer;
    }),
  );
}

export const getHold = async (stack: TestStack, id: string): Promise<Hold> =>
  taken(200, await stack.api('auditor').get<Hold>(`/v1/quality-holds/${id}`));

/** Waits until the hold is there. @param until a state or a containment; passed is reached */
export const reached = (
  stack: TestStack,
  id: string,
  until: 'effective' | 'partial' | 'disposing' | 'closed',
): Promise<Hold> =>
  eventually(async () => {
    const hold = taken(
      200,
      await stack.api('auditor').get<Hold>(`/v1/quality-holds/${id}?until=${until}`, { prefer: 'wait=30' }),
    );
    if (hold.containment !== until && hold.state !== until && hold.state !== 'closed')
      throw new Error(`${id} is not ${until}: ${JSON.stringify(hold.targets, null, 1)}`);
    return hold;
  });

export const dispose = (
  stack: TestStack,
  hold: string,
  lot: string,
  more: Partial<DispositionRequest> = {},
  as: Caller = 'quality',
  key: string = randomUUID(),
): Promise<ApiResponse<Disposition>> =>
  stack.api(as).post<Disposition>(
    `/v1/quality-holds/${hold}/dispositions`,
    {
      lot,
      quantity: ea('100'),
      decision: 'release',
      reason: 'measured again',
      reference: 'MRB-77',
      ...more,
    },
    { 'idempotency-key': key },
  );

/** Releases from the hold. @throws Error unless it was decided */
export const release = (
  stack: TestStack,
  hold: string,
  lot: string,
  quantity = '100',
): Promise<Disposition> =>
  persist((key) => dispose(stack, hold, lot, { quantity: ea(quantity) }, 'quality', key));

/** The target of the hold's lot in a system. */
export function targetIn(hold: Hold, system: string): Target {
  const found = hold.targets.find((target) => target.system === system && target.subject.kind === 'lot');
  if (!found) throw new Error(`${hold.id} has no lot in ${system}.`);
  return found;
}

/** How much of the lot a system holds, as its own state says; null where it knows nothing of the lot. */
export const heldIn = async (stack: TestStack, system: string, lot: string): Promise<string | null> =>
  (await stack.control(system).state()).lots[lot]?.held ?? null;

/** What a system was asked to do about a subject, in the order of asking. */
export const askedOf = async (stack: TestStack, system: string, subject: string): Promise<SandboxEffect[]> =>
  (await stack.control(system).effects()).filter((effect) => effect.subject === subject);

export const clearFaults = async (stack: TestStack): Promise<void> => {
  await Promise.all(SYSTEMS.map((system) => stack.control(system).faults({})));
};

/** The body of an answer that must have this status. @throws Error that shows the answer */
export function taken<T>(status: number, answer: ApiResponse<T>): T {
  if (answer.status !== status)
    throw new Error(`answered ${answer.status}, not ${status}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}
