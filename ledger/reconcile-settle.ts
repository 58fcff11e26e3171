import type { Reading, Result } from '../contracts/result';
import { drift, watch } from '../domain/drift';
import { audit, INTERLOCK } from './audit';
import { lockChange } from './change/row';
import { lookRollout } from './change/wake';
import { announce, wakeOthers } from './commands';
import { contain } from './containment';
import { publish } from './events';
import { closeExceptions } from './exceptions';
import type { Tx } from './pool';
import { openDrift } from './reconcile-exception';
import { expectedOf, isAttended, ownersOf, type Owner } from './reconcile-owner';
import { readHold, type SagaHold } from './saga-hold';
import { lockTargets, parseTargets, saveTargets, type StoredTarget } from './targets';

type Observed = Extract<Result, { outcome: 'observed' }>;

interface Judged {
  readonly to: StoredTarget;
  readonly owner: Owner | undefined;
}

/**
 * Holds readings against the ledger. A target that drifted is asked anew by the sagas that have a stake in it; where there is
 * none any more, a person is told, until it is read right again.
 * @returns names of the targets that drifted
 */
export async function settleReadings(tx: Tx, results: readonly Result[], now: Date): Promise<string[]> {
  const readings = new Map(
    results.flatMap((result) => (result.outcome === 'observed' ? [[result.target, result]] : [])),
  );
  const judge = async (targets: readonly StoredTarget[]): Promise<Judged[]> => {
    const owners = await ownersOf(tx, targets);
    return targets.flatMap((from) => {
      const owner = owners.get(from.id);
      const to = judged(from, owner, readings.get(from.id)!, now);
      return to === from ? [] : [{ to, owner }];
    });
  };
  const suspects = await judge(await readTargets(tx, [...readings.keys()]));
  if (suspects.length === 0) return [];

  // Sagas lock what they are about before their targets: so is it done here, and then judged again.
  const holds = await lockSagas(tx, suspects);
  const changed = await judge(
    await lockTargets(
      tx,
      suspects.map(({ to }) => to.id),
    ),
  );
  const drifted: string[] = [];
  const breached = new Map<string, SagaHold>();
  for (const { to, owner } of changed) {
    const covering = holds.get(to.id) ?? [];
    const transaction = owner?.change.transaction ?? covering[0]?.transaction;
    if (transaction === undefined) continue;
    await saveTargets(tx, [to]);
    await announce(tx, transaction);
    if (to.state.status === 'drifted') {
      drifted.push(to.id);
      for (const hold of covering) breached.set(hold.id, hold);
      await tellDrift(tx, to, transaction, owner, readings.get(to.id)!.reading, now);
    } else await closeExceptions(tx, [to.id], now);
  }
  for (const hold of breached.values()) await contain(tx, hold, now);
  return drifted;
}

function judged(target: StoredTarget, owner: Owner | undefined, result: Observed, now: Date): StoredTarget {
  const state = isAttended(owner)
    ? drift(target.state, result, now.getTime())
    : watch(target.state, expectedOf(target, owner), result);
  return state === target.state ? target : { ...target, state };
}

async function tellDrift(
  tx: Tx,
  target: StoredTarget,
  transaction: string,
  owner: Owner | undefined,
  reading: Reading,
  now: Date,
): Promise<void> {
  const { system, subject, plant, id } = target;
  const desired = expectedOf(target, owner);
  const { state, quantity, evidence } = reading;
  const data = { target: id, system, subject, desired, read: { state, quantity, evidence } };
  await audit(tx, {
    transaction,
    at: now,
    who: INTERLOCK,
    action: 'drift.found',
    subject: id,
    from: desired,
    to: data.read,
    why: 'the system was read to say otherwise, and nobody of ours has asked it to',
  });
  await publish(tx, { type: 'interlock.drift.found.v1', subject: id, transaction, plant, at: now, data });
  if (owner && !isAttended(owner)) return openDrift(tx, target, owner.change, data, now);
  if (owner) return lookRollout(tx, transaction, owner.change.id, plant, now);
  await wakeOthers(tx, [id], '', now);
}

/** @returns for each target the holds that cover its lot, or follow its order, the longest first */
async function lockSagas(tx: Tx, suspects: readonly Judged[]): Promise<Map<string, SagaHold[]>> {
  const found = await tx.query<{ target: string; hold: string }>({
    name: 'reconcile-covering',
    text: `select target.id as target, hold.id as hold
           from target join stake on stake.target = target.id join hold using (transaction)
           where target.id = any($1) and (
             exists (select from hold_lot where hold_lot.hold = hold.id and hold_lot.lot = target.lot and hold_lot.covers)
             or target.subject_kind = 'order' and hold.state <> 'closed' and exists (
               select from scope_rule rule where rule.hold = hold.id and rule.kind = 'order' and rule.subject = target.subject_id and rule.to_at is null))
           order by hold.placed_at, hold.id`,
    values: [suspects.map(({ to }) => to.id)],
  });
  const locked = new Map<string, SagaHold>();
  for (const hold of sorted(found.rows.map((row) => row.hold))) locked.set(hold, await readHold(tx, hold));
  for (const change of sorted(suspects.flatMap(({ owner }) => owner?.change.id ?? [])))
    await lockChange(tx, change);
  const holds = new Map<string, SagaHold[]>();
  for (const { target, hold } of found.rows)
    holds.set(target, [...(holds.get(target) ?? []), locked.get(hold)!]);
  return holds;
}

const sorted = (ids: readonly string[]): string[] => [...new Set(ids)].sort();

async function readTargets(tx: Tx, ids: readonly string[]): Promise<StoredTarget[]> {
  if (ids.length === 0) return [];
  const found = await tx.query({
    name: 'reconcile-targets',
    text: 'select * from target where id = any($1) order by id',
    values: [ids],
  });
  return parseTargets(found.rows);
}
