import type { Topology } from '../contracts/topology';
import { workedMinutes, workedSince } from '../domain/calendar';
import { audit, INTERLOCK } from './audit';
import { publish } from './events';
import type { Tx } from './pool';

/** Escalates so many at once: more wait for the next turn. */
const AT_ONCE = 500;

/** What was opened at a plant before that instant has reached that stage of its tier. */
interface Due {
  readonly plant: string;
  readonly tier: string;
  readonly stage: number;
  readonly before: string;
}

/**
 * Escalates exceptions that nobody has resolved, by the business clock of their plant and the tier of their product family:
 * an event at each stage, once.
 */
export async function escalateOld(tx: Tx, topology: Topology, now: Date): Promise<void> {
  const tiers = Object.fromEntries(
    Object.entries(topology.productFamilies).flatMap(([family, { tier }]) => (tier ? [[family, tier]] : [])),
  );
  const found = await tx.query<{
    id: string;
    transaction: string;
    plant: string;
    product_family: string;
    system: string;
    opened_at: Date;
    stage: number;
    reached: number;
  }>({
    name: 'exception-ageing',
    text: `select id, transaction, x.plant, product_family, system, opened_at, x.stage, due.reached
           from exception x cross join lateral (
             select max(stage) as reached from jsonb_to_recordset($1::jsonb) as due (plant text, tier text, stage integer, before timestamptz)
             where due.plant = x.plant and due.tier = $2::jsonb ->> x.product_family and x.opened_at <= due.before
           ) due
           where state = 'open' and due.reached > x.stage order by opened_at limit $3 for update of x skip locked`,
    values: [JSON.stringify(dueAt(topology, now)), JSON.stringify(tiers), AT_ONCE],
  });
  for (const row of found.rows) {
    await tx.query({
      name: 'exception-escalate',
      text: 'update exception set stage = $2 where id = $1',
      values: [row.id, row.reached],
    });
    const minutes = Math.floor(
      workedMinutes(row.opened_at.getTime(), now.getTime(), topology.plants[row.plant]!),
    );
    await audit(tx, {
      transaction: row.transaction,
      at: now,
      who: INTERLOCK,
      action: 'exception.escalated',
      subject: row.id,
      from: row.stage,
      to: row.reached,
      why: `open for ${minutes} minutes of the plant's shifts`,
    });
    await publish(tx, {
      type: 'interlock.exception.escalated.v1',
      subject: row.id,
      transaction: row.transaction,
      plant: row.plant,
      at: now,
      data: {
        exception: row.id,
        system: row.system,
        tier: tiers[row.product_family]!,
        stage: row.reached,
        minutes,
      },
    });
  }
}

const dueAt = ({ plants, tiers }: Topology, now: Date): Due[] =>
  Object.entries(plants).flatMap(([name, plant]) =>
    Object.entries(tiers).flatMap(([tier, { escalateAfterMinutes }]) =>
      escalateAfterMinutes.map((minutes, index) => ({
        plant: name,
        tier,
        stage: index + 1,
        before: new Date(workedSince(now.getTime(), minutes, plant)).toISOString(),
      })),
    ),
  );
