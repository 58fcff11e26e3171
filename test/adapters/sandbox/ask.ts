import { randomUUID } from 'node:crypto';
import type { Decision } from '../../../contracts/disposition';
import { type RevisionAsk, SENTINEL } from '../../../contracts/revision';
import type { Product, SystemRole } from '../../../contracts/topology';
import { System } from '../../../contracts/topology';
import type { Adapter, Ask, CallContext, Effect } from '../../../adapters/port';
import { createAdapter } from '../../../adapters/registry';
import { TOKEN, type TestSystem } from '../../sandbox/start';

/** The adapter that the registry makes for a running sandbox system. */
export function adapterOf(
  role: SystemRole,
  system: TestSystem,
  timeoutMs = 20_000,
  options: Record<string, string> = {},
): Adapter {
  const product: Product = `sandbox-${role}`;
  const scope = role === 'mes' ? { plant: 'lyon' } : 'enterprise';
  return createAdapter(
    role,
    System.parse({ roles: [role], scope, product, address: system.api, timeoutMs, options }),
    TOKEN,
  );
}

export const context: CallContext = {
  transaction: 'T-1',
  traceparent: null,
  signal: new AbortController().signal,
};

let token = 0;

const detail: Ask['detail'] = {
  item: 'PIN-10',
  lot: 'PIN-10:L-0417',
  unit: 'EA',
  plant: 'lyon',
  hold: 'QH-1',
  reason: { code: 'dimension', text: 'diameter 9.89 mm' },
  nonconformance: { system: 'qms', id: 'NC-2026-0117' },
  disposition: null,
  revision: null,
  postingDate: null,
  quarantine: 'LYON-QUARANTINE',
};

const ask = (subject: Ask['subject'], changes: Partial<Ask>): Ask => ({
  target: `target-of-${subject.id}`,
  subject,
  desired: { state: 'posted', quantity: null },
  whole: false,
  generation: 1,
  token: (token += 1),
  key: randomUUID(),
  deadline: null,
  restore: null,
  detail,
  ...changes,
});

export const hold = (lot: string, changes: Partial<Ask> = {}): Ask =>
  ask(
    { kind: 'lot', id: lot },
    { desired: { state: 'held', quantity: '70' }, whole: true, detail: { ...detail, lot }, ...changes },
  );

export const free = (lot: string, changes: Partial<Ask> = {}): Ask =>
  hold(lot, {
    desired: { state: 'free', quantity: '0' },
    whole: false,
    // Far enough for a slow machine: what is late is a test's own.
    deadline: new Date(Date.now() + 3_600_000).toISOString(),
    ...changes,
  });

export function disposition(
  id: string,
  decision: Decision,
  lot: string,
  quantity: string,
  changes: Partial<Ask> = {},
): Ask {
  const desired = { state: 'posted', quantity } as const;
  const decided = { id, decision, quantity, reference: 'MRB-77' };
  return ask(
    { kind: 'disposition', id },
    { desired, detail: { ...detail, lot, disposition: decided }, ...changes },
  );
}

export const nonconformance = (holdId: string, changes: Partial<Ask['detail']> = {}): Ask =>
  ask({ kind: 'nonconformance', id: holdId }, { detail: { ...detail, hold: holdId, ...changes } });

/** An item at lyon, to be staged, active or undone by a change. */
export function item(
  revision: RevisionAsk,
  state: 'staged' | 'active' | 'undone',
  changes: Partial<Ask> = {},
): Ask {
  const id = `${revision.package.item}@lyon`;
  const desired = { state, quantity: null };
  return ask({ kind: 'item', id }, { desired, detail: { ...detail, revision }, ...changes });
}

export const starts = (name: string, revision: RevisionAsk, state: 'held' | 'free'): Ask =>
  ask(
    { kind: 'starts', id: `${name}@lyon` },
    { desired: { state, quantity: null }, detail: { ...detail, revision } },
  );

/** The one revision of a change as the PLM has it, to be staged for lyon. */
export async function revisionOf(plm: Adapter, change: string): Promise<RevisionAsk> {
  const pack = await plm.package!(change, context);
  const workCentres = ['CNC-2', 'PRESS-1', 'ASM-1'];
  return { change, package: pack!.items[0]!, workCentres, validFrom: SENTINEL, fromSerial: null };
}

/** What the effect answers and then reads, for one ask. */
export async function bring(effect: Effect, one: Ask) {
  const [answer] = await effect.ask([one], context);
  const [observation] = await effect.observe([one], context);
  return { answer, observation };
}
