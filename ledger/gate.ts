import type { Pool } from 'pg';
import { z } from 'zod';
import { isSerial } from '../config/systems';
import { DECISIONS } from '../contracts/disposition';
import { IdentifiedBy } from '../contracts/hold';
import { NativeStatus, type Releasability } from '../contracts/material';
import { Problem } from '../contracts/problem';
import type { Topology } from '../contracts/topology';
import { decide, type Facts, type Question } from '../domain/gate';
import { factsOfPiece } from '../domain/gate-piece';
import type { Tx } from './pool';
import { AT_THE_PLANT } from './stock';
import { inLotUnit } from './units';
import { utc } from './view';

const d = z.string();
/** A concession, as domain/concession sees it. */
export const ConcessionRow = z.object({
  hold: d,
  quantity: d,
  used: d,
  left: d,
  maxQuantity: d.nullable(),
  expiresAt: d.nullable(),
  orders: z.array(d),
  customers: z.array(d),
});
const Pieces = z.object({ by: IdentifiedBy, quantity: d });
export const FactsRow = z.object({
  known: z.boolean(),
  unit: d,
  quantity: d,
  stock: z.array(z.object({ quantity: d, status: NativeStatus })),
  holds: z.array(
    z.object({
      hold: d,
      reason: d,
      quantity: d,
      part: z.boolean(),
      unknown: z.boolean(),
      pieces: Pieces.nullable(),
    }),
  ),
  underway: z.array(z.object({ decision: z.enum(DECISIONS), quantity: d })),
  concessions: z.array(ConcessionRow),
  promised: z.array(z.object({ quantity: d, until: d })),
  /** Asked by the serial of a piece. */
  piece: z.boolean().optional(),
});

/** `ConcessionRow`, of a row of `disposition`. */
export const CONCESSION = `jsonb_build_object('hold', disposition.hold, 'quantity', disposition.quantity::text, 'used', concession_used::text, 'left', concession_left::text,
  'maxQuantity', concession #>> '{maxQuantity,value}', 'expiresAt', concession ->> 'expiresAt',
  'orders', coalesce(nullif(concession -> 'orders', 'null'), '[]'), 'customers', coalesce(nullif(concession -> 'customers', 'null'), '[]'))`;

/** Of an account `a`: the pieces that its part is, and how many of these are in the lot; null while it is not identified. */
const PIECES = `case when a.part is not null and a.identified_at is not null then jsonb_build_object('by', a.part,
  'quantity', (a.undecided + a.pending + a.released + a.reworked + a.repaired + a.used_as_is)::text) end`;

/** A lot that waits for the result of an inspection is in inspection, whatever the owner of its stock says (H8). */
const PENDING = `select from inspection where inspection.lot = lot.lot and inspection.state in ('opening', 'open')`;

/**
 * Columns of `FactsRow`, of a row of `lot`, at the plant $1; in one order, so that the same facts are the same text. What is
 * on its way, with a subcontractor or with the customer, does not lie at the plant.
 */
export const FACTS = `lot.known, lot.unit, lot.quantity::text as quantity,
             coalesce((select jsonb_agg(jsonb_build_object('quantity', stock.quantity::text, 'status',
               case when stock.status = 'unrestricted' and exists (${PENDING}) then 'inspection' else stock.status end) order by stock.location) from stock
               where stock.lot = lot.lot and stock.plant = $1 and stock.quantity > 0 and ${AT_THE_PLANT}), '[]') as stock,
             coalesce((select jsonb_agg(jsonb_build_object('hold', hold.id, 'reason', hold.reason_code, 'quantity', (a.undecided + a.pending)::text,
               'part', a.part is not null and a.identified_at is null, 'unknown', a.quantity = 0 and a.adjusted = 0, 'pieces', ${PIECES}) order by hold.id)
               from hold_lot a join hold on hold.id = a.hold where a.lot = lot.lot and a.covers and hold.state <> 'closed'), '[]') as holds,
             coalesce((select jsonb_agg(jsonb_build_object('decision', disposition.decision, 'quantity', disposition.quantity::text) order by disposition.id) from disposition
               where disposition.lot = lot.lot and disposition.state in ('decided', 'executing')), '[]') as underway,
             coalesce((select jsonb_agg(${CONCESSION} order by disposition.id) from disposition
               where disposition.lot = lot.lot and concession is not null and concession_ended_at is null and disposition.state = 'verified'), '[]') as concessions,
             coalesce((select jsonb_agg(jsonb_build_object('quantity', (line.quantity - line.shipped)::text, 'until', ${utc('promise.valid_until')}) order by line.id)
               from shipment_authorization_line line join shipment_authorization promise using (id)
               where line.lot = lot.lot and promise.plant = $1 and promise.state = 'authorized' and line.shipped < line.quantity), '[]') as promised`;

/**
 * What is added comes before what is spread: after it, V8 makes a shape of its own for each object, which lives until the next
 * full collection, and the gate is asked a thousand times a second.
 * @param quarantine the plant's quarantine location, where it has one
 */
export const factsOf = (row: z.infer<typeof FactsRow>, quarantine: string | null): Facts => ({
  quarantine,
  ...row,
  holds: row.holds.map((hold) => ({
    hold: hold.hold,
    reason: hold.reason,
    claim: { quantity: hold.quantity, part: hold.part, unknownQuantity: hold.unknown, pieces: hold.pieces },
  })),
});

/** As one value, in a row that is an array: of rows that are objects V8 keeps each one's shape, too. */
const asOne = (name: string, facts: string) =>
  ({ name, text: `select to_json(fact) from (${facts}) fact`, rowMode: 'array' }) as const;
const OF_LOT = asOne('gate', `select ${FACTS} from lot where lot.lot = $2`);
/** A serial is a piece of its lot, or stands for itself while nobody knows that. */
const OF_SERIAL = asOne(
  'gate-serial',
  `select ${FACTS}, lot.lot <> $2 as piece from lot
   where lot.lot = coalesce((select serial.lot from serial where serial.serial = $2), $2)`,
);

/** What is known of a lot at a plant of the topology, or of a piece by its serial. @param unit of a lot that nobody has told of */
export async function factsAt(
  pool: Pool | Tx,
  topology: Topology,
  plant: string,
  lot: string,
  unit: string,
): Promise<Facts> {
  const statement = isSerial(lot) ? OF_SERIAL : OF_LOT;
  const found = await pool.query<[unknown]>({ values: [plant, lot], ...statement });
  const row = found.rows[0] === undefined ? null : FactsRow.parse(found.rows[0][0]);
  const facts = factsOf(row ?? nothing(unit), topology.plants[plant]?.quarantine ?? null);
  return row?.piece ? factsOfPiece(facts, lot) : facts;
}

/**
 * The gate: one statement, so one snapshot, over what is committed (H1).
 * As if enforced, whatever the plant's gate is set to.
 * @param unit the unit of the question's quantity; null: the lot's
 * @throws Problem `unknown-plant`, `unit-mismatch`, `quantity-not-exact`; LedgerUnavailable, upon which the answer is "not releasable" (H2)
 */
export async function releasability(
  pool: Pool | Tx,
  topology: Topology,
  question: Question,
  unit: string | null,
  now: Date,
): Promise<Releasability> {
  if (!topology.plants[question.plant])
    throw new Problem('unknown-plant', `There is no plant "${question.plant}".`, [
      { pointer: '/plant', detail: `one of ${Object.keys(topology.plants).join(', ')}` },
    ]);
  const { lot, quantity } = question;
  const facts = await factsAt(pool, topology, question.plant, lot, unit ?? 'EA');
  const value = unit === null ? quantity : inLotUnit(topology, lot, { value: quantity ?? '0', unit }, '');
  return decide({ ...question, quantity: quantity === null ? null : value }, facts, now.toISOString());
}

/** Nobody has told of the lot. */
const nothing = (unit: string): z.infer<typeof FactsRow> => ({
  known: false,
  unit,
  quantity: '0',
  stock: [],
  holds: [],
  underway: [],
  concessions: [],
  promised: [],
});

/** Sequence of the newest event: whoever asks the gate after that knows all events up to it. */
export async function eventPosition(pool: Pool): Promise<number> {
  const found = await pool.query<{ position: number }>({
    name: 'event-position',
    text: 'select coalesce(max(sequence), 0)::bigint as position from event',
  });
  return found.rows[0]?.position ?? 0;
}
