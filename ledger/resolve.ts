import { AMENDABLE, Amendment, type ResolutionAction, type ResolutionRequest } from '../contracts/exception';
import { Problem } from '../contracts/problem';
import type { DesiredState, SubjectKind } from '../contracts/target';
import type { Topology } from '../contracts/topology';
import { amended, retried, skipped } from '../domain/targets';
import { audit, type Actor } from './audit';
import { lookChange, lookRollout } from './change/wake';
import { withdraw } from './change/withdraw';
import { look } from './commands';
import { publish } from './events';
import { resolveInspection } from './inspection/resolve';
import { resolveOrder } from './order/resolve';
import type { Tx } from './pool';
import { reverse } from './reverse';
import { lockTargets, saveTargets, type StoredTarget } from './targets';

/** Whom an exception stops: a hold, an engineering change at a plant, an inspection, or a production order. */
interface Owner {
  readonly hold: string | null;
  readonly change: string | null;
  readonly inspection: string | null;
  readonly order: string | null;
}
interface OpenException {
  readonly id: string;
  readonly transaction: string;
  readonly plant: string;
  readonly system: string;
  readonly target: string | null;
}

/**
 * What a person does about a parked step, once: it is tried again, with a technical field mended, left out, or what it
 * belongs to is withdrawn. The saga goes on at the same step. Runs in the coverage transaction.
 * @throws Problem
 */
export async function resolve(
  tx: Tx,
  topology: Topology,
  id: string,
  request: ResolutionRequest,
  who: Actor,
  now: Date,
): Promise<void> {
  const exception = await lockOpen(tx, id);
  const owner = await ownerOf(tx, exception.transaction);
  const target = exception.target === null ? null : ((await lockTargets(tx, [exception.target]))[0] ?? null);
  if (request.payload !== null && request.action !== 'amend')
    throw new Problem('resolution-not-possible', `A payload is for "amend"; this is "${request.action}".`, [
      { pointer: '/payload', detail: 'only with "amend"' },
    ]);
  const possible = target
    ? resolutionsOf(target.subject.kind, target.state.desired.state, await isRequired(tx, target.id))
    : ['retry', 'withdraw'];
  if (!possible.includes(request.action)) throw notPossible(request.action, target, possible);
  if (target) await ACT[request.action](tx, target, request, now);
  if (owner.order !== null) await resolveOrder(tx, topology, owner.order, request, who, now);
  else if (owner.inspection !== null)
    await resolveInspection(tx, owner.inspection, target, request, who, now);
  else if (request.action === 'withdraw')
    await withdrawOwner(tx, topology, owner, exception, target, request, who, now);
  await close(tx, exception, request, who, now);
  if (owner.hold !== null) await look(tx, exception.transaction, owner.hold, now);
  if (owner.change !== null) {
    await lookChange(tx, exception.transaction, owner.change, now);
    await lookRollout(tx, exception.transaction, owner.change, exception.plant, now);
  }
}

/** A step that contains, stages, activates, verifies or disposes is never left out; nor is what nobody can take back withdrawn. */
export function resolutionsOf(
  kind: SubjectKind,
  desired: DesiredState,
  required: boolean,
): ResolutionAction[] {
  const withdrawn =
    (kind === 'item' && desired === 'staged') ||
    (kind === 'dispatch' && desired === 'posted') ||
    (kind === 'disposition' && desired === 'posted' && required);
  return [
    'retry',
    ...((AMENDABLE[kind] ?? []).length > 0 ? (['amend'] as const) : []),
    ...(required ? [] : (['skip'] as const)),
    ...(withdrawn ? (['withdraw'] as const) : []),
  ];
}

const ACT: Record<
  ResolutionAction,
  (tx: Tx, target: StoredTarget, request: ResolutionRequest, now: Date) => Promise<void>
> = {
  retry: (tx, target) => saveTargets(tx, [{ ...target, state: retried(target.state) }]),
  skip: async (tx, target, { reason }, now) => {
    await recall(tx, target);
    await saveTargets(tx, [{ ...target, state: skipped(target.state, reason, now.getTime()) }]);
  },
  amend: async (tx, target, { payload }) => {
    await recall(tx, target);
    await tx.query({
      name: 'target-amend',
      text: `update target set amendment = coalesce(amendment, '{}') || $2 where id = $1`,
      values: [target.id, amendmentOf(target, payload)],
    });
    await saveTargets(tx, [{ ...target, state: amended(target.state) }]);
  },
  withdraw: async () => undefined,
};

/** What is on its way under this claim is not waited for: its saga recalls it. */
const recall = (tx: Tx, { id, state }: StoredTarget) =>
  tx.query({
    name: 'target-recall',
    text: 'update target set recalled_token = $2 where id = $1',
    values: [id, state.leaseOwner === null ? null : state.token],
  });

function amendmentOf({ subject }: StoredTarget, payload: ResolutionRequest['payload']): Amendment {
  const fields = AMENDABLE[subject.kind] ?? [];
  for (const name of Object.keys(payload ?? {}))
    if (!fields.some((field) => field === name))
      throw new Problem(
        'resolution-not-possible',
        `"${name}" is no technical field of this step: ${fields.join(', ')} may be amended. Facts are mended at their owner, and read again.`,
        [{ pointer: `/payload/${name}`, detail: `not one of ${fields.join(', ')}` }],
      );
  const parsed = Amendment.safeParse(payload ?? {});
  if (parsed.success) return parsed.data;
  throw new Problem(
    'resolution-not-possible',
    'The payload of "amend" is not valid.',
    parsed.error.issues.map(({ path, message }) => ({
      pointer: ['/payload', ...path].join('/'),
      detail: message,
    })),
  );
}

/** A change is withdrawn at the plant; a disposition is taken back, and its quantity decided anew. */
async function withdrawOwner(
  tx: Tx,
  topology: Topology,
  owner: Owner,
  exception: OpenException,
  target: StoredTarget | null,
  { reason }: ResolutionRequest,
  who: Actor,
  now: Date,
): Promise<void> {
  if (owner.change !== null) {
    // A PLM that gives no package keeps every plant waiting.
    const whole = target === null && (topology.systems[exception.system]?.roles.includes('plm') ?? false);
    await withdraw(tx, owner.change, whole ? null : [exception.plant], reason, who, now);
    return;
  }
  if (owner.hold === null || target?.subject.kind !== 'disposition')
    throw new Problem('resolution-not-possible', 'A hold is not withdrawn: it is closed by dispositions.', [
      { pointer: '/action', detail: 'not possible for this step' },
    ]);
  await reverse(tx, topology, owner.hold, target.subject.id, reason, who, now);
}

async function lockOpen(tx: Tx, id: string): Promise<OpenException> {
  const found = await tx.query<OpenException & { state: string; resolution: string | null }>({
    name: 'exception-lock',
    text: 'select id, transaction, plant, system, target, state, resolution from exception where id = $1 for update',
    values: [id],
  });
  const row = found.rows[0];
  if (!row) throw new Problem('not-found', `There is no exception ${id}.`);
  if (row.state === 'closed')
    throw new Problem('exception-closed', `Exception ${id} is closed: ${row.resolution ?? 'resolved'}.`);
  return row;
}

async function ownerOf(tx: Tx, transaction: string): Promise<Owner> {
  const found = await tx.query<Owner>({
    name: 'exception-owner',
    text: 'select (select id from hold where transaction = $1) as hold, (select id from change where transaction = $1) as change, (select id from inspection where transaction = $1) as inspection, (select id from order_dispatch where transaction = $1) as "order"',
    values: [transaction],
  });
  return found.rows[0] ?? { hold: null, change: null, inspection: null, order: null };
}

async function isRequired(tx: Tx, target: string): Promise<boolean> {
  const found = await tx.query<{ required: boolean }>({
    name: 'target-is-required',
    text: 'select coalesce(bool_or(required), true) as required from stake where target = $1',
    values: [target],
  });
  return found.rows[0]?.required ?? true;
}

function notPossible(
  action: ResolutionAction,
  target: StoredTarget | null,
  possible: readonly string[],
): Problem {
  const step = target
    ? `${target.state.desired.state} ${target.subject.kind} ${target.subject.id}`
    : 'this step';
  return new Problem(
    'resolution-not-possible',
    `"${action}" is not possible for ${step}; ${possible.join(', ')} ${possible.length === 1 ? 'is' : 'are'}.`,
    [{ pointer: '/action', detail: `one of ${possible.join(', ')}` }],
  );
}

async function close(
  tx: Tx,
  exception: OpenException,
  { action, reason, payload }: ResolutionRequest,
  who: Actor,
  now: Date,
): Promise<void> {
  await tx.query({
    name: 'exception-resolve',
    text: `update exception set state = 'closed', closed_at = $2, resolution = $3, resolution_reason = $4, resolved_by_id = $5, resolved_by_name = $6 where id = $1`,
    values: [exception.id, now, action, reason, who.id, who.name],
  });
  const data = { exception: exception.id, system: exception.system, resolution: action, payload };
  await audit(tx, {
    transaction: exception.transaction,
    at: now,
    who,
    action: 'exception.resolved',
    subject: exception.id,
    from: 'open',
    to: data,
    why: reason,
  });
  await publish(tx, {
    type: 'interlock.exception.closed.v1',
    subject: exception.id,
    transaction: exception.transaction,
    plant: exception.plant,
    at: now,
    data: { ...data, by: { id: who.id, name: who.name } },
  });
}
