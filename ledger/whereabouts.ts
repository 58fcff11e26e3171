import { z } from 'zod';
import { itemOf } from '../config/systems';
import { Exposed } from '../contracts/hold';
import type { Backflush, Topology } from '../contracts/topology';
import type { HoldRow } from './hold-row';
import type { Tx } from './pool';
import { recordResidual } from './residual';

const Row = Exposed.extend({
  system: z.string(),
  /** A sum of what was told: it may have more digits than any of that. */
  quantity: z.string(),
  at: z.date().transform((at) => at.toISOString()),
});
type Elsewhere = z.infer<typeof Row>;

/**
 * What the ledger itself knows to be beyond a hold that covers these lots now: shipped, in transit, with a subcontractor,
 * staged at a line that consumes by backflush. Each is a residual in the hold's own transaction, whether or not ERP and WMS
 * answer; what they say of the same document later is the same residual.
 */
export async function recordWhereabouts(
  tx: Tx,
  topology: Topology,
  hold: Pick<HoldRow, 'id' | 'transaction' | 'plant'>,
  lots: readonly string[],
  now: Date,
): Promise<void> {
  if (lots.length === 0) return;
  const found = [
    ...(await shipped(tx, lots)),
    ...(await inTransit(tx, lots)),
    ...(await staged(tx, topology, lots)),
  ];
  for (const { system, ...exposed } of found) await recordResidual(tx, hold, system, exposed, now);
}

async function shipped(tx: Tx, lots: readonly string[]): Promise<Elsewhere[]> {
  const found = await tx.query({
    name: 'whereabouts-shipped',
    text: `select lot, 'shipped' as kind, system, reference, max(customer) as customer, trim_scale(sum(quantity * net))::text as quantity, min(at) as at from (
             select line.lot, fact.system, fact.reference, max(fact.customer) as customer, min(line.quantity) as quantity, sign(sum(fact.sign)::numeric) as net, min(fact.occurred_at) as at
             from material_line line join material_fact fact on fact.id = line.fact
             where line.lot = any($1) and line.side = 'in' and fact.kind = 'shipped' group by line.lot, fact.system, fact.reference, fact.occurrence
           ) told group by lot, system, reference having sum(quantity * net) > 0 order by lot, reference`,
    values: [lots],
  });
  return found.rows.map((row) => Row.parse(row));
}

/** By transfer document where the ERP names one, else by the way that it goes. */
async function inTransit(tx: Tx, lots: readonly string[]): Promise<Elsewhere[]> {
  const found = await tx.query({
    name: 'whereabouts-in-transit',
    text: `select line.lot, 'in-transit' as kind, min(fact.system) as system, coalesce(fact.reference, fact.plant || ' to ' || fact.bound_for) as reference, null as customer,
             trim_scale(sum(case fact.kind when 'dispatched' then line.quantity else -line.quantity end))::text as quantity, min(fact.occurred_at) as at
           from material_line line join material_fact fact on fact.id = line.fact
           where line.lot = any($1) and line.side = 'in' and fact.kind in ('dispatched', 'arrived')
           group by line.lot, fact.plant, fact.bound_for, fact.reference
           having sum(case fact.kind when 'dispatched' then line.quantity else -line.quantity end) > 0 order by 1, 4`,
    values: [lots],
  });
  return found.rows.map((row) => Row.parse(row));
}

/**
 * At a line that posts later what it has used, nobody knows yet how much of what lies there is still there; and with a
 * subcontractor no system that Interlock holds it in stops what is done with it: somebody has to tell them.
 */
async function staged(tx: Tx, topology: Topology, lots: readonly string[]): Promise<Elsewhere[]> {
  const lines = Object.entries(topology.plants).flatMap(([plant, { backflush = [] }]) =>
    backflush.map((line) => ({ plant, ...line })),
  );
  const found = await tx.query<{
    lot: string;
    plant: string;
    location: string;
    special: string | null;
    quantity: string;
    owner: string;
    at: Date;
  }>({
    name: 'whereabouts-staged',
    text: `select lot, plant, location, special, trim_scale(quantity)::text as quantity, owner, updated_at as at from stock
           where lot = any($1) and quantity > 0 and (special = 'subcontractor' or (plant, location) in (select * from unnest($2::text[], $3::text[])))
           order by lot, plant, location`,
    values: [lots, lines.map(({ plant }) => plant), lines.map(({ location }) => location)],
  });
  return found.rows.flatMap(({ plant, location, special, owner, at, ...row }): Elsewhere[] => {
    const there = { ...row, system: owner, customer: null, at: at.toISOString() };
    if (special === 'subcontractor') return [{ ...there, kind: 'staged', reference: location }];
    const line = lines.find(
      (one) => one.plant === plant && one.location === location && consumes(one, row.lot),
    );
    return line ? [{ ...there, kind: 'consumed-unposted', reference: line.workCentre }] : [];
  });
}

const consumes = ({ items }: Backflush, lot: string): boolean =>
  items === undefined || items.includes(itemOf(lot));
