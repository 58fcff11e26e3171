import type { Topology } from '../contracts/topology';
import { workedMinutes } from '../domain/calendar';
import { audit, INTERLOCK } from './audit';
import { publish } from './events';
import type { Tx } from './pool';

/** Looks at so many at once: more wait for the next turn. */
const AT_ONCE = 500;

/**
 * Escalates exceptions that nobody has resolved, by the business clock of their plant and the tier of their product family:
 * an event at each stage, once.
 */
export async function escalateOld(tx: Tx, topology: Topology, now: Date): Promise<void> {
  const found = await tx.query<{
    id: string;
    transaction: string;
    plant: string;
    product_family: string;
    system: string;
    opened_at: Date;
    stage: number;
  }>({
    name: 'exception-ageing',
    text: `select id, transaction, plant, product_family, system, opened_at, stage from exception where state = 'open' order by opened_at limit $1 for update skip locked`,
    values: [AT_ONCE],
  });
  for (const row of found.rows) {
    const tier = topology.productFamilies[row.product_family]?.tier;
    const stages = tier === undefined ? [] : (topology.tiers[tier]?.escalateAfterMinutes ?? []);
    const plant = topology.plants[row.plant];
    if (!plant || row.stage >= stages.length) continue;
    const minutes = workedMinutes(row.opened_at.getTime(), now.getTime(), plant);
    const stage = stages.filter((after) => minutes >= after).length;
    if (stage <= row.stage) continue;
    await tx.query({
      name: 'exception-escalate',
      text: 'update exception set stage = $2 where id = $1',
      values: [row.id, stage],
    });
    const data = { exception: row.id, system: row.system, tier, stage, minutes: Math.floor(minutes) };
    await audit(tx, {
      transaction: row.transaction,
      at: now,
      who: INTERLOCK,
      action: 'exception.escalated',
      subject: row.id,
      from: row.stage,
      to: stage,
      why: `open for ${Math.floor(minutes)} minutes of the plant's shifts`,
    });
    await publish(tx, {
      type: 'interlock.exception.escalated.v1',
      subject: row.id,
      transaction: row.transaction,
      plant: row.plant,
      at: now,
      data,
    });
  }
}
