import { Approval, Concession } from '../contracts/disposition';
import type { InboundData } from '../contracts/inbound';
import { Problem } from '../contracts/problem';
import type { Topology } from '../contracts/topology';
import type { Actor } from './audit';
import { checkCarrier, checkDecider } from './claim-scope';
import { look } from './commands';
import { confirm } from './confirm';
import { decide } from './decide';
import { openHold } from './hold-row';
import { join, placeHold } from './holds';
import type { Telling } from './material';
import type { Tx } from './pool';
import { material } from './scope';
import { recomputeOrders } from './scope/orders';
import { nameRaiser } from './segregation';
import { saveRules } from './scope/rules';
import { WaitsFor } from './waits-for';

/** A nonconformance is the cause of a hold; one that has a hold already extends it. */
export async function raised(
  tx: Tx,
  topology: Topology,
  data: InboundData<'qms.nonconformance.raised.v1'>,
  telling: Telling,
): Promise<void> {
  const nonconformance = { system: telling.system, id: data.id };
  const who: Actor =
    typeof data.raisedBy === 'string'
      ? { id: data.raisedBy, name: data.raisedBy }
      : { id: data.raisedBy.id, name: data.raisedBy.name };
  const open = await openHoldOf(tx, telling.system, data.id);
  if (open !== null) {
    const hold = await openHold(tx, open);
    const lots = await material(tx, topology, data.scope, data.plant, telling.now);
    await saveRules(tx, topology, { id: hold.id, plant: data.plant }, data.scope);
    await nameRaiser(tx, hold.id, who.id);
    await join(tx, topology, hold, lots, who, `nonconformance ${data.id} was raised`, telling.now);
    await recomputeOrders(tx, topology, data.scope.orders ?? [], hold.transaction, telling.now);
    return look(tx, hold.transaction, hold.id, telling.now);
  }
  const request = {
    nonconformance,
    plant: data.plant,
    detectedAt: data.detectedAt,
    scope: data.scope,
    reason: data.reason,
    severity: data.severity,
    releaseCondition: null,
  };
  const placed = await placeHold(tx, topology, request, who, telling.now, null);
  await nameRaiser(tx, placed.id, who.id);
}

/** The cause does not exist: what is undecided is released, by the QMS's word. */
export async function voided(
  tx: Tx,
  topology: Topology,
  data: InboundData<'qms.nonconformance.voided.v1'>,
  telling: Telling,
): Promise<void> {
  const hold = await openHoldOf(tx, telling.system, data.id);
  if (hold === null) throw new WaitsFor(`nonconformance/${telling.system}/${data.id}`);
  const undecided = await tx.query<{ lot: string; unit: 'EA'; undecided: string }>(
    'select lot, unit, undecided from hold_lot where hold = $1 and undecided > 0 order by lot',
    [hold],
  );
  for (const row of undecided.rows) {
    const request = {
      lot: row.lot,
      quantity: { value: row.undecided, unit: row.unit },
      decision: 'release' as const,
      reason: `nonconformance ${data.id} was voided`,
      reference: data.id,
      approvals: [],
      concession: null,
      supersedes: null,
    };
    await decide(tx, topology, hold, request, telling.who, { by: 'voiding' }, telling.now, telling.now);
  }
}

/** The QMS is the authority for dispositions; who decided there is recorded as it says. */
export async function decided(
  tx: Tx,
  topology: Topology,
  data: InboundData<'qms.disposition.decided.v1'>,
  telling: Telling,
): Promise<void> {
  const hold =
    data.hold ??
    (data.nonconformance === undefined ? null : await openHoldOf(tx, telling.system, data.nonconformance));
  if (hold === null) {
    if (data.nonconformance === undefined)
      throw new Problem('event-not-accepted', 'A disposition names a nonconformance or a hold.', [
        { pointer: '/data', detail: 'nonconformance or hold is missing' },
      ]);
    if (await hadHold(tx, telling.system, data.nonconformance))
      throw new Problem('hold-closed', `The hold of nonconformance ${data.nonconformance} is closed.`);
    throw new WaitsFor(`nonconformance/${telling.system}/${data.nonconformance}`);
  }
  if (!(await exists(tx, 'hold', hold))) throw new WaitsFor(`hold/${hold}`);
  await checkDecider(tx, topology, hold, telling.system);
  const request = {
    lot: data.lot,
    quantity: data.quantity,
    decision: data.decision,
    reason: data.reason,
    reference: data.reference,
    approvals: Approval.array().parse(data.approvals ?? []),
    concession: data.concession ? Concession.parse(data.concession) : null,
    supersedes: data.supersedes ?? null,
    ...(data.output ? { output: data.output } : {}),
  };
  await decide(
    tx,
    topology,
    hold,
    request,
    { id: data.decidedBy.id, name: data.decidedBy.name },
    { by: 'qms', signature: data.signature ?? null },
    new Date(data.decidedAt),
    telling.now,
  );
}

/** A person or a system has done a part of what a disposition wants. */
export async function confirmed(
  tx: Tx,
  topology: Topology,
  id: string,
  what: Parameters<typeof confirm>[3],
  passed: boolean,
  found: { good: string; bad: string } | null,
  telling: Telling,
  output: string | null = null,
): Promise<void> {
  if (!(await exists(tx, 'disposition', id))) throw new WaitsFor(`disposition/${id}`);
  await checkCarrier(tx, topology, id, telling.system);
  await confirm(tx, topology, id, what, passed, found, output, telling.who, telling.now);
}

async function openHoldOf(tx: Tx, system: string, nonconformance: string): Promise<string | null> {
  const found = await tx.query<{ id: string }>({
    name: 'hold-of-nonconformance',
    text: `select id from hold where nonconformance_system = $1 and nonconformance_id = $2 and state <> 'closed'`,
    values: [system, nonconformance],
  });
  return found.rows[0]?.id ?? null;
}

async function hadHold(tx: Tx, system: string, nonconformance: string): Promise<boolean> {
  return (
    (
      await tx.query('select 1 from hold where nonconformance_system = $1 and nonconformance_id = $2', [
        system,
        nonconformance,
      ])
    ).rows.length > 0
  );
}

async function exists(tx: Tx, table: 'hold' | 'disposition', id: string): Promise<boolean> {
  return (await tx.query(`select 1 from ${table} where id = $1`, [id])).rows.length > 0;
}
