import { takeStep } from './saga-step';
import { parseTargets, saveTargets, type StoredTarget } from './targets';
import type { Tx } from './pool';

/** A target that a saga may claim, and whether it is required of the saga. */
export interface Due {
  readonly target: StoredTarget;
  readonly required: boolean;
}

/** On whose behalf: all that the transaction has a stake in, or what of it is at this plant. */
export interface Party {
  readonly transaction: string;
  readonly plant: string | null;
}

/**
 * Locks what a step is to claim. For a repeated attempt at the step that is what it has claimed; what else has become due is
 * put off until the next step, which is due at once.
 */
export async function lockDue(tx: Tx, party: Party, step: string, now: number): Promise<Due[]> {
  const { transaction, plant } = party;
  const isFirst = await takeStep(tx, plant === null ? transaction : `${transaction}/${plant}`, step);
  const free = await lockFree(tx, party, step, now);
  // A worker of the release before, which takes no step, has claimed under the step's name, too.
  if (isFirst) return free;
  const isClaimed = ({ target: { state } }: Due) =>
    state.leaseOwner === transaction && state.leaseStep === step;
  const others = free.filter((one) => !isClaimed(one));
  await saveTargets(
    tx,
    others.map(({ target }) => ({ ...target, state: { ...target.state, notBefore: now } })),
  );
  return free.filter(isClaimed);
}

/** What nobody has, what this step has, and what a run that was ended by force has left behind. */
async function lockFree(tx: Tx, { transaction, plant }: Party, step: string, now: number): Promise<Due[]> {
  const found = await tx.query<{ required: boolean }>({
    name: 'claim-due',
    text: `select target.*, stake.required from stake join target on target.id = stake.target
           where stake.transaction = $1 and target.open
             and (target.lease_owner is null or target.lease_until <= $2 or (target.lease_owner = $1 and (target.lease_step = $3 or split_part(target.lease_step, '/', 1) <> split_part($3, '/', 1)))) and (target.not_before is null or target.not_before <= $2)
             and ($4::text is null or target.plant = $4)
           order by target.id for update of target`,
    values: [transaction, new Date(now), step, plant],
  });
  const targets = parseTargets(found.rows);
  return targets.map((target, index) => ({ target, required: found.rows[index]?.required ?? false }));
}
