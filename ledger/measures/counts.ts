import { z } from 'zod';
import type { Tx } from '../pool';
import { owed } from '../scope/rules';

/** Ages that what has not come home is counted by: no older than so many seconds, and older than the age before. */
export const AGES = { '10s': 10, '1m': 60, '10m': 600, '1h': 3_600, longer: Infinity } as const;
const BOUNDED = Object.values(AGES).filter(Number.isFinite);

const Count = z.object({ count: z.int() });
const Seconds = z.object({ seconds: z.number().nullable() });

/**
 * What the ledger has of a measure at an instant: a statement, and what a row of it is. Each reads what is open and not what ever
 * was, by an index of that.
 */
const QUERIES = {
  /** Targets that were not read back at their newest generation; `within`: how many of them for no longer than each bounded age. */
  unconverged: {
    text: `select plant, system, count(*) as count, array[${BOUNDED.map((_, index) => `count(*) filter (where open_since >= ($2::timestamptz[])[${index + 1}])::integer`).join(', ')}] as within,
             extract(epoch from $1::timestamptz - min(open_since))::float8 as seconds
           from target where open group by 1, 2`,
    values: (now) => [now, BOUNDED.map((seconds) => new Date(now.getTime() - seconds * 1000))],
    row: Count.extend({
      plant: z.string(),
      system: z.string(),
      within: z.array(z.int()),
      seconds: z.number(),
    }),
  },
  /**
   * Open holds; `seconds` for which the longest of them has not been contained, though a system must hold for it or has still to
   * name what it means: since it was placed, or since it ceased to be effective. Null: there is no such.
   */
  holds: {
    text: `select plant, containment, severity, count(*) as count,
             extract(epoch from $1::timestamptz - min(coalesce(uncontained_since, placed_at)) filter (where containment <> 'effective' and (
               exists (select from stake where stake.transaction = hold.transaction and stake.required)
               or exists (select from scope_rule rule join scope_question question on question.rule = rule.id where rule.hold = hold.id and ${owed('$1')}))))::float8 as seconds
           from hold where state <> 'closed' group by 1, 2, 3`,
    values: (now) => [now],
    row: Count.extend({
      plant: z.string(),
      containment: z.string(),
      severity: z.string(),
      seconds: z.number().nullable(),
    }),
  },
  exceptions: {
    text: `select plant, product_family, system, count(*) as count, extract(epoch from $1::timestamptz - min(opened_at))::float8 as seconds
           from exception where state = 'open' group by 1, 2, 3`,
    values: (now) => [now],
    row: Count.extend({
      plant: z.string(),
      product_family: z.string(),
      system: z.string(),
      seconds: z.number(),
    }),
  },
  /** Items of a plant whose systems do not all say what it builds: past the pivot and not read back yet, or drifted. */
  unsynchronised: {
    text: `select plant, count(distinct subject_id) as count from (
             select plant, subject_id from target where open and subject_kind = 'item' and desired_state = 'active'
             union all select plant, subject_id from target where status = 'drifted' and subject_kind = 'item'
           ) as otherwise group by 1`,
    values: () => [],
    row: Count.extend({ plant: z.string() }),
  },
  /**
   * Releases that something stands in the way of. `order`: it waits for its material, revision or work centre. `change`: a
   * system refuses the staging at the plant. `shipment`: its authorization was revoked, a hold still covers a lot of it, and it
   * has no other.
   */
  blocked: {
    text: `select plant, 'order' as kind, count(*) as count from order_dispatch where state = 'waiting' group by 1
           union all
           select change_plant.plant, 'change', count(*) from change_plant join change on change.id = change_plant.change
           where change_plant.state = 'staging' and exists (
             select from exception where exception.transaction = change.transaction and exception.plant = change_plant.plant and exception.state = 'open') group by 1
           union all
           select plant, 'shipment', count(distinct shipment) from shipment_authorization revoked
           where state = 'revoked'
             and exists (select from shipment_authorization_line line join hold_lot using (lot) join hold on hold.id = hold_lot.hold
               where line.id = revoked.id and hold_lot.covers and hold.state <> 'closed')
             and not exists (select from shipment_authorization other where other.shipment = revoked.shipment and other.state in ('authorized', 'shipped'))
           group by 1`,
    values: () => [],
    row: Count.extend({ plant: z.string(), kind: z.enum(['order', 'change', 'shipment']) }),
  },
  /** Commands that the relay has still to carry. */
  commands: {
    text: `select count(*) as count, extract(epoch from $1::timestamptz - min(created_at))::float8 as seconds from command`,
    values: (now) => [now],
    row: Count.extend(Seconds.shape),
  },
  /** For how long the oldest row of the audit has waited for a seal; null: all are sealed. */
  unsealed: {
    text: `select extract(epoch from $1::timestamptz - min(audit.at))::float8 as seconds from unsealed join audit using (transaction, number)`,
    values: (now) => [now],
    row: Seconds,
  },
} as const satisfies Readonly<
  Record<string, { text: string; values: (now: Date) => unknown[]; row: z.ZodType }>
>;

type Queries = typeof QUERIES;
/** What is open in the ledger, counted at one instant; instants of the future count as now. */
export type Counts = { readonly [Name in keyof Queries]: z.infer<Queries[Name]['row']>[] };

/** @param tx all of it is of one instant if this is a transaction that says so */
export async function countsAt(tx: Tx, now: Date): Promise<Counts> {
  const counted: Record<string, unknown[]> = {};
  for (const [name, { text, values, row }] of Object.entries(QUERIES)) {
    const found = await tx.query({ name: `measure-${name}`, text, values: values(now) });
    counted[name] = found.rows.map((one) => row.parse(one));
  }
  return counted as Counts;
}
