import type { Pool } from 'pg';
import type { AuthorizationState, ShipmentAuthorization } from '../contracts/shipment-authorization';
import type { Tx } from './pool';
import { decimal, list, quantity, utc } from './view';
import { pageOf, type Page } from './page';

/** An authorization as the ledger knows it: whoever has the key signs it. */
export type UnsignedAuthorization = Omit<ShipmentAuthorization, 'jws'>;

const AUTHORIZATION = `jsonb_build_object('id', a.id, 'transaction', a.transaction, 'shipment', a.shipment, 'plant', a.plant, 'customer', a.customer,
  'authorized', a.state = 'authorized', 'state', a.state, 'validUntil', ${utc('a.valid_until')}, 'position', a.position,
  'lines', ${list(`jsonb_build_object('lot', l.lot, 'quantity', ${quantity('l.quantity', 'l.unit')}, 'shipped', ${decimal('l.shipped')}) order by l.lot)
    from shipment_authorization_line l where l.id = a.id`)},
  'authorizedBy', jsonb_build_object('id', a.authorized_by_id, 'name', a.authorized_by_name), 'authorizedAt', ${utc('a.authorized_at')},
  'endedAt', ${utc('a.ended_at')}, 'endedBecause', a.ended_because)`;

export async function viewAuthorization(tx: Tx | Pool, id: string): Promise<UnsignedAuthorization | null> {
  const found = await tx.query<{ authorization: UnsignedAuthorization }>({
    name: 'authorization-view',
    text: `select ${AUTHORIZATION} as "authorization" from shipment_authorization a where a.id = $1`,
    values: [id],
  });
  return found.rows[0]?.authorization ?? null;
}

export interface AuthorizationFilter {
  readonly shipment?: string | undefined;
  readonly plant?: string | undefined;
  readonly state?: AuthorizationState | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** Newest first. */
export async function listAuthorizations(
  pool: Pool,
  filter: AuthorizationFilter,
): Promise<Page<UnsignedAuthorization>> {
  const found = await pool.query<{ authorization: UnsignedAuthorization }>({
    name: 'authorization-list',
    text: `select ${AUTHORIZATION} as "authorization" from shipment_authorization a
           where ($1::text is null or a.shipment = $1) and ($2::text is null or a.plant = $2) and ($3::text is null or a.state = $3)
             and ($4::text is null or (a.authorized_at, a.id) < (select authorized_at, id from shipment_authorization where id = $4))
           order by a.authorized_at desc, a.id desc limit $5`,
    values: [
      filter.shipment ?? null,
      filter.plant ?? null,
      filter.state ?? null,
      filter.cursor ?? null,
      filter.limit + 1,
    ],
  });
  return pageOf(found.rows, filter.limit, ({ authorization }) => authorization);
}
