import type { ResolutionRequest } from '../../contracts/exception';
import type { Actor } from '../audit';
import type { Tx } from '../pool';
import type { StoredTarget } from '../targets';
import { lockInspection, saveInspection, tellInspection } from './row';
import { lookInspection } from './wake';

/**
 * What a person does about an inspection that cannot be judged as it is. `retry`: gauges and plans are read anew, and the same
 * result is judged by them. `withdraw`: the result does not count, and the inspection waits for another. Either way the hold
 * stays until it is disposed of: who resolves an exception decides nothing about material (H7).
 * @param target the parked step of a system that it is about instead; that goes on by itself
 */
export async function resolveInspection(
  tx: Tx,
  inspection: string,
  target: StoredTarget | null,
  { action, reason }: ResolutionRequest,
  who: Actor,
  now: Date,
): Promise<void> {
  const row = await lockInspection(tx, inspection);
  if (target === null && action === 'withdraw' && row.state === 'contradicted') {
    await tx.query({
      name: 'inspection-result-withdraw',
      text: 'update inspection_result set withdrawn_at = $2 where inspection = $1 and withdrawn_at is null',
      values: [row.id, now],
    });
    const open = { ...row, state: 'open' as const };
    await saveInspection(tx, open);
    const type = 'interlock.inspection.result-withdrawn.v1';
    const change = { who, from: row.state, type, data: { hold: row.hold }, why: reason } as const;
    await tellInspection(tx, open, change, now);
  } else if (target === null) await saveInspection(tx, { ...row, assessed_at: null });
  await lookInspection(tx, row.transaction, row.id, now);
}
