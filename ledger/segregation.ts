import type { DispositionRequest } from '../contracts/disposition';
import { Problem } from '../contracts/problem';
import type { Topology } from '../contracts/topology';
import { conflictsOf } from '../domain/segregation';
import type { Actor } from './audit';
import type { HoldRow } from './hold-row';
import type { Tx } from './pool';

/** The QMS says who raised the nonconformance of a hold. */
export async function nameRaiser(tx: Tx, hold: string, person: string): Promise<void> {
  await tx.query({
    name: 'hold-raised-by',
    text: 'update hold set raised_by = array_append(raised_by, $2) where id = $1 and $2 <> all(raised_by)',
    values: [hold, person],
  });
}

/** @throws Problem `segregation-of-duties` where somebody has a part in the decision that is another's to have */
export async function checkSegregation(
  tx: Tx,
  topology: Topology,
  hold: HoldRow,
  { decision, approvals }: DispositionRequest,
  decider: Actor,
): Promise<void> {
  const found = await tx.query<{ raisers: string[]; placer: string | null }>({
    name: 'hold-raisers',
    text: `select raised_by as raisers, raised_here_by as placer from hold where id = $1`,
    values: [hold.id],
  });
  const conflicts = conflictsOf(
    decision,
    { ...found.rows[0]!, decider: decider.id, approvals },
    topology.segregationOfDuties,
  );
  if (conflicts.length === 0) return;
  throw new Problem(
    'segregation-of-duties',
    conflicts.map(({ person, why }) => `${person} ${why}`).join('; ') + '.',
    conflicts.map(({ pointer, person, why }) => ({ pointer, detail: `${person} ${why}` })),
    { transaction: hold.transaction },
  );
}
