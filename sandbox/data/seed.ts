import type { SeedChange } from './changes';
import type { SeedDocument } from './documents';
import type { SeedRevision } from './revisions';

/** What systems read their part of when they start for the first time. Quantities are decimals. */

export interface SeedLot {
  readonly lot: string;
  readonly plant: string;
  /** Where it lies in the ERP. */
  readonly location: string;
  /** What is there now, a decimal; "0" where all of it has left. */
  readonly quantity: string;
  readonly unit: string;
  readonly status: 'free' | 'inspection';
  readonly supplier: string | null;
  readonly supplierLot: string | null;
}

/** What a work centre made, from what, for which order. */
export interface Production {
  readonly plant: string;
  /** Null: it was not noted. */
  readonly workCentre: string | null;
  readonly order: string;
  readonly lot: string;
  readonly quantity: string;
  readonly finishedAt: string;
  readonly consumed: readonly { readonly lot: string; readonly quantity: string }[];
}

export interface SeedOrder {
  readonly id: string;
  readonly plant: string;
  readonly item: string;
  readonly revision: string;
  readonly quantity: string;
  /** Of that, made already. */
  readonly made: string;
  /** When it is to be finished; null: nobody has said. */
  readonly due: string | null;
  /** Lots that planning keeps for it. */
  readonly reservations: readonly { readonly lot: string; readonly quantity: string }[];
  readonly state: 'released' | 'in progress';
}

export interface SeedShipment {
  readonly id: string;
  readonly plant: string;
  readonly customer: string;
  readonly state: 'in preparation' | 'shipped';
  readonly at: string;
  readonly lines: readonly { readonly lot: string; readonly quantity: string }[];
}

export interface SeedTransfer {
  readonly id: string;
  readonly lot: string;
  readonly quantity: string;
  readonly from: string;
  readonly to: string;
  readonly dispatchedAt: string;
}

/** Something on order from a supplier. */
export interface SeedPurchase {
  readonly id: string;
  readonly plant: string;
  readonly item: string;
  readonly revision: string;
  readonly quantity: string;
  readonly unit: string;
  readonly supplier: string;
}

export interface SeedWorkCentre {
  readonly id: string;
  readonly plant: string;
}

export interface SeedGauge {
  readonly gauge: string;
  readonly text: string;
  /** Calibrated, and allowed for use. */
  readonly fit: boolean;
}

export interface Enterprise {
  readonly plants: readonly string[];
  readonly items: readonly { readonly item: string; readonly unit: string; readonly revision: string }[];
  readonly lots: readonly SeedLot[];
  readonly productions: readonly Production[];
  readonly orders: readonly SeedOrder[];
  readonly shipments: readonly SeedShipment[];
  readonly transfers: readonly SeedTransfer[];
  readonly changes: readonly SeedChange[];
  /** Content of the revisions of what is made; what is only bought has none. */
  readonly revisions: readonly SeedRevision[];
  readonly documents: readonly SeedDocument[];
  readonly workCentres: readonly SeedWorkCentre[];
  readonly gauges: readonly SeedGauge[];
  readonly purchases: readonly SeedPurchase[];
  /** The next serial of each item that has serials, by plant. */
  readonly serials: readonly { readonly item: string; readonly plant: string; readonly next: number }[];
}
