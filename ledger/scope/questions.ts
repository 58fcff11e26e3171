import type { MadeAnswer, MadeQuestion } from '../../contracts/made';
import type { Topology } from '../../contracts/topology';
import { INTERLOCK } from '../audit';
import type { HoldRow } from '../hold-row';
import { join } from '../holds';
import { ensureLots, withDescendants } from '../lots';
import type { Tx } from '../pool';
import { owed } from './rules';
import { serialsAre } from './serial-lots';

/** Rules that are asked about in one question. */
const AT_ONCE = 200;

/**
 * What MESs are still to name of what this hold means, and are not being asked now.
 * @param asking systems that are being asked
 */
export async function madeQuestions(
  tx: Tx,
  topology: Topology,
  hold: { readonly id: string; readonly transaction: string },
  asking: readonly string[],
  now: Date,
): Promise<MadeQuestion[]> {
  const found = await tx.query<{
    system: string;
    id: number;
    kind: 'order' | 'work-centre' | 'serial';
    subject: string;
    round: number;
    from_at: Date | null;
    to_at: Date | null;
  }>({
    name: 'scope-questions',
    text: `select question.system, rule.id, rule.kind, rule.subject, question.round, rule.from_at, rule.to_at
           from scope_rule rule join scope_question question on question.rule = rule.id
           where rule.hold = $1 and ${owed('$3')} and question.system <> all($2)
           order by question.system, rule.id limit ${AT_ONCE}`,
    values: [hold.id, asking, now],
  });
  const systems = [...new Set(found.rows.map(({ system }) => system))];
  return systems.map((system) => {
    const rules = found.rows.filter((row) => row.system === system);
    const subjects = (kind: string) => rules.flatMap((row) => (row.kind === kind ? [row.subject] : []));
    return {
      system,
      timeoutMs: topology.systems[system]?.timeoutMs ?? 2_000,
      hold: hold.id,
      transaction: hold.transaction,
      rules: rules.map(({ id, round }) => ({ id, round })),
      at: now.toISOString(),
      orders: subjects('order'),
      serials: subjects('serial'),
      workCentres: rules.flatMap(({ kind, subject, from_at, to_at }) =>
        kind === 'work-centre' && from_at
          ? [{ id: subject, from: from_at.toISOString(), to: to_at?.toISOString() ?? null }]
          : [],
      ),
    };
  });
}

/**
 * Takes what a MES named. A lot that the hold has already stays as it is: what was decided of it since is not taken back.
 * Runs in the coverage transaction.
 */
export async function recordMade(
  tx: Tx,
  topology: Topology,
  hold: HoldRow,
  { question, made }: MadeAnswer,
  now: Date,
): Promise<void> {
  await tx.query({
    name: 'scope-question-answered',
    text: `update scope_question set answered_at = $4 from unnest($2::bigint[], $3::integer[]) asked (rule, round)
           where scope_question.rule = asked.rule and scope_question.round = asked.round and system = $1`,
    values: [
      question.system,
      question.rules.map(({ id }) => id),
      question.rules.map(({ round }) => round),
      question.at,
    ],
  });
  const serials = made.flatMap(({ lot, of }) => (of.kind === 'serial' ? [{ serial: of.id, lot }] : []));
  await serialsAre(tx, topology, serials, { system: question.system, who: INTERLOCK, now });
  const named = made.flatMap(({ lot, of }) => (of.kind === 'serial' ? [] : [lot]));
  const all = await withDescendants(tx, named);
  const known = await ensureLots(tx, topology, all, now);
  const joined = await accountsAmong(tx, hold.id, all);
  await join(
    tx,
    topology,
    hold,
    [...known.values()].flatMap(({ lot, unit, quantity }) =>
      joined.has(lot) ? [] : [{ lot, unit, quantity, part: null }],
    ),
    INTERLOCK,
    `named by ${question.system}`,
    now,
  );
}

async function accountsAmong(tx: Tx, hold: string, lots: readonly string[]): Promise<Set<string>> {
  const found = await tx.query<{ lot: string }>({
    name: 'accounts-among',
    text: 'select lot from hold_lot where hold = $1 and lot = any($2)',
    values: [hold, lots],
  });
  return new Set(found.rows.map(({ lot }) => lot));
}
