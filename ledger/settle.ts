import type { Topology } from '../contracts/topology';
import type { Result } from '../contracts/result';
import { settle } from '../domain/targets';
import { audit, INTERLOCK } from './audit';
import { wakeOthers } from './commands';
import { closeExceptions, openExceptions } from './exceptions';
import { recordIdentifications } from './identification';
import { noteObserved } from './objective/observed';
import type { Tx } from './pool';
import type { ExceptionOf } from './exceptions';
import { countDrifted } from './saga-drift';
import type { SagaHold } from './saga-hold';
import { lockTargets, saveTargets, type StoredTarget } from './targets';
import { recordVisits } from './visits';

/** Which systems refuse a late or an older ask: their adapters say so. */
export type RefusesLate = (system: string) => boolean;

/** A saga's run: what it is about, and where its exceptions are shown. */
export interface SagaRun extends ExceptionOf {
  /** Id of the hold or of the engineering change. */
  readonly id: string;
}

/**
 * Takes what activities brought home: each result once, and none of a stranger's.
 * @returns the targets that changed
 */
export async function settleAll(
  tx: Tx,
  run: SagaRun,
  results: readonly Result[],
  refusesLate: RefusesLate,
  now: Date,
): Promise<StoredTarget[]> {
  if (results.length === 0) return [];
  const before = await lockTargets(
    tx,
    results.map((result) => result.target),
  );
  const tokens = new Map(before.map(({ id, state }) => [id, state.token]));
  await recordVisits(tx, run.transaction, results, new Map(before.map(({ id, state }) => [id, state])));
  await recordIdentifications(tx, results, now);
  const byTarget = new Map(
    results
      .filter(({ target, token }) => tokens.get(target) === token)
      .map((result) => [result.target, result]),
  );
  const changed = before.flatMap((target): { from: StoredTarget; to: StoredTarget }[] => {
    const result = byTarget.get(target.id);
    if (!result) return [];
    const state = settle(target.state, result, now.getTime(), refusesLate(target.system));
    return state === target.state ? [] : [{ from: target, to: { ...target, state } }];
  });
  if (changed.length === 0) return [];
  const after = changed.map(({ to }) => to);
  await saveTargets(tx, after);
  await noteObserved(
    tx,
    after.map((target) => target.id),
  );
  await audit(tx, {
    transaction: run.transaction,
    at: now,
    who: INTERLOCK,
    action: 'targets.settled',
    subject: run.id,
    from: changed.map(({ from }) => [from.id, from.state.status, from.state.generation]),
    to: changed.map(({ to }) => [to.id, to.state.status, to.state.observedGeneration, to.state.note]),
    why: null,
  });
  await countDrifted(tx, changed);
  await wakeOthers(
    tx,
    after.map((target) => target.id),
    run.transaction,
    now,
  );
  await openExceptions(
    tx,
    run,
    after.filter((target) => target.state.status === 'parked'),
    null,
    now,
    (target) => {
      const result = byTarget.get(target);
      return result && 'request' in result ? result.request : null;
    },
  );
  await closeExceptions(
    tx,
    after
      .filter((target) => target.state.status === 'observed' || target.state.status === 'cannot-enforce')
      .map((target) => target.id),
    now,
  );
  return after;
}

/**
 * The QMS raised the nonconformance that the hold was placed without: its number is the evidence that was read back. Where
 * another open hold has that number (the QMS told of it first), this one stays without.
 */
export async function learnNonconformance(
  tx: Tx,
  topology: Topology,
  hold: SagaHold,
  targets: readonly StoredTarget[],
): Promise<void> {
  if (hold.nonconformance_id !== null) return;
  const raised = targets.find(
    (target) =>
      target.subject.kind === 'nonconformance' &&
      target.state.status === 'observed' &&
      topology.systems[target.system]?.roles.includes('qms'),
  );
  if (!raised?.state.note) return;
  await tx.query({
    name: 'hold-learn-nonconformance',
    text: `update hold set nonconformance_system = $2, nonconformance_id = $3 where id = $1
             and not exists (select from hold other where other.nonconformance_system = $2 and other.nonconformance_id = $3 and other.state <> 'closed')`,
    values: [hold.id, raised.system, raised.state.note],
  });
}

/** A batch is out of patience: it goes on being tried, and a person is told. */
export async function escalate(tx: Tx, run: SagaRun, targets: readonly string[], now: Date): Promise<void> {
  const away = (await lockTargets(tx, targets)).filter(
    (target) => target.state.leaseOwner === run.transaction && target.state.status !== 'parked',
  );
  const parked = away.map((target) => ({
    ...target,
    state: { ...target.state, status: 'parked' as const, note: `${target.system} has not answered` },
  }));
  await saveTargets(tx, parked);
  await openExceptions(tx, run, parked, 'out-of-patience', now);
}
