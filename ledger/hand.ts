import type { z } from 'zod';
import type { PhysicalControlRequest, ResidualAnswerRequest } from '../contracts/hold';
import { Problem } from '../contracts/problem';
import type { Topology } from '../contracts/topology';
import { gated } from '../domain/account';
import { compare } from '../domain/decimal';
import { accountOf } from './accounts';
import { audit, type Actor } from './audit';
import { look } from './commands';
import { publish } from './events';
import { openHold, type HoldRow } from './hold-row';
import { identify } from './identification';
import type { Tx } from './pool';
import { inLotUnit } from './units';

/**
 * A person tagged and counted material where it lies: what contains it where a system cannot. All the pieces of a part, tagged,
 * are told from the rest by it.
 */
export async function recordPhysical(
  tx: Tx,
  topology: Topology,
  holdId: string,
  control: z.infer<typeof PhysicalControlRequest>,
  who: Actor,
  now: Date,
): Promise<void> {
  const hold = await openHold(tx, holdId);
  const account = await accountOf(tx, holdId, control.lot);
  if (!account)
    throw new Problem('unknown-lot', `Hold ${holdId} does not cover ${control.lot}.`, [
      { pointer: '/lot', detail: 'not covered by this hold' },
    ]);
  const counted = inLotUnit(topology, control.lot, control.counted, '/counted');
  await tx.query({
    name: 'physical-record',
    text: 'insert into physical_control (hold, lot, location, unit, counted, tag, by_id, by_name, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)',
    values: [
      holdId,
      control.lot,
      control.location,
      account.unit,
      counted,
      control.tag,
      who.id,
      who.name,
      now,
    ],
  });
  await audit(tx, {
    transaction: hold.transaction,
    at: now,
    who,
    action: 'physical-control.recorded',
    subject: holdId,
    from: null,
    to: control,
    why: null,
  });
  if (account.part && !account.identified && compare(counted, gated(account.account)) === 0)
    await identify(tx, topology, hold, control.lot, who, `counted and tagged ${control.tag}`, now);
  await look(tx, hold.transaction, holdId, now);
}

/**
 * Somebody answers for material that the hold came too late for (H7): `notify` asks for a notice to the customer, where one is
 * known; `recall` and `recover` say that it is being fetched, and what comes back is held at once; `accept` that it stays.
 */
export async function answerResidual(
  tx: Tx,
  holdId: string,
  residual: string,
  answer: z.infer<typeof ResidualAnswerRequest>,
  who: Actor,
  now: Date,
): Promise<void> {
  const hold = await openHold(tx, holdId);
  const found = await tx.query<ResidualRow>({
    name: 'residual-one',
    text: 'select answer, lot, unit, trim_scale(quantity)::text as quantity, customer, reference from residual where hold = $1 and id = $2 for update',
    values: [holdId, residual],
  });
  const row = found.rows[0];
  if (!row) throw new Problem('not-found', `Hold ${holdId} has no residual ${residual}.`);
  if (row.answer !== null)
    throw new Problem('residual-answered', `Residual ${residual} is answered already.`);
  const answered = { ...answer, by: { id: who.id, name: who.name }, at: now.toISOString() };
  await tx.query({
    name: 'residual-answer',
    text: 'update residual set answer = $2 where id = $1',
    values: [residual, answered],
  });
  await audit(tx, {
    transaction: hold.transaction,
    at: now,
    who,
    action: 'residual.answered',
    subject: residual,
    from: null,
    to: answered,
    why: answer.text,
  });
  await publish(tx, {
    type: 'interlock.residual.answered.v1',
    subject: residual,
    transaction: hold.transaction,
    plant: hold.plant,
    at: now,
    data: { residual, hold: holdId, ...answered },
  });
  if (answer.action === 'notify' && row.customer !== null)
    await requestNotice(tx, hold, residual, { ...row, customer: row.customer }, answer, now);
  await look(tx, hold.transaction, holdId, now);
}

interface ResidualRow {
  readonly answer: unknown;
  readonly lot: string;
  readonly unit: string;
  readonly quantity: string;
  readonly customer: string | null;
  /** Number of the shipment that it left by. */
  readonly reference: string;
}

/** For whoever writes to customers: Interlock says what is to be told, not how. */
const requestNotice = (
  tx: Tx,
  hold: HoldRow,
  residual: string,
  { lot, unit, quantity, customer, reference: shipment }: ResidualRow & { readonly customer: string },
  { reference, text }: z.infer<typeof ResidualAnswerRequest>,
  now: Date,
): Promise<void> =>
  publish(tx, {
    type: 'interlock.customer-notice.requested.v1',
    subject: residual,
    transaction: hold.transaction,
    plant: hold.plant,
    at: now,
    data: {
      residual,
      hold: hold.id,
      customer,
      lot,
      quantity: { value: quantity, unit },
      shipment,
      reference,
      text,
    },
  });
