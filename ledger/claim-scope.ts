import { plantOf } from '../config/systems';
import { Problem } from '../contracts/problem';
import type { Topology } from '../contracts/topology';
import type { Tx } from './pool';

/** A claim that is another system's to make; whoever took it records the refusal (A5). */
const notItsOwn = (rule: string, why: string, transaction: string): Problem =>
  new Problem('event-not-accepted', `Refused and recorded: ${why}.`, [], { rule, transaction });

/**
 * Of several QMSs, the one that raised the nonconformance decides under its hold.
 * @throws Problem `event-not-accepted` with the rule
 */
export async function checkDecider(tx: Tx, topology: Topology, hold: string, system: string): Promise<void> {
  const found = await tx.query<{ raiser: string | null; transaction: string }>({
    name: 'hold-raiser',
    text: 'select nonconformance_system as raiser, transaction from hold where id = $1',
    values: [hold],
  });
  const { raiser = null, transaction = '' } = found.rows[0] ?? {};
  if (raiser === null || raiser === system || !topology.systems[raiser]?.roles.includes('qms')) return;
  throw notItsOwn(
    'ownership:nonconformance',
    `hold ${hold} is for a nonconformance of ${raiser}, which decides under it`,
    transaction,
  );
}

/**
 * A plant's own system has carried out a disposition only where the lot lies, is bound for, or was held.
 * @throws Problem `event-not-accepted` with the rule
 */
export async function checkCarrier(
  tx: Tx,
  topology: Topology,
  disposition: string,
  system: string,
): Promise<void> {
  const plant = plantOf(topology, system);
  if (plant === null) return;
  const found = await tx.query<{ transaction: string; plants: string[] }>({
    name: 'disposition-plants',
    text: `select hold.transaction, array(
             select hold.plant union select plant from stock where stock.lot = disposition.lot and stock.quantity > 0
             union select bound_for from stock where stock.lot = disposition.lot and stock.quantity > 0 and bound_for is not null) as plants
           from disposition join hold on hold.id = disposition.hold where disposition.id = $1`,
    values: [disposition],
  });
  const row = found.rows[0];
  if (!row || row.plants.includes(plant)) return;
  throw notItsOwn(
    'ownership:plant',
    `${system} is the system of ${plant}, and ${disposition} is carried out at ${row.plants.join(', ')}`,
    row.transaction,
  );
}
