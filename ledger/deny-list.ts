import { setImmediate as turn } from 'node:timers/promises';
import type { Pool } from 'pg';
import { z } from 'zod';
import type { DenyList, DenyListEntry } from '../contracts/deny-list';
import type { Topology } from '../contracts/topology';
import { entryOf } from '../domain/deny-list';
import { FACTS, factsOf, FactsRow } from './gate';
import type { Tx } from './pool';
import { brief } from './transaction';

const Told = z.object({
  /** Something is not as the last list said. */
  changed: z.boolean(),
  lots: z.array(z.unknown()),
  gone: z.array(z.string()),
});
const LotFacts = FactsRow.extend({ lot: z.string() });

/** Lists whose sequences are remembered: who has an older one is told everything. */
const REMEMBERED = 100;

/** Lots that are judged before the gate's questions have their turn: less than a millisecond of them. */
const AT_A_TIME = 25;

/** What a plant has, and whether it takes what changed since as well as a whole list. */
export interface Having {
  /** Sequence of its list; null: it has none. */
  readonly known: number | null;
  readonly takesChanges: boolean;
}

/**
 * The deny-list of a plant, or what of it changed. The row of its last list is locked before the facts are read, so that lists
 * are numbered in the order of what they know; facts of lots that are as the plant knows them do not leave the database.
 * It costs the database some 15 ms for each thousand lots at the plant.
 * Numbers go on from the clock, so that those of a ledger that was restored to an earlier day do not go back.
 * @param now no later than the reading
 * @throws LedgerUnavailable
 */
export async function denyList(
  pool: Pool,
  topology: Topology,
  plant: string,
  { known, takesChanges }: Having,
  now: Date,
): Promise<DenyList> {
  const issuedAt = now.toISOString();
  const told = await brief(pool, async (tx) => {
    const before = await lastList(tx, plant);
    const next = Math.max(before.sequence + 1, now.getTime());
    const isOfOurs = known !== null && known <= before.sequence;
    const common = isOfOurs && before.issued.includes(known) ? known : null;
    const compared = await compareWithLast(tx, plant, next, common);
    const isLast = !compared.changed && before.sequence > 0 && (known === null || isOfOurs);
    if (!isLast) await saveLast(tx, plant, next);
    const sequence = isLast ? before.sequence : next;
    if (common === sequence) return { sequence, lots: null };
    return takesChanges && common !== null
      ? { sequence, since: common, lots: compared.lots, gone: compared.gone }
      : { sequence, lots: await allLots(tx, plant) };
  });
  const lots = told.lots && (await entriesOf(topology, plant, told.lots, issuedAt));
  return { ...told, plant, issuedAt, lots };
}

/** The last list of a plant, locked. */
async function lastList(tx: Tx, plant: string): Promise<{ sequence: number; issued: number[] }> {
  await tx.query({
    name: 'deny-list-begin',
    text: 'insert into deny_list (plant, sequence) values ($1, 0) on conflict do nothing',
    values: [plant],
  });
  const last = await tx.query<{ sequence: number; issued: string[] }>({
    name: 'deny-list-last',
    text: 'select sequence, issued::text[] as issued from deny_list where plant = $1 for update',
    values: [plant],
  });
  const { sequence, issued } = last.rows[0]!;
  return { sequence, issued: issued.map(Number) };
}

const saveLast = (tx: Tx, plant: string, sequence: number) =>
  tx.query({
    name: 'deny-list-next',
    text: 'update deny_list set sequence = $2, issued = (issued || $2::bigint)[greatest(cardinality(issued) + 2 - $3, 1):] where plant = $1',
    values: [plant, sequence, REMEMBERED],
  });

/** Facts of each lot at the plant $1. */
const OF_PLANT = `select lot.lot, ${FACTS} from lot where lot.lot in (select lot from stock where plant = $1 and quantity > 0)`;

/** It may know more than the comparison before it: what is new then is told once more by the next list. */
async function allLots(tx: Tx, plant: string): Promise<unknown[]> {
  const found = await tx.query<{ lots: unknown[] }>({
    name: 'deny-list-all',
    text: `select coalesce(jsonb_agg(to_jsonb(fact) order by lot), '[]') as lots from (${OF_PLANT}) fact`,
    values: [plant],
  });
  return found.rows[0]!.lots;
}

/**
 * Compares each lot at the plant with what the last list said of it, and keeps what is new under the sequence `next`.
 * @param since of which list what is new, and what is gone, is wanted; null: of none
 */
async function compareWithLast(tx: Tx, plant: string, next: number, since: number | null) {
  const found = await tx.query({
    name: 'deny-list-compare',
    text: `with fact as materialized (${OF_PLANT}),
           compared as materialized (
             select lot, this.digest, last.sequence, this.digest is distinct from last.digest as changed
             from (select lot, sha256(convert_to(fact::text, 'UTF8')) as digest from fact) this
             left join (select * from deny_list_lot where plant = $1) last using (lot)
           ),
           kept as (
             insert into deny_list_lot (plant, lot, digest, sequence) select $1, lot, digest, $2 from compared where changed
             on conflict (plant, lot) do update set digest = excluded.digest, sequence = excluded.sequence
           ),
           gone as (
             update deny_list_lot last set digest = null, sequence = $2
             where plant = $1 and digest is not null and not exists (select from fact where fact.lot = last.lot) returning lot
           )
           select exists (select from compared where changed) or exists (select from gone) as changed,
             (select coalesce(jsonb_agg(to_jsonb(fact) order by lot), '[]') from fact join compared using (lot)
              where changed and $3::bigint is not null or compared.sequence > $3) as lots,
             array(select lot from gone union select lot from deny_list_lot where plant = $1 and sequence > $3 and digest is null
               and lot not in (select lot from fact) order by lot) as gone`,
    values: [plant, next, since],
  });
  return Told.parse(found.rows[0]);
}

/** What a list says of lots; a plant may have hundreds of thousands, and others are served meanwhile. */
async function entriesOf(
  topology: Topology,
  plant: string,
  rows: readonly unknown[],
  issuedAt: string,
): Promise<DenyListEntry[]> {
  const { quarantine } = topology.plants[plant]!;
  const entries: DenyListEntry[] = [];
  for (let from = 0; from < rows.length; from += AT_A_TIME) {
    for (const row of rows.slice(from, from + AT_A_TIME)) {
      const facts = LotFacts.parse(row);
      entries.push(entryOf(facts.lot, plant, factsOf(facts, quarantine), issuedAt));
    }
    await turn();
  }
  return entries;
}
