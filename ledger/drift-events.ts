import type { Result } from '../contracts/result';
import { publish } from './events';
import type { Tx } from './pool';
import type { StoredTarget } from './targets';

interface Changed {
  readonly from: StoredTarget;
  readonly to: StoredTarget;
}

/** Tells of what a saga's own reading found to have drifted since it was observed; reconciliation tells of what it finds. */
export async function tellDrifted(
  tx: Tx,
  transaction: string,
  changed: readonly Changed[],
  results: ReadonlyMap<string, Result>,
  now: Date,
): Promise<void> {
  for (const { from, to } of changed) {
    const result = results.get(to.id);
    if (to.state.status !== 'drifted' || from.state.status === 'drifted' || result?.outcome !== 'observed')
      continue;
    const { state, quantity, evidence } = result.reading;
    const { id, system, subject, plant } = to;
    await publish(tx, {
      type: 'interlock.drift.found.v1',
      subject: id,
      transaction,
      plant,
      at: now,
      data: {
        target: id,
        system,
        subject,
        desired: from.state.desired,
        read: { state, quantity, evidence },
      },
    });
  }
}
