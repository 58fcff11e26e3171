import type { Tx } from '../pool';

/** What is under way at a plant, by ids; `lots` counts those that lie there. */
export interface StandingAtPlant {
  readonly holds: readonly string[];
  readonly changes: readonly string[];
  readonly orders: readonly string[];
  readonly inspections: readonly string[];
  readonly baselines: readonly string[];
  readonly lots: number;
}

/** Open holds are those that a plant raised, and those that cover what lies there or is bound for it. */
export async function standingAtPlant(tx: Tx, plant: string): Promise<StandingAtPlant> {
  const found = await tx.query<StandingAtPlant>({
    name: 'topology-standing-plant',
    text: `select
             array(select id from hold where state <> 'closed' and (plant = $1 or exists (
               select from hold_lot join stock using (lot) where hold_lot.hold = hold.id and covers and stock.quantity > 0 and $1 in (stock.plant, stock.bound_for)
             )) order by id) as holds,
             array(select change from change_plant join change on change.id = change_plant.change where plant = $1 and change.finished_at is null order by 1) as changes,
             array(select order_id from order_dispatch where plant = $1 and finished_at is null order by 1) as orders,
             array(select id from inspection where plant = $1 and finished_at is null order by 1) as inspections,
             array(select id from baseline where plant = $1 and state = 'loading' order by 1) as baselines,
             (select count(distinct lot) from stock where plant = $1 and quantity > 0) as lots`,
    values: [plant],
  });
  return found.rows[0]!;
}

/** Targets of a system that are not at home, and lots and orders that it holds. */
export interface StandingInSystem {
  readonly open: readonly string[];
  readonly held: readonly string[];
}

export async function standingInSystem(tx: Tx, system: string): Promise<StandingInSystem> {
  const found = await tx.query<StandingInSystem>({
    name: 'topology-standing-system',
    text: `select array(select subject_kind || ' ' || subject_id from target where system = $1 and open order by id) as open,
             array(select subject_kind || ' ' || subject_id from target where system = $1 and not open and desired_state = 'held' order by id) as held`,
    values: [system],
  });
  return found.rows[0]!;
}

/** How many lots of an item are known. */
export async function lotsOfItem(tx: Tx, item: string): Promise<number> {
  const found = await tx.query<{ count: number }>({
    name: 'topology-lots-of-item',
    text: 'select count(*) as count from lot where item = $1',
    values: [item],
  });
  return found.rows[0]?.count ?? 0;
}
