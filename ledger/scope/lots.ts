import type { Scope } from '../../contracts/hold';
import type { Tx } from '../pool';

/** A fact that was not taken back. */
const IN_FORCE = `fact.sign = 1 and (select sum(same.sign) from material_fact same where same.occurrence = fact.occurrence) > 0`;

/** Lots that these orders made, as far as the ledger was told. */
export async function lotsOfOrders(tx: Tx, orders: readonly string[]): Promise<string[]> {
  const found = await tx.query<{ lot: string }>({
    name: 'lots-of-orders',
    text: `select distinct line.lot from material_fact fact join material_line line on line.fact = fact.id and line.side = 'out'
           where fact.production_order = any($1) and fact.kind = 'consumed' and ${IN_FORCE} order by 1`,
    values: [orders],
  });
  return found.rows.map(({ lot }) => lot);
}

/** Lots that these work centres of a plant made in their windows, both ends included, as far as the ledger was told. */
export async function lotsOfWorkCentres(
  tx: Tx,
  plant: string,
  workCentres: NonNullable<Scope['workCentres']>,
): Promise<string[]> {
  const found = await tx.query<{ lot: string }>({
    name: 'lots-of-work-centres',
    text: `select distinct line.lot
           from unnest($2::text[], $3::timestamptz[], $4::timestamptz[]) made (id, from_at, to_at)
           join material_fact fact on fact.work_centre = made.id and fact.plant = $1
             and fact.occurred_at between made.from_at and coalesce(made.to_at, 'infinity')
           join material_line line on line.fact = fact.id and line.side = 'out'
           where ${IN_FORCE} order by 1`,
    values: [
      plant,
      workCentres.map(({ id }) => id),
      workCentres.map(({ from }) => from),
      workCentres.map(({ to }) => to),
    ],
  });
  return found.rows.map(({ lot }) => lot);
}

/** The lot of each of these serials that the ledger was told of. */
export async function lotsOfSerials(tx: Tx, serials: readonly string[]): Promise<Map<string, string>> {
  const found = await tx.query<{ serial: string; lot: string }>({
    name: 'lots-of-serials',
    text: 'select serial, lot from serial where serial = any($1) order by 1',
    values: [serials],
  });
  return new Map(found.rows.map(({ serial, lot }) => [serial, lot]));
}
