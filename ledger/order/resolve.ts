import type { ResolutionRequest } from '../../contracts/exception';
import { Problem } from '../../contracts/problem';
import type { Topology } from '../../contracts/topology';
import type { Actor } from '../audit';
import type { Tx } from '../pool';
import { cancel } from './cancel';
import { existingOrder } from './row';
import { lookOrder } from './wake';

/**
 * What a person does about a production order's parked step: `withdraw` takes the order back, unless it was started; anything
 * else lets its saga go on at the same step.
 * @throws Problem `resolution-not-possible`
 */
export async function resolveOrder(
  tx: Tx,
  topology: Topology,
  dispatch: string,
  { action, reason }: ResolutionRequest,
  who: Actor,
  now: Date,
): Promise<void> {
  const row = await existingOrder(tx, dispatch);
  if (action === 'withdraw') {
    const after = await cancel(tx, topology, row, reason, now, who);
    if (after.state !== 'cancelling' && after.state !== 'cancelled')
      throw new Problem(
        'resolution-not-possible',
        `${row.order_id} is ${row.state}: what was started is ended on the shop floor, not withdrawn.`,
        [{ pointer: '/action', detail: 'not possible for this step' }],
      );
  }
  await lookOrder(tx, row.transaction, row.id, now);
}
