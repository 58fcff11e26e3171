import { z } from 'zod';
import { GAPS, MAX_GAPS, type Gap, type GapCode } from '../contracts/genealogy';
import type { Tx } from './pool';
import { utc } from './view';

const Row = z.object({
  code: z.enum(GAPS),
  lot: z.string(),
  system: z.string().nullable(),
  reference: z.string().nullable(),
  at: z.string().nullable(),
  /** Figures and names of the sentence. */
  a: z.string().nullable(),
  b: z.string().nullable(),
});

/** In force: told more often than it was taken back. `line` has a row for each lot of the trace that an occurrence names. */
const FACTS = `
  with node as (
    select unnest($1::text[]) as lot
  ), told as (
    select min(id) as id, occurrence, kind, system, plant, bound_for, coalesce(production_order, min(reference)) as reference, production_order,
      min(occurred_at) as at, sum(sign)::integer as net, count(*) filter (where sign = 1) as times
    from material_fact where occurrence in (
      select fact.occurrence from material_line line join node using (lot) join material_fact fact on fact.id = line.fact)
    group by occurrence, kind, system, plant, bound_for, production_order
  ), line as (
    select told.*, line.side, line.lot, line.quantity, line.unit,
      min(at) filter (where net > 0 and kind = 'consumed' and side = 'out') over (partition by line.lot) as made_at
    from told join material_line line on line.fact = told.id join node using (lot)
  ), flow as (
    select lot,
      greatest(coalesce(sum(quantity) filter (where side = 'out' and kind = 'received'), 0),
               coalesce(sum(quantity) filter (where side = 'out' and kind in ('consumed', 'split', 'merged')), 0))
        + coalesce(sum(quantity) filter (where side = 'out' and kind = 'counted'), 0) as had,
      coalesce(sum(quantity) filter (where side = 'in' and kind in ('consumed', 'split', 'merged', 'scrapped', 'shipped')), 0) as gone,
      bool_or(side = 'out' and kind in ('received', 'consumed', 'split', 'merged')) as came
    from line where net > 0 group by lot
  )`;

/** One select a rule: code, lot, system, reference, instant, and what its sentence wants. */
const RULES: Record<Exclude<GapCode, 'loop'>, string> = {
  'origin-unknown': `select node.lot, null, null, null, null, null from node left join flow using (lot)
    where coalesce(flow.came, false) = false and not exists (select from stock where stock.lot = node.lot and baseline is not null)
      and not exists (select from genealogy where child = node.lot)`,
  'before-baseline': `select node.lot, null, null, null, null, null from node left join flow using (lot)
    where coalesce(flow.came, false) = false and exists (select from stock where stock.lot = node.lot and baseline is not null)`,
  'order-unknown': `select min(lot), min(system), production_order, null, null, null from line
    where net > 0 and production_order is not null and not exists (select from production_order where id = line.production_order) group by production_order`,
  'product-unknown': `select lot, system, reference, at, null, null from line
    where net > 0 and kind = 'consumed' and side = 'in' and not exists (select from genealogy where genealogy.occurrence = line.occurrence)
      and not exists (select from material_line made where made.fact = line.id and made.side = 'out')`,
  'parents-unknown': `select lot, system, reference, at, null, null from line
    where net > 0 and kind = 'consumed' and side = 'out' and not exists (select from genealogy where genealogy.joined = line.occurrence)
      and not exists (select from material_line used where used.fact = line.id and used.side = 'in')`,
  'exceeds-lot': `select lot, null, null, null, trim_scale(gone)::text, trim_scale(had)::text from flow where came and gone > had`,
  'made-twice': `select lot, min(system), null, null, string_agg(distinct production_order, ', '), null from line
    where net > 0 and kind = 'consumed' and side = 'out' group by lot having count(distinct production_order) > 1`,
  'told-twice': `select lot, system, reference, at, net::text, null from line where net > 1`,
  'reversed-not-told': `select lot, system, reference, at, null, null from line where net < 0`,
  'consumed-before-made': `select lot, system, reference, at, ${utc('made_at')}, null from line
    where net > 0 and kind = 'consumed' and side = 'in' and at < made_at`,
  'not-dispatched': `select lot, min(system), min(reference), null, plant, bound_for from line where kind in ('dispatched', 'arrived') and net > 0
    group by lot, plant, bound_for having sum(case kind when 'arrived' then quantity else -quantity end) > 0`,
  'unit-mismatch': `select lot, system, reference, at, line.unit, lot.unit from line join lot using (lot) where net > 0 and line.unit <> lot.unit`,
  'held-after-reversal': `select lot, system, reference, at, null, null from line
    where net <= 0 and times > 0 and kind = 'consumed' and side = 'out'
      and exists (select from hold_lot join hold on hold.id = hold_lot.hold where hold_lot.lot = line.lot and covers and hold.state <> 'closed')`,
};

const GAPS_OF = `${FACTS} select code, lot, system, reference, ${utc('at')} as at, a, b from (${Object.entries(
  RULES,
)
  .map(
    ([code, select]) =>
      `select '${code}' as code, lot, system::text, reference::text, at::timestamptz, a::text, b::text from (${select}) rule (lot, system, reference, at, a, b)`,
  )
  .join(' union all ')}) gap order by lot, code, reference, gap.at limit ${MAX_GAPS}`;

const SENTENCES: Record<GapCode, (row: z.infer<typeof Row>) => string> = {
  'origin-unknown': ({ lot }) => `No system has told where ${lot} comes from.`,
  'before-baseline': ({ lot }) =>
    `${lot} was there when its plant went live; what it was made of is not known.`,
  'order-unknown': ({ reference }) => `No ERP has told of order ${reference}.`,
  'product-unknown': ({ lot, reference }) =>
    `${lot} went into order ${reference}, and nothing tells what came of it.`,
  'parents-unknown': ({ lot, reference }) =>
    `${lot} was made by order ${reference}, and nothing tells of what.`,
  'exceeds-lot': ({ lot, a, b }) =>
    `${a} of ${lot} were used, shipped or scrapped, more than the ${b} that it ever had.`,
  'made-twice': ({ lot, a }) => `${lot} was made by more than one order: ${a}.`,
  'told-twice': ({ lot, a }) => `The same was told of ${lot} ${a} times; it counts once.`,
  'reversed-not-told': ({ lot }) => `What was taken back of ${lot} had never been told.`,
  'consumed-before-made': ({ lot, at, a }) => `${lot} was used at ${at}, before it was made at ${a}.`,
  'not-dispatched': ({ lot, a, b }) => `More of ${lot} arrived at ${b} than was dispatched from ${a}.`,
  'unit-mismatch': ({ lot, a, b }) => `${lot} is counted in ${b}, and was told in ${a}.`,
  'held-after-reversal': ({ lot }) =>
    `${lot} is held, and that it was made so was taken back: it stays held until it is decided.`,
  loop: ({ lot }) => `${lot} was made, over some steps, from itself.`,
};

/** What is missing in what systems told of these lots, or contradicts: listed, never dropped. At most MAX_GAPS. */
export async function gapsOf(pool: Tx, lots: readonly string[]): Promise<Gap[]> {
  const found = await pool.query({ name: 'genealogy-gaps', text: GAPS_OF, values: [lots] });
  return found.rows.map((row) => gapOf(Row.parse(row)));
}

export const loopGap = (lot: string): Gap =>
  gapOf({ code: 'loop', lot, system: null, reference: null, at: null, a: null, b: null });

const gapOf = (row: z.infer<typeof Row>): Gap => {
  const { code, lot, system, reference, at } = row;
  return { code, lot, system, reference, at, text: SENTENCES[code](row) };
};
