import type { AuthorizationState } from '../contracts/shipment-authorization';
import { audit, INTERLOCK, type Actor } from './audit';
import { publish } from './events';
import type { Tx } from './pool';

/** Ends so many at once: more wait for the next turn. */
const AT_ONCE = 500;

interface Ended {
  readonly id: string;
  readonly transaction: string;
  readonly shipment: string;
  readonly plant: string;
  readonly customer: string;
  readonly lines: readonly { lot: string; quantity: { value: string; unit: string } }[];
}

/** A hold covers some of what was promised: nobody can tell the promised pieces from the others, so all of it is revoked (H1). */
export async function revokeAuthorizations(
  tx: Tx,
  lots: readonly string[],
  hold: string,
  now: Date,
): Promise<void> {
  const found = await tx.query<{ id: string }>({
    name: 'authorization-of-lots',
    text: `select distinct id from shipment_authorization_line join shipment_authorization using (id)
           where lot = any($1) and state = 'authorized' order by id`,
    values: [lots],
  });
  await endAuthorizations(
    tx,
    found.rows.map(({ id }) => id),
    'revoked',
    hold,
    INTERLOCK,
    now,
  );
}

/** Ends what nobody has shipped in time: what was promised is free again. */
export async function expireAuthorizations(tx: Tx, now: Date): Promise<void> {
  const found = await tx.query<{ id: string }>({
    name: 'authorization-due',
    text: `select id from shipment_authorization where state = 'authorized' and valid_until <= $1 order by valid_until limit $2 for update skip locked`,
    values: [now, AT_ONCE],
  });
  await endAuthorizations(
    tx,
    found.rows.map(({ id }) => id),
    'expired',
    'not shipped in time',
    INTERLOCK,
    now,
  );
}

/** These pieces of a lot left with a shipment: they are no longer promised but gone, from the oldest promise first. */
export async function shipAuthorized(
  tx: Tx,
  shipment: string,
  lot: string,
  quantity: string,
  who: Actor,
  now: Date,
): Promise<void> {
  await tx.query({
    name: 'authorization-ship',
    text: `update shipment_authorization_line line set shipped = line.shipped + least(line.quantity - line.shipped, greatest($3 - before, 0))
           from (select id, coalesce(sum(quantity - shipped) over (order by authorized_at, id rows between unbounded preceding and 1 preceding), 0) as before
                 from shipment_authorization_line join shipment_authorization using (id)
                 where lot = $2 and shipment = $1 and state = 'authorized') promise
           where line.id = promise.id and line.lot = $2`,
    values: [shipment, lot, quantity],
  });
  const found = await tx.query<{ id: string }>({
    name: 'authorization-shipped',
    text: `select id from shipment_authorization a where shipment = $1 and state = 'authorized'
             and not exists (select from shipment_authorization_line line where line.id = a.id and line.shipped < line.quantity) order by id`,
    values: [shipment],
  });
  await endAuthorizations(
    tx,
    found.rows.map(({ id }) => id),
    'shipped',
    null,
    who,
    now,
  );
}

/** Ends them, on the record and in the event log. Those that are over already are left. */
export async function endAuthorizations(
  tx: Tx,
  ids: readonly string[],
  state: Exclude<AuthorizationState, 'authorized'>,
  because: string | null,
  who: Actor,
  now: Date,
): Promise<void> {
  if (ids.length === 0) return;
  const ended = await tx.query<Ended>({
    name: 'authorization-end',
    text: `update shipment_authorization a set state = $2, ended_at = $3, ended_because = $4 where id = any($1) and state = 'authorized'
           returning id, transaction, shipment, plant, customer,
             (select jsonb_agg(jsonb_build_object('lot', lot, 'quantity', jsonb_build_object('value', trim_scale(quantity)::text, 'unit', unit)) order by lot)
              from shipment_authorization_line line where line.id = a.id) as lines`,
    values: [ids, state, now, because],
  });
  for (const { id, transaction, ...about } of ended.rows) {
    await audit(tx, {
      transaction,
      at: now,
      who,
      action: `shipment-authorization.${state}`,
      subject: id,
      from: 'authorized',
      to: state,
      why: because,
    });
    await publish(tx, {
      type: `interlock.shipment-authorization.${state}.v1`,
      subject: id,
      transaction,
      plant: about.plant,
      at: now,
      data: { authorization: id, ...about, because },
    });
  }
}
