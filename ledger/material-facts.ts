import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Quantity } from '../contracts/quantity';
import { add, text } from '../domain/decimal';
import type { Telling } from './material';
import type { Tx } from './pool';

export type FactKind =
  | 'received'
  | 'counted'
  | 'consumed'
  | 'split'
  | 'merged'
  | 'scrapped'
  | 'picked'
  | 'loaded'
  | 'shipped'
  | 'dispatched'
  | 'arrived';

export interface Line {
  readonly lot: string;
  readonly quantity: Quantity;
}

/** Something that a system told of material. What it does not say is left out. */
export interface Fact {
  readonly kind: FactKind;
  /** It was taken back: what it says is of the occurrence that is no more. */
  readonly reversed?: boolean;
  readonly plant?: string | null;
  readonly order?: string;
  readonly operation?: string | null | undefined;
  readonly workCentre?: string | null | undefined;
  /** Number of the shipment or of the transfer. */
  readonly reference?: string;
  readonly customer?: string;
  /** The plant that a transfer is bound for; `plant` is the one that it left. */
  readonly boundFor?: string;
  /** When it happened; the event's own time where it is left out. */
  readonly occurredAt?: Date;
  readonly in?: readonly Line[];
  readonly out?: readonly Line[];
}

/** The source of what a baseline loaded; no system has that name. */
export const BASELINE_SOURCE = '(baseline)';

/** What was recorded: how often it was told, less how often it was taken back, before and after. In force: at least once. */
export interface Recorded {
  readonly occurrence: string;
  readonly before: number;
  readonly after: number;
}

/**
 * Keeps what a system told, as a row that never changes. What happened is named by its content (system, kind, plant, order,
 * operation, instant, lots and quantities), so that a reversal finds it, and a repetition under another event id is found.
 */
export async function recordFact(tx: Tx, telling: Telling, fact: Fact): Promise<Recorded> {
  const occurrence = occurrenceOf(telling, fact);
  const told = await tx.query<{ net: number; loaded: boolean }>({
    name: 'fact-net',
    text: 'select coalesce(sum(sign), 0)::integer as net, coalesce(bool_or(source = $2), false) as loaded from material_fact where occurrence = $1',
    values: [occurrence, BASELINE_SOURCE],
  });
  const { net: before = 0, loaded = false } = told.rows[0] ?? {};
  // What a baseline loaded and what its own event tells are one telling: one reversal takes both back.
  if (before > 0 && !fact.reversed && (loaded || telling.source === BASELINE_SOURCE))
    return { occurrence, before, after: before };
  const sign = fact.reversed ? -1 : 1;
  const lines = [...sides(fact.in, 'in'), ...sides(fact.out, 'out')];
  await tx.query({
    name: 'fact-insert',
    text: `with fact as (
             insert into material_fact (system, source, event, kind, sign, occurrence, plant, production_order, operation, work_centre, reference, customer,
               bound_for, occurred_at, recorded_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) returning id
           )
           insert into material_line (fact, side, lot, quantity, unit)
           select fact.id, line.* from fact, unnest($16::text[], $17::text[], $18::numeric[], $19::text[]) line (side, lot, quantity, unit)`,
    values: [
      telling.system,
      telling.source,
      telling.event,
      fact.kind,
      sign,
      occurrence,
      fact.plant ?? null,
      fact.order ?? null,
      fact.operation ?? null,
      fact.workCentre ?? null,
      fact.reference ?? null,
      fact.customer ?? null,
      fact.boundFor ?? null,
      fact.occurredAt ?? telling.time ?? telling.now,
      telling.now,
      lines.map(({ side }) => side),
      lines.map(({ lot }) => lot),
      lines.map(({ quantity }) => quantity.value),
      lines.map(({ quantity }) => quantity.unit),
    ],
  });
  return { occurrence, before, after: before + sign };
}

/** How much of each lot a shipment of that system has moved so far: what was told and not taken back, each occurrence once. */
export async function moved(
  tx: Tx,
  kind: Extract<FactKind, 'picked' | 'loaded' | 'shipped'>,
  system: string,
  shipment: string,
  lots: readonly string[],
): Promise<Map<string, string>> {
  const found = await tx.query<{ lot: string; quantity: string }>({
    name: 'facts-moved',
    text: `select lot, trim_scale(greatest(sum(quantity * net), 0)) as quantity from (
             select line.lot, fact.occurrence, min(line.quantity) as quantity, sign(sum(fact.sign)::numeric) as net
             from material_fact fact join material_line line on line.fact = fact.id
             where fact.kind = $1 and fact.reference = $2 and fact.system = $3 and line.lot = any($4)
             group by line.lot, fact.occurrence
           ) told group by lot`,
    values: [kind, shipment, system, lots],
  });
  return new Map(found.rows.map((row) => [row.lot, row.quantity]));
}

function occurrenceOf({ system, time }: Telling, fact: Fact): string {
  const content = {
    system,
    kind: fact.kind,
    plant: fact.plant ?? null,
    order: fact.order ?? null,
    operation: fact.operation ?? null,
    reference: fact.reference ?? null,
    boundFor: fact.boundFor ?? null,
    // A shipment has a number, and its reversal a time of its own.
    at: fact.kind === 'shipped' ? null : ((fact.occurredAt ?? time)?.toISOString() ?? null),
    in: merged(fact.in).map(named),
    out: merged(fact.out).map(named),
  };
  return createHash('sha256')
    .update(canonicalize(content) ?? '')
    .digest('hex');
}

const named = ({ lot, quantity: { value, unit } }: Line) => [lot, text(value), unit];

const sides = (lines: readonly Line[] | undefined, side: 'in' | 'out') =>
  merged(lines).map((line) => ({ side, ...line }));

/** One line a lot, in the lots' order: it is the same, told in one line or in two. */
function merged(lines: readonly Line[] = []): Line[] {
  const byLot = new Map<string, Line>();
  for (const { lot, quantity } of lines) {
    const value = add(byLot.get(lot)?.quantity.value ?? '0', quantity.value);
    byLot.set(lot, { lot, quantity: { ...quantity, value } });
  }
  return [...byLot.values()].sort((a, b) => (a.lot < b.lot ? -1 : 1));
}
