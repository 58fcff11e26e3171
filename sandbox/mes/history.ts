import type { Outbox } from '../core/outbox';
import type { Enterprise } from '../data/seed';

/** Tells once, at first start, what was made at the plant, where, and of what. */
export function announceHistory({ productions, lots }: Enterprise, plant: string, outbox: Outbox): void {
  const unitOf = new Map(lots.map(({ lot, unit }) => [lot, unit]));
  const line = (lot: string, quantity: string) => ({
    lot,
    quantity: { value: quantity, unit: unitOf.get(lot) },
  });
  for (const { plant: at, workCentre, order, lot, quantity, finishedAt, consumed } of productions) {
    if (at !== plant) continue;
    outbox.announce('mes.material.consumed.v1', lot, {
      plant,
      order,
      ...(workCentre === null ? {} : { workCentre }),
      occurredAt: finishedAt,
      consumed: consumed.map((used) => line(used.lot, used.quantity)),
      produced: [line(lot, quantity)],
    });
  }
}
