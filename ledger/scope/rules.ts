import { naming, type ScopeRuleKind } from '../../config/scope-means';
import { systemsOf } from '../../config/systems';
import type { Scope } from '../../contracts/hold';
import type { Topology } from '../../contracts/topology';
import type { Tx } from '../pool';
import { lotsOfSerials } from './lots';

/**
 * A MES has to name what `rule` means: it has not yet, or it has while the window of the work centre was still open.
 * @param now the instant, as a parameter of the statement
 */
export const owed = (now: string) =>
  `(question.answered_at is null and (rule.kind <> 'serial' or rule.to_at is null)
    or rule.kind = 'work-centre' and question.answered_at < rule.to_at and rule.to_at <= ${now})`;
/** Of the hold $1 at the instant $2: a MES has still to name what it means, or a window of a work centre is still open. */
export const FOLLOWS = `exists (select from scope_rule rule where rule.hold = $1
  and (rule.kind = 'work-centre' and coalesce(rule.to_at, 'infinity') > $2
    or exists (select from scope_question question where question.rule = rule.id and ${owed('$2')})))`;
/** The hold $1 followed something, and somebody said of all of it that it is followed no more: nothing need ever join. */
export const ENDED = `(exists (select from scope_rule where hold = $1)
  and not exists (select from scope_rule where hold = $1 and ended_at is null))`;

interface NewRule {
  readonly kind: ScopeRuleKind;
  readonly subject: string;
  readonly plant: string;
  readonly from: string | null;
  readonly to: string | null;
}

/**
 * Keeps what a hold means beside its lots, so that what is told of it later joins, and notes which MESs are to name what
 * nobody has told. What the hold follows already is followed for the longer of the two, though it was ended since.
 */
export async function saveRules(
  tx: Tx,
  topology: Topology,
  hold: { readonly id: string; readonly plant: string },
  scope: Scope,
): Promise<void> {
  for (const { supplier, supplierLot } of scope.supplierLots ?? [])
    await tx.query({
      name: 'hold-rule-add',
      text: "insert into hold_rule (hold, kind, supplier, supplier_lot) values ($1, 'supplier-lot', $2, $3) on conflict do nothing",
      values: [hold.id, supplier, supplierLot],
    });
  for (const rule of await rulesOf(tx, hold.plant, scope)) {
    const added = await tx.query<{ id: number }>({
      name: 'scope-rule-add',
      text: `insert into scope_rule (hold, kind, subject, plant, from_at, to_at) values ($1, $2, $3, $4, $5, $6)
             on conflict (hold, kind, subject, plant, from_at) do update set ended_at = null,
               to_at = case when scope_rule.to_at is not null and excluded.to_at is not null then greatest(scope_rule.to_at, excluded.to_at) end
             returning id`,
      values: [hold.id, rule.kind, rule.subject, rule.plant, rule.from, rule.to],
    });
    await tx.query({
      name: 'scope-question-add',
      text: `insert into scope_question (rule, system) select $1, unnest($2::text[])
             on conflict (rule, system) do update set answered_at = null, round = scope_question.round + 1`,
      values: [added.rows[0]!.id, naming(topology, rule.plant, rule.kind)],
    });
  }
}

/** MESs that may know more of what this scope means than was told: they are asked once the hold is placed, where they can say. */
export async function namers(tx: Tx, topology: Topology, plant: string, scope: Scope): Promise<string[]> {
  const rules = await rulesOf(tx, plant, scope);
  return [...new Set(rules.flatMap((rule) => systemsOf(topology, 'mes', rule.plant)))].sort();
}

async function rulesOf(tx: Tx, plant: string, scope: Scope): Promise<NewRule[]> {
  const anywhere = { from: null, to: null };
  const orders = scope.orders ?? [];
  const plants = await plantsOfOrders(tx, orders);
  const known = await lotsOfSerials(tx, scope.serials ?? []);
  return [
    ...orders.map((order) => ({
      kind: 'order' as const,
      subject: order,
      plant: plants.get(order) ?? plant,
      ...anywhere,
    })),
    ...(scope.workCentres ?? []).map(({ id, from, to }) => ({
      kind: 'work-centre' as const,
      subject: id,
      plant,
      from,
      to,
    })),
    ...(scope.serials ?? [])
      .filter((serial) => !known.has(serial))
      .map((serial) => ({ kind: 'serial' as const, subject: serial, plant, ...anywhere })),
  ];
}

/** Where orders are made, as the ledger was told. */
async function plantsOfOrders(tx: Tx, orders: readonly string[]): Promise<Map<string, string>> {
  const found = await tx.query<{ id: string; plant: string }>({
    name: 'order-plants',
    text: 'select id, plant from production_order where id = any($1)',
    values: [orders],
  });
  return new Map(found.rows.map(({ id, plant }) => [id, plant]));
}
