import { setImmediate as turn } from 'node:timers/promises';
import type { Pool } from 'pg';
import { z } from 'zod';
import type { DenyList, DenyListEntry } from '../contracts/deny-list';
import type { Topology } from '../contracts/topology';
import { entryOf } from '../domain/deny-list';
import { FACTS, factsOf, FactsRow } from './gate';
import { brief } from './transaction';

const Told = z.object({
  digest: z.string(),
  lots: z.array(z.unknown()).nullable(),
});
const LotFacts = FactsRow.extend({ lot: z.string() });

/** Lots that are judged before the gate's questions have their turn: less than a millisecond of them. */
const AT_A_TIME = 25;

/**
 * The deny-list of a plant. The row of its last list is locked before the facts are read, so that lists are numbered in the
 * order of what they know; where nothing changed since the list that the plant has, the facts do not leave the database.
 * It costs the database some 15 ms for each thousand lots at the plant.
 * Numbers go on from the clock, so that those of a ledger that was restored to an earlier day do not go back.
 * @param known sequence of the list that the plant has; null: none
 * @param now no later than the reading
 * @throws LedgerUnavailable
 */
export async function denyList(
  pool: Pool,
  topology: Topology,
  plant: string,
  known: number | null,
  now: Date,
): Promise<DenyList> {
  const issuedAt = now.toISOString();
  const told = await brief(pool, async (tx) => {
    await tx.query({
      name: 'deny-list-begin',
      text: "insert into deny_list (plant, sequence, digest) values ($1, 0, '') on conflict do nothing",
      values: [plant],
    });
    const last = await tx.query<{ sequence: number; digest: string }>({
      name: 'deny-list-last',
      text: 'select sequence, digest from deny_list where plant = $1 for update',
      values: [plant],
    });
    const before = last.rows[0]!;
    const found = await tx.query({
      name: 'deny-list-facts',
      text: `with fact as materialized (
               select lot.lot, ${FACTS} from lot
               where lot.lot in (select lot from stock where plant = $1 and quantity > 0)
             ),
             told as (select encode(sha256(convert_to(coalesce(string_agg(fact::text, ';' order by lot), ''), 'UTF8')), 'hex') as digest from fact)
             select digest, case when digest is distinct from $2
               then (select coalesce(jsonb_agg(to_jsonb(fact) order by lot), '[]') from fact) end as lots
             from told`,
      values: [plant, known === before.sequence ? before.digest : null],
    });
    const { digest, lots } = Told.parse(found.rows[0]);
    const isLast = digest === before.digest && (known === null || known <= before.sequence);
    const sequence = isLast ? before.sequence : Math.max(before.sequence + 1, now.getTime());
    if (!isLast)
      await tx.query({
        name: 'deny-list-next',
        text: 'update deny_list set sequence = $2, digest = $3 where plant = $1',
        values: [plant, sequence, digest],
      });
    return { sequence, lots };
  });
  const lots = told.lots && (await entriesOf(topology, plant, told.lots, issuedAt));
  return { plant, sequence: told.sequence, issuedAt, lots };
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
