import type { Outbox } from '../core/outbox';
import { add, isZero } from '../core/quantity';
import type { Enterprise, SeedLot, SeedTransfer } from '../data/seed';

/** Status of seeded stock, as it is announced. */
const ANNOUNCED = { free: 'unrestricted', inspection: 'inspection' } as const;

/**
 * Tells once, at first start, how the seeded stock came to be: what was received or made, what was issued to orders of it,
 * and what was shipped. What is left is what the ERP has.
 */
export function announceHistory(enterprise: Enterprise, outbox: Outbox): void {
  const issued = totals(enterprise.productions.flatMap(({ consumed }) => consumed));
  const shipments = enterprise.shipments.filter(({ state }) => state === 'shipped');
  const shipped = totals(shipments.flatMap(({ lines }) => lines));
  for (const lot of enterprise.lots) {
    const used = issued.get(lot.lot) ?? '0';
    const transfer = enterprise.transfers.find((one) => one.lot === lot.lot);
    // What is on its way now lay in the store before.
    const lay = transfer ? { ...lot, location: `${transfer.from.toUpperCase()}-STORE` } : lot;
    announceReceipt(lay, add(add(lot.quantity, used), shipped.get(lot.lot) ?? '0'), outbox);
    if (!isZero(used)) announceIssues(lay, used, outbox);
    if (transfer) announceTransfer(transfer, lot.unit, outbox);
  }
  const unitOf = new Map(enterprise.lots.map(({ lot, unit }) => [lot, unit]));
  for (const { id, customer, lines } of shipments)
    outbox.announce('erp.shipment.posted.v1', id, {
      shipment: id,
      customer,
      lines: lines.map(({ lot, quantity }) => ({
        lot,
        quantity: { value: quantity, unit: unitOf.get(lot) },
      })),
    });
}

function announceReceipt(lot: SeedLot, quantity: string, outbox: Outbox): void {
  if (isZero(quantity)) return;
  const { plant, location, unit, supplier, supplierLot, status } = lot;
  outbox.announce('erp.lot.received.v1', lot.lot, {
    lot: lot.lot,
    plant,
    location,
    quantity: { value: quantity, unit },
    supplier,
    supplierLot,
    status: ANNOUNCED[status],
  });
}

/** Goods issues to production orders, as one. */
function announceIssues(lot: SeedLot, quantity: string, outbox: Outbox): void {
  const { plant, location, unit, status } = lot;
  outbox.announce('erp.stock.adjusted.v1', lot.lot, {
    lot: lot.lot,
    plant,
    from: location,
    to: null,
    quantity: { value: quantity, unit },
    status: ANNOUNCED[status],
  });
}

function announceTransfer({ id, lot, from, to, quantity }: SeedTransfer, unit: string, outbox: Outbox): void {
  outbox.announce('erp.transfer.dispatched.v1', lot, {
    transfer: id,
    lot,
    from,
    to,
    quantity: { value: quantity, unit },
  });
}

function totals(lines: readonly { lot: string; quantity: string }[]): Map<string, string> {
  const sums = new Map<string, string>();
  for (const { lot, quantity } of lines) sums.set(lot, add(sums.get(lot) ?? '0', quantity));
  return sums;
}
