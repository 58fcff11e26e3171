import type { Adapter } from '../adapters/port';
import { itemOf } from '../config/systems';
import type { BlastRadius } from '../contracts/blast-radius';
import type { Exposed, HoldRequest } from '../contracts/hold';
import {
  customerQuantities,
  mergeOrders,
  mergeShipments,
  orderLinesOf,
  shipmentLinesOf,
} from '../domain/blast-radius';
import type { Services } from './route';

/**
 * What a hold would cover, and whom it concerns: as the ledger knows it, and where ERP and WMS say that the material is. A
 * system that cannot be asked is named, not waited for. Nothing is changed anywhere.
 */
export async function blastRadius(services: Services, request: HoldRequest): Promise<BlastRadius> {
  const { orderLines, shipmentLines, unnamed, ...material } = await services.ledger.previewHold(
    request,
    services.now(),
  );
  const lots = material.lots.map(({ lot }) => lot);
  const answers = await Promise.all([...services.systems].map(([name, adapter]) => ask(name, adapter, lots)));
  const exposed = answers.flatMap((answer) => answer.exposed ?? []);
  const unitOf = (lot: string) => services.topology.items[itemOf(lot)]?.unit ?? 'EA';
  const orders = mergeOrders([...orderLines, ...orderLinesOf(exposed, unitOf)]);
  const shipments = mergeShipments([...shipmentLinesOf(exposed, unitOf), ...shipmentLines]);
  const customers = customerQuantities(shipments, itemOf);
  return {
    ...material,
    exposed,
    orders: names(orders.filter(({ open }) => open !== false).map(({ order }) => order)),
    orderLines: orders,
    shipments: names(shipments.map(({ shipment }) => shipment)),
    shipmentLines: shipments,
    customers: names(customers.map(({ customer }) => customer)),
    customerQuantities: customers,
    unanswered: names([
      ...unnamed,
      ...answers.flatMap(({ system, exposed: said }) => (said ? [] : [system])),
    ]),
  };
}

interface SystemAnswer {
  readonly system: string;
  /** Null: it could not be asked. */
  readonly exposed: readonly (Exposed & { system: string })[] | null;
}

async function ask(system: string, adapter: Adapter, lots: readonly string[]): Promise<SystemAnswer> {
  try {
    const context = { transaction: 'preview', traceparent: null, signal: new AbortController().signal };
    const exposed = (await adapter.exposure?.(lots, context)) ?? [];
    return { system, exposed: exposed.map((entry) => ({ ...entry, system })) };
  } catch {
    return { system, exposed: null };
  }
}

const names = (all: readonly string[]): string[] => [...new Set(all)].sort();
