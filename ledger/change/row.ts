import { z } from 'zod';
import {
  CHANGE_POLICIES,
  CHANGE_STATES,
  ChangePackage,
  Effectivity,
  Finding,
  ON_CONFLICT,
  type ChangeState,
} from '../../contracts/engineering-change';
import type { EventData } from '../../contracts/events';
import type { ENGINEERING_CHANGE_EVENTS } from '../../contracts/events/engineering-change';
import { mayMove, wholeState } from '../../domain/rollout';
import { INTERLOCK, type Actor } from '../audit';
import type { Told, Untold } from '../events';
import { instant } from '../instant';
import type { Tx } from '../pool';
import { putOnRecord } from '../put-on-record';

const Change = z.object({
  id: z.string(),
  transaction: z.string(),
  change_system: z.string(),
  change_id: z.string(),
  policy: z.enum(CHANGE_POLICIES),
  on_conflict: z.enum(ON_CONFLICT),
  product_family: z.string(),
  package: ChangePackage.nullable(),
  findings: z.array(Finding),
  blocking: z.array(z.string()),
  requested_at: z.date(),
  withdrawn_reason: z.string().nullable(),
  decided_at: instant,
  finished_at: instant,
});
export type ChangeRow = z.infer<typeof Change>;

const PlantRow = z.object({
  change: z.string(),
  plant: z.string(),
  state: z.enum(CHANGE_STATES),
  effectivity: Effectivity.nullable(),
  findings: z.array(Finding),
  waits_for: z.string().nullable(),
  stage_by: instant,
  staged_at: instant,
  due_at: instant,
  verify_since: instant,
  pivoted_at: instant,
  active_at: instant,
  stepped_at: z.date().nullable(),
  state_since: z.date().nullable(),
});
export type PlantRow = z.infer<typeof PlantRow>;

interface ChangeRows {
  readonly change: ChangeRow;
  readonly plants: PlantRow[];
}

/** A change and its plants, locked for the rest of the transaction: its sagas' steps follow each other. */
export const lockChange = (tx: Tx, id: string): Promise<ChangeRows | null> =>
  select(tx, id, 'change-lock', 'for update');

/** As they are now, for those who only look. */
export const readChange = (tx: Tx, id: string): Promise<ChangeRows | null> =>
  select(tx, id, 'change-read', '');

async function select(tx: Tx, id: string, name: string, lock: string): Promise<ChangeRows | null> {
  const found = await tx.query({
    name,
    text: `select * from change where id = $1 ${lock}`,
    values: [id],
  });
  if (!found.rows[0]) return null;
  const plants = await tx.query({
    name: `${name}-plants`,
    text: `select * from change_plant where change = $1 order by plant ${lock}`,
    values: [id],
  });
  return { change: Change.parse(found.rows[0]), plants: plants.rows.map((row) => PlantRow.parse(row)) };
}

/** As `lockChange`, of a change that is there. */
export async function existingChange(tx: Tx, id: string): Promise<ChangeRows> {
  const found = await lockChange(tx, id);
  if (!found) throw new Error(`change ${id} vanished`);
  return found;
}

export const stateOf = (plants: readonly PlantRow[]): ChangeState =>
  wholeState(plants.map(({ state }) => state));

const COLUMNS = [
  'state',
  'state_since',
  'effectivity',
  'findings',
  'waits_for',
  'stage_by',
  'staged_at',
  'due_at',
  'verify_since',
  'pivoted_at',
  'active_at',
  'ended_at',
] as const;
type Column = (typeof COLUMNS)[number];
export type PlantPatch = Partial<Record<Column, unknown>>;

/** Writes some columns of a plant's row; instants are milliseconds since 1970. */
export async function savePlant(tx: Tx, change: string, plant: string, patch: PlantPatch): Promise<void> {
  const names = COLUMNS.filter((name) => name in patch);
  await tx.query(
    `update change_plant set ${names.map((name, index) => `${name} = $${index + 3}`).join(', ')} where change = $1 and plant = $2`,
    [change, plant, ...names.map((name) => valueOf(name, patch[name]))],
  );
}

function valueOf(name: Column, value: unknown): unknown {
  if (name === 'findings') return JSON.stringify(value);
  return typeof value === 'number' ? new Date(value) : value;
}

/** A plant goes to another state, with what else changes. @throws Error where the state machine has no such way */
export async function movePlant(
  tx: Tx,
  change: Pick<ChangeRow, 'id'>,
  row: PlantRow,
  to: ChangeState,
  patch: Omit<PlantPatch, 'state'>,
  now: Date,
): Promise<void> {
  if (!mayMove(row.state, to))
    throw new Error(`${change.id} cannot go from ${row.state} to ${to} at ${row.plant}.`);
  await savePlant(tx, change.id, row.plant, { ...patch, state: to, state_since: now.getTime() });
  if (row.state_since)
    await tx.query({
      name: 'change-step-over',
      text: 'insert into change_step (change, plant, state, entered_at, left_at) values ($1, $2, $3, $4, $5)',
      values: [change.id, row.plant, row.state, row.state_since, now],
    });
}

type ChangeEvent = keyof typeof ENGINEERING_CHANGE_EVENTS;
type Known = 'change' | 'number' | 'plant' | 'from' | 'to' | 'why';

type Telling = (Told<ChangeEvent, Known> | Untold) & {
  readonly change: Pick<ChangeRow, 'id' | 'transaction' | 'change_id'>;
  /** Null: the change as a whole. */
  readonly plant: string | null;
  readonly action: string;
  readonly from: unknown;
  readonly to: unknown;
  readonly why: string | null;
  readonly who?: Actor;
};

/** On the record, in the event log where it has an event, and told to those who wait for the change. */
export async function tell(tx: Tx, telling: Telling, now: Date): Promise<void> {
  const { change, plant, action, type, from, to, why, data, who } = telling;
  const { id, transaction, change_id: number } = change;
  const subject = plant === null ? id : `${id}/${plant}`;
  const said = { change: id, number, plant, from, to, why, ...data } as EventData<ChangeEvent>;
  await putOnRecord(
    tx,
    { transaction, at: now, who: who ?? INTERLOCK, action, subject, from, to, why },
    type && { type, subject: id, plant, data: said },
  );
}
