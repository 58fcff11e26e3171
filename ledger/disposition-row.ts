import { z } from 'zod';
import { DECISIONS, DISPOSITION_STATES } from '../contracts/disposition';
import type { DISPOSITION_EVENTS } from '../contracts/events/disposition';
import { Problem } from '../contracts/problem';
import { audit, type Actor } from './audit';
import { publish, type Told } from './events';
import type { HoldRow } from './hold-row';
import type { Tx } from './pool';

/** A row of `disposition`, as far as it is carried out by. */
const Row = z.object({
  id: z.string(),
  hold: z.string(),
  lot: z.string(),
  unit: z.string(),
  quantity: z.string(),
  decision: z.enum(DECISIONS),
  state: z.enum(DISPOSITION_STATES),
  reference: z.string(),
  confirmed: z.array(z.string()),
  /** The lot that it makes; null: the pieces stay in theirs. */
  output: z.string().nullable(),
});
export type StoredDisposition = z.infer<typeof Row>;
const COLUMNS = 'id, hold, lot, unit, quantity, decision, state, reference, confirmed, output';

/** The lot where the pieces are: a rework that made another has moved them by then, a regrade moves them when it is verified. */
export const lotOf = ({ lot, output, decision }: StoredDisposition): string =>
  decision === 'regrade' ? lot : (output ?? lot);

/** @throws Problem `not-found` */
export async function dispositionOf(tx: Tx, hold: string, id: string): Promise<StoredDisposition> {
  const disposition = await anyDisposition(tx, id);
  if (disposition?.hold !== hold) throw new Problem('not-found', `Hold ${hold} has no disposition ${id}.`);
  return disposition;
}

export async function anyDisposition(tx: Tx, id: string): Promise<StoredDisposition | undefined> {
  const found = await tx.query({
    name: 'disposition-one',
    text: `select ${COLUMNS} from disposition where id = $1`,
    values: [id],
  });
  return found.rows.map((row) => Row.parse(row))[0];
}

/** What is decided and neither verified nor reversed, in the order of decision. */
export async function unfinished(tx: Tx, hold: string): Promise<StoredDisposition[]> {
  const found = await tx.query({
    name: 'disposition-unfinished',
    text: `select ${COLUMNS} from disposition where hold = $1 and state in ('decided', 'executing') order by number`,
    values: [hold],
  });
  return found.rows.map((row) => Row.parse(row));
}

type DispositionEvent = Exclude<keyof typeof DISPOSITION_EVENTS, 'interlock.concession.ended.v1'>;

/** A change of a disposition, on the record and in the event log. */
export async function tellDisposition(
  tx: Tx,
  hold: HoldRow,
  id: string,
  { type, data }: Told<DispositionEvent, 'disposition' | 'hold'>,
  who: Actor,
  why: string | null,
  from: string | null,
  to: string,
  now: Date,
  /** What only the record is to keep. */
  more: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  await audit(tx, {
    transaction: hold.transaction,
    at: now,
    who,
    action: `disposition.${to}`,
    subject: id,
    from,
    to: { state: to, ...data, ...more },
    why,
  });
  await publish(tx, {
    type,
    subject: id,
    transaction: hold.transaction,
    plant: hold.plant,
    at: now,
    data: { disposition: id, hold: hold.id, ...data },
  });
}
