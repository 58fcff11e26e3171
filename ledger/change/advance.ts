import type { Pool } from 'pg';
import type { ChangeNews, ChangeStep } from '../../contracts/release';
import type { Topology } from '../../contracts/topology';
import { isFinal } from '../../domain/rollout';
import { closeQuestion } from '../exceptions';
import type { Tx } from '../pool';
import { coverage } from '../transaction';
import { enter, refuseAll, takePackage } from './package';
import { existingChange, stateOf } from './row';
import { wakeQueued } from './wake';

/**
 * The one step of the change's own saga: reads the package, takes the locks or waits for them, and lets the plants' sagas run
 * until each has ended.
 * @throws LedgerUnavailable
 */
export const advanceChange = (
  pool: Pool,
  topology: Topology,
  news: ChangeNews,
  now: Date,
): Promise<ChangeStep> =>
  coverage(pool, async (tx) => {
    await takeAnswer(tx, topology, news, now);
    await goOn(tx, news.change, now);
    return describe(tx, topology, news.change, now);
  });

async function takeAnswer(
  tx: Tx,
  topology: Topology,
  { change: id, answer }: ChangeNews,
  now: Date,
): Promise<void> {
  const { change, plants } = await existingChange(tx, id);
  if (answer === null) return;
  for (const { plant } of plants.slice(0, 1))
    await closeQuestion(tx, change.transaction, plant, change.change_system, now);
  if (change.package || plants.every(({ state }) => isFinal(state))) return;
  if (answer.package === null)
    await refuseAll(
      tx,
      id,
      {
        code: 'unknown-change',
        severity: 'error',
        system: change.change_system,
        plant: null,
        subject: change.change_id,
        text: `${change.change_system} knows no change ${change.change_id}.`,
      },
      now,
    );
  else await takePackage(tx, topology, id, answer.package, now);
}

/** A change that waits for others tries again; one that was not to wait is refused with who stands in the way. */
async function goOn(tx: Tx, id: string, now: Date): Promise<void> {
  const { change, plants } = await existingChange(tx, id);
  if (!change.package || change.blocking.length === 0 || plants.every(({ state }) => isFinal(state))) return;
  const blocking = await enter(tx, change, now);
  if (blocking.length === 0 || change.on_conflict !== 'refuse') return;
  await refuseAll(
    tx,
    id,
    {
      code: 'change-open',
      severity: 'error',
      system: null,
      plant: null,
      subject: blocking.join(', '),
      text: `${blocking.join(', ')} is open for the same items and plants; send this one again when that is over.`,
    },
    now,
  );
}

async function describe(tx: Tx, topology: Topology, id: string, now: Date): Promise<ChangeStep> {
  const { change, plants } = await existingChange(tx, id);
  const done = plants.every(({ state }) => isFinal(state));
  if (done && change.finished_at === null) {
    await tx.query({
      name: 'change-finish',
      text: `update change set finished_at = $2, blocking = '{}' where id = $1`,
      values: [id, now],
    });
    // One that ends while it waits has no lock to let go of, and others may have waited for it.
    await wakeQueued(tx, now);
  }
  const exceptions = await tx.query<{ count: number }>({
    name: 'change-exceptions',
    text: `select count(*) as count from exception where transaction = $1 and state = 'open'`,
    values: [change.transaction],
  });
  const { timeoutMs = 2_000, patienceSeconds = 30 } = topology.systems[change.change_system] ?? {};
  const enters = change.package !== null && change.blocking.length === 0;
  return {
    transaction: change.transaction,
    plants: plants.map(({ plant }) => plant),
    items: change.package?.items.map(({ item }) => item) ?? [],
    productFamily: change.product_family,
    state: stateOf(plants),
    openExceptions: exceptions.rows[0]?.count ?? 0,
    question:
      change.package === null && !done
        ? {
            system: change.change_system,
            change: change.change_id,
            transaction: change.transaction,
            timeoutMs,
            patienceMs: patienceSeconds * 1000,
          }
        : null,
    rollouts: enters ? plants.filter(({ state }) => !isFinal(state)).map(({ plant }) => plant) : [],
    waitsFor: change.blocking.length > 0 ? `${change.blocking.join(', ')}, which has the same items` : null,
    done,
  };
}
