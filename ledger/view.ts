import type { Pool } from 'pg';
import type { Hold } from '../contracts/hold';
import type { Disposition } from '../contracts/disposition';
import type { Tx } from './pool';
import { linksOf, type Links } from './links';
import { pageOf, type Page } from './page';

/**
 * Everything about a hold in one statement, as CONTRACT §3 shapes it. Decimals are text without trailing zeros
 * (`trim_scale`), instants RFC 3339 in UTC.
 */
export const utc = (column: string) =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
export const decimal = (column: string) => `trim_scale(${column})::text`;
export const quantity = (value: string, unit: string) =>
  `jsonb_build_object('value', ${decimal(value)}, 'unit', ${unit})`;
export const list = (select: string) => `coalesce((select jsonb_agg(${select}), '[]'::jsonb)`;

const ACCOUNT = [
  ['quantity', 'quantity'],
  ['adjusted', 'adjusted'],
  ['undecided', 'undecided'],
  ['pending', 'pending'],
  ['released', 'released'],
  ['reworked', 'reworked'],
  ['repaired', 'repaired'],
  ['regraded', 'regraded'],
  ['scrapped', 'scrapped'],
  ['usedAsIs', 'used_as_is'],
  ['returned', 'returned'],
  ['escaped', 'escaped'],
  ['elsewhere', 'elsewhere'],
  ['missing', 'missing'],
];

/** The electronic signatures that a record has taken. @param usedFor SQL of what it is called */
export const signaturesOf = (usedFor: string) =>
  list(`jsonb_build_object('id', g.id, 'capacity', g.capacity, 'signer', jsonb_build_object('id', g.signer_id, 'name', g.signer_name), 'meaning', g.meaning,
    'signedAt', ${utc('g.signed_at')}, 'recordHash', g.record_hash) order by g.signed_at, g.id) from signature g where g.used_for = ${usedFor} and g.voided_at is null`);

const DISPOSITION = `jsonb_build_object('id', d.id, 'hold', d.hold, 'lot', d.lot, 'quantity', ${quantity('d.quantity', 'd.unit')}, 'decision', d.decision, 'state', d.state,
  'reason', d.reason, 'reference', d.reference, 'approvals', d.approvals, 'concession', d.concession, 'supersedes', d.supersedes, 'output', d.output, 'signature', d.signature, 'signatures', ${signaturesOf('d.id')},
  'found', case when d.found_good is not null then jsonb_build_object('good', ${decimal('d.found_good')}, 'bad', ${decimal('d.found_bad')}) end,
  'decidedBy', jsonb_build_object('id', d.decided_by_id, 'name', d.decided_by_name), 'decidedAt', ${utc('d.decided_at')}, 'verifiedAt', ${utc('d.verified_at')})`;

/** A target `t` with the stake `k` in it. */
export const TARGET = `jsonb_build_object('id', t.id, 'system', t.system, 'subject', jsonb_build_object('kind', t.subject_kind, 'id', t.subject_id), 'required', k.required,
      'desired', jsonb_build_object('state', t.desired_state, 'quantity', ${decimal('t.desired_quantity')}), 'prior', t.prior, 'generation', t.generation,
      'observedGeneration', t.observed_generation, 'status', t.status, 'askedAt', ${utc('t.asked_at')}, 'acknowledgedAt', ${utc('t.acknowledged_at')},
      'observedAt', ${utc('t.observed_at')}, 'note', t.note, 'exception', (select id from exception x where x.target = t.id and x.state = 'open'))`;

const HOLD = `jsonb_build_object(
  'id', h.id, 'transaction', h.transaction, 'state', h.state, 'containment', h.containment, 'plant', h.plant, 'productFamily', h.product_family,
  'nonconformance', case when h.nonconformance_id is not null then jsonb_build_object('system', h.nonconformance_system, 'id', h.nonconformance_id) end,
  'reason', jsonb_build_object('code', h.reason_code, 'text', h.reason_text), 'scope', h.scope, 'severity', h.severity, 'releaseCondition', h.release_condition,
  'placedBy', jsonb_build_object('id', h.placed_by_id, 'name', h.placed_by_name), 'detectedAt', ${utc('h.detected_at')}, 'placedAt', ${utc('h.placed_at')},
  'effectiveAt', ${utc('h.effective_at')}, 'closedAt', ${utc('h.closed_at')},
  'lots', ${list(`jsonb_build_object('lot', l.lot, 'unit', l.unit, ${ACCOUNT.map(([name, column]) => `'${name}', ${decimal(`l.${column}`)}`).join(', ')},
      'part', case when l.part is not null then jsonb_build_object('by', l.part, 'observed', l.identified_at is not null) end,
      'stock', ${list(`jsonb_build_object('plant', s.plant, 'location', s.location, 'quantity', ${decimal('s.quantity')}, 'owner', s.owner, 'special', s.special) order by s.plant, s.location)
        from stock s where s.lot = l.lot and s.quantity > 0`)}) order by l.lot) from hold_lot l where l.hold = h.id`)},
  'targets', ${list(`${TARGET} order by k.required desc, t.id)
      from stake k join target t on t.id = k.target where k.transaction = h.transaction`)},
  'residual', ${list(`jsonb_build_object('id', r.id, 'lot', r.lot, 'quantity', ${quantity('r.quantity', 'r.unit')}, 'kind', r.kind, 'system', r.system,
      'reference', r.reference, 'customer', r.customer, 'at', ${utc('r.at')}, 'back', ${decimal('r.back')}, 'answer', r.answer) order by r.lot, r.id) from residual r where r.hold = h.id`)},
  'physical', ${list(`jsonb_build_object('lot', p.lot, 'location', p.location, 'counted', ${quantity('p.counted', 'p.unit')}, 'tag', p.tag,
      'by', jsonb_build_object('id', p.by_id, 'name', p.by_name), 'at', ${utc('p.at')}) order by p.id) from physical_control p where p.hold = h.id`)},
  'dispositions', ${list(`${DISPOSITION} order by d.number) from disposition d where d.hold = h.id`)})`;

type Shown = Omit<Hold, 'links'>;
const link = (hold: Shown, links: Links): Hold => ({
  ...hold,
  links: linksOf(links, `quality-hold/${hold.id}`, hold.transaction),
});

export async function viewHold(tx: Tx, id: string, links: Links): Promise<Hold | null> {
  const found = await tx.query<{ hold: Shown }>({
    name: 'hold-view',
    text: `select ${HOLD} as hold from hold h where h.id = $1`,
    values: [id],
  });
  const hold = found.rows[0]?.hold;
  return hold ? link(hold, links) : null;
}

export async function viewDisposition(tx: Tx, id: string): Promise<Disposition> {
  const found = await tx.query<{ disposition: Disposition }>({
    name: 'disposition-view',
    text: `select ${DISPOSITION} as disposition from disposition d where d.id = $1`,
    values: [id],
  });
  const disposition = found.rows[0]?.disposition;
  if (!disposition) throw new Error(`disposition ${id} vanished`);
  return disposition;
}

export interface HoldFilter {
  readonly state?: string | undefined;
  readonly plant?: string | undefined;
  readonly lot?: string | undefined;
  readonly contained?: 'true' | 'false' | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** Newest first. */
export async function listHolds(pool: Pool, filter: HoldFilter, links: Links): Promise<Page<Hold>> {
  const found = await pool.query<{ hold: Shown }>({
    name: 'hold-list',
    text: `select ${HOLD} as hold from hold h
           where ($1::text is null or h.state = $1) and ($2::text is null or h.plant = $2)
             and ($3::text is null or exists (select from hold_lot where hold_lot.hold = h.id and hold_lot.lot = $3))
             and ($6::boolean is null or h.state <> 'closed' and (h.containment = 'effective') = $6)
             and ($4::text is null or (h.placed_at, h.id) < (select placed_at, id from hold where id = $4))
           order by h.placed_at desc, h.id desc limit $5`,
    values: [
      filter.state ?? null,
      filter.plant ?? null,
      filter.lot ?? null,
      filter.cursor ?? null,
      filter.limit + 1,
      filter.contained === undefined ? null : filter.contained === 'true',
    ],
  });
  return pageOf(found.rows, filter.limit, ({ hold }) => link(hold, links));
}

export type HoldProgress = Pick<Hold, 'plant' | 'transaction' | 'state' | 'containment'>;

/** Where a hold stands, cheaply: for those who wait. */
export async function holdProgress(pool: Pool, id: string): Promise<HoldProgress | null> {
  const found = await pool.query<HoldProgress>({
    name: 'hold-progress',
    text: 'select plant, transaction, state, containment from hold where id = $1',
    values: [id],
  });
  return found.rows[0] ?? null;
}

/** A lot as the ledger knows it: where it lies, and which open holds cover it. */
export async function viewLot(pool: Pool, lot: string): Promise<Record<string, unknown> | null> {
  const found = await pool.query<{ lot: Record<string, unknown> }>({
    name: 'lot-view',
    text: `select jsonb_build_object('lot', lot.lot, 'item', item, 'quantity', ${quantity('quantity', 'unit')}, 'known', known, 'supplier', supplier, 'supplierLot', supplier_lot,
             'stock', ${list(`jsonb_build_object('plant', s.plant, 'location', s.location, 'quantity', ${decimal('s.quantity')}, 'owner', s.owner, 'special', s.special, 'status', s.status)
               order by s.plant, s.location) from stock s where s.lot = lot.lot and s.quantity > 0`)},
             'holds', ${list(`hold.id order by hold.id) from hold_lot join hold on hold.id = hold_lot.hold where hold_lot.lot = lot.lot and hold_lot.covers and hold.state <> 'closed'`)}) as lot
           from lot where lot.lot = $1`,
    values: [lot],
  });
  return found.rows[0]?.lot ?? null;
}
