import { z } from 'zod';
import { NativeStatus } from '../contracts/material';
import {
  DESIRED_STATES,
  SUBJECT_KINDS,
  TARGET_STATUSES,
  type Desired,
  type Subject,
} from '../contracts/target';
import { isContained, type TargetState } from '../domain/targets';
import { instant } from './instant';
import type { Tx } from './pool';

/** A row of `target`, as the rules of domain/targets see it. */
const Row = z
  .object({
    id: z.string(),
    system: z.string(),
    subject_kind: z.enum(SUBJECT_KINDS),
    subject_id: z.string(),
    lot: z.string().nullable(),
    plant: z.string(),
    desired_state: z.enum(DESIRED_STATES),
    desired_quantity: z.string().nullable(),
    whole: z.boolean(),
    generation: z.int(),
    observed_generation: z.int(),
    observed_state: z.enum(DESIRED_STATES).nullable(),
    observed_quantity: z.string().nullable(),
    prior: NativeStatus.nullable(),
    status: z.enum(TARGET_STATUSES),
    note: z.string().nullable(),
    lease_owner: z.string().nullable(),
    lease_until: instant,
    lease_step: z.string().nullable(),
    token: z.int(),
    free_until: instant,
    read_first: z.boolean(),
    not_before: instant,
    contradictions: z.int(),
    asked_at: instant,
    acknowledged_at: instant,
    observed_at: instant,
  })
  .transform((row) => ({
    id: row.id,
    system: row.system,
    subject: { kind: row.subject_kind, id: row.subject_id } satisfies Subject,
    lot: row.lot,
    plant: row.plant,
    state: {
      desired: { state: row.desired_state, quantity: row.desired_quantity },
      whole: row.whole,
      generation: row.generation,
      observedGeneration: row.observed_generation,
      observed:
        row.observed_state === null ? null : { state: row.observed_state, quantity: row.observed_quantity },
      prior: row.prior,
      status: row.status,
      note: row.note,
      leaseOwner: row.lease_owner,
      leaseUntil: row.lease_until,
      leaseStep: row.lease_step,
      token: row.token,
      freeUntil: row.free_until,
      readFirst: row.read_first,
      notBefore: row.not_before,
      contradictions: row.contradictions,
      askedAt: row.asked_at,
      acknowledgedAt: row.acknowledged_at,
      observedAt: row.observed_at,
    } satisfies TargetState,
  }));
export type StoredTarget = z.infer<typeof Row>;

/** One target a system and subject: its name says which. */
export const targetId = (system: string, subject: Subject): string =>
  `${system}/${subject.kind}/${subject.id}`;

export const parseTargets = (rows: unknown[]): StoredTarget[] => rows.map((row) => Row.parse(row));

/** Locks the targets, in id order, for the rest of the transaction. */
export async function lockTargets(tx: Tx, ids: readonly string[]): Promise<StoredTarget[]> {
  if (ids.length === 0) return [];
  const found = await tx.query({
    name: 'target-lock',
    text: 'select * from target where id = any($1) order by id for update',
    values: [ids],
  });
  return parseTargets(found.rows);
}

export interface NewTarget {
  readonly system: string;
  readonly subject: Subject;
  /** Null: it is not about a lot. */
  readonly lot: string | null;
  readonly plant: string;
  readonly desired: Desired;
  readonly whole: boolean;
}

/** A target that nothing was asked of yet. */
export const newTarget = (target: NewTarget): StoredTarget => ({
  id: targetId(target.system, target.subject),
  system: target.system,
  subject: target.subject,
  lot: target.lot,
  plant: target.plant,
  state: {
    desired: target.desired,
    whole: target.whole,
    generation: 1,
    observedGeneration: 0,
    observed: null,
    prior: null,
    status: 'wanted',
    note: null,
    leaseOwner: null,
    leaseUntil: null,
    leaseStep: null,
    token: 0,
    freeUntil: null,
    readFirst: false,
    notBefore: null,
    contradictions: 0,
    askedAt: null,
    acknowledgedAt: null,
    observedAt: null,
  },
});

/** Column, its Postgres type, and where its value is. */
const COLUMNS: readonly [string, string, (target: StoredTarget) => unknown][] = [
  ['id', 'text', (t) => t.id],
  ['system', 'text', (t) => t.system],
  ['subject_kind', 'text', (t) => t.subject.kind],
  ['subject_id', 'text', (t) => t.subject.id],
  ['lot', 'text', (t) => t.lot],
  ['plant', 'text', (t) => t.plant],
  ['desired_state', 'text', (t) => t.state.desired.state],
  ['desired_quantity', 'numeric', (t) => t.state.desired.quantity],
  ['whole', 'boolean', (t) => t.state.whole],
  ['generation', 'integer', (t) => t.state.generation],
  ['observed_generation', 'integer', (t) => t.state.observedGeneration],
  ['observed_state', 'text', (t) => t.state.observed?.state ?? null],
  ['observed_quantity', 'numeric', (t) => t.state.observed?.quantity ?? null],
  ['prior', 'text', (t) => t.state.prior],
  ['status', 'text', (t) => t.state.status],
  ['note', 'text', (t) => t.state.note],
  ['lease_owner', 'text', (t) => t.state.leaseOwner],
  ['lease_until', 'timestamptz', (t) => date(t.state.leaseUntil)],
  ['lease_step', 'text', (t) => t.state.leaseStep],
  ['token', 'bigint', (t) => t.state.token],
  ['free_until', 'timestamptz', (t) => date(t.state.freeUntil)],
  ['read_first', 'boolean', (t) => t.state.readFirst],
  ['not_before', 'timestamptz', (t) => date(t.state.notBefore)],
  ['contradictions', 'integer', (t) => t.state.contradictions],
  ['contained', 'boolean', (t) => isContained(t.state)],
  ['asked_at', 'timestamptz', (t) => date(t.state.askedAt)],
  ['acknowledged_at', 'timestamptz', (t) => date(t.state.acknowledgedAt)],
  ['observed_at', 'timestamptz', (t) => date(t.state.observedAt)],
];
const date = (at: number | null) => (at === null ? null : new Date(at).toISOString());

const names = COLUMNS.map(([name]) => name).join(', ');
const SAVE = `insert into target (${names})
  select * from unnest(${COLUMNS.map(([, type], index) => `$${index + 1}::${type}[]`).join(', ')})
  on conflict (id) do update set ${COLUMNS.filter(([name]) => name !== 'id')
    .map(([name]) => `${name} = excluded.${name}`)
    .join(', ')}`;

/** Writes targets, new or locked before, in one statement. */
export async function saveTargets(tx: Tx, targets: readonly StoredTarget[]): Promise<void> {
  if (targets.length === 0) return;
  await tx.query({
    name: 'target-save',
    text: SAVE,
    values: COLUMNS.map(([, , value]) => targets.map(value)),
  });
}

/**
 * Gives a transaction a stake in targets, which are saved; a stake once required stays required.
 * @param accepted since when the propagation of what is required is timed (`objective/judge`); null: it is not
 */
export async function stake(
  tx: Tx,
  transaction: string,
  targets: readonly { id: string; required: boolean }[],
  accepted: Date | null = null,
): Promise<void> {
  if (targets.length === 0) return;
  await tx.query({
    name: 'stake-save',
    text: `insert into stake (transaction, target, required, generation, accepted_at, observed_at)
           select $1, target.id, wanted.required, target.generation, case when wanted.required then $4::timestamptz end,
             case when wanted.required and target.observed_generation = target.generation then $4::timestamptz end
           from unnest($2::text[], $3::boolean[]) as wanted (id, required) join target using (id) on conflict do nothing`,
    values: [
      transaction,
      targets.map((target) => target.id),
      targets.map((target) => target.required),
      accepted,
    ],
  });
}
