import type { Topology } from '../contracts/topology';
import { compare, subtract } from '../domain/decimal';
import { freeOf } from '../domain/gate';
import { endAuthorizations } from './authorization-end';
import { INTERLOCK } from './audit';
import { factsAt } from './gate';
import type { Tx } from './pool';

/** What is promised of a lot at a plant, the newest promise first. */
interface Promised {
  readonly plant: string;
  readonly lot: string;
  readonly unit: string;
  readonly promises: readonly { readonly id: string; readonly quantity: string }[];
}

/**
 * The owner of their stock has restricted, moved or written off pieces of these lots, or others shipped them: what can no
 * longer leave as it was promised is revoked, the newest promise first, until the rest can. A hold has revoked its own already.
 */
export async function revokeShort(
  tx: Tx,
  topology: Topology,
  lots: readonly string[],
  now: Date,
): Promise<void> {
  if (lots.length === 0) return;
  const found = await tx.query<Promised>({
    name: 'authorization-promised',
    text: `select plant, lot, min(unit) as unit, jsonb_agg(jsonb_build_object('id', id, 'quantity', (quantity - shipped)::text) order by authorized_at desc, id desc) as promises
           from shipment_authorization_line join shipment_authorization using (id)
           where lot = any($1) and state = 'authorized' and valid_until > $2 and shipped < quantity group by plant, lot order by plant, lot`,
    values: [lots, now],
  });
  for (const { plant, lot, unit, promises } of found.rows) {
    const facts = await factsAt(tx, topology, plant, lot, unit);
    // A concession keeps pieces for whom it was given for, and a promise may be one of theirs.
    const whom = { order: null, customer: null };
    const { beside, promised } = freeOf(whom, { ...facts, concessions: [] }, now.toISOString());
    let left = promised;
    const broken: string[] = [];
    for (const { id, quantity } of promises) {
      if (compare(left, beside) <= 0) break;
      broken.push(id);
      left = subtract(left, quantity);
    }
    const because = `${beside} ${unit} of ${lot} are free at ${plant}, and ${promised} were promised`;
    await endAuthorizations(tx, broken, 'revoked', because, INTERLOCK, now);
  }
}
