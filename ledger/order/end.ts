import type { OrderFinding } from '../../contracts/production-order';
import type { Tx } from '../pool';
import { moveOrder, orderData, type OrderRow } from './row';

/** The order is not sent to the shop floor. @returns the row as it is then */
export const refuse = (
  tx: Tx,
  row: OrderRow,
  findings: readonly OrderFinding[],
  now: Date,
): Promise<OrderRow> =>
  moveOrder(
    tx,
    row,
    'refused',
    { findings, waits_for: null, ended_at: now.getTime() },
    {
      action: 'production-order.refused',
      type: 'interlock.production-order.refused.v1',
      why: findings
        .filter(({ severity }) => severity === 'error')
        .map(({ code }) => code)
        .join(', '),
      data: { ...orderData(row), findings },
    },
    now,
  );
