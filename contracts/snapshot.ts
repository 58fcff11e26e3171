import type { NativeStatus, SPECIAL_STOCKS } from './material';

/**
 * What a system is asked for when a plant goes live: one page of what it has there. A read. `cursor` is the system's own,
 * given with the page before; null: the first page. What comes or goes meanwhile neither repeats nor skips what stays.
 */
export interface SnapshotQuestion {
  readonly plant: string;
  readonly cursor: string | null;
  /** Only these lots, all on one page, because they changed while they were read; null: everything. */
  readonly lots: readonly string[] | null;
  /** Things on one page, at most. */
  readonly limit: number;
}

/** Quantity of a lot at one location, in the lot's unit. */
export interface SnapshotStock {
  readonly location: string;
  readonly quantity: string;
  readonly status: NativeStatus;
  readonly special: (typeof SPECIAL_STOCKS)[number] | null;
  /** Of what is in transit: the plant that it is bound for. */
  readonly boundFor: string | null;
}

export interface SnapshotLot {
  readonly lot: string;
  readonly unit: string;
  readonly supplier: string | null;
  readonly supplierLot: string | null;
  /** Empty: the system knows the lot, and has nothing of it. */
  readonly stock: readonly SnapshotStock[];
}

interface SnapshotLine {
  readonly lot: string;
  /** In the unit of the lot's item. */
  readonly quantity: string;
}

/** MES: what was made from what, as far back as it remembers. */
export interface SnapshotProduction {
  readonly order: string;
  readonly operation: string | null;
  readonly workCentre: string | null;
  readonly occurredAt: string;
  readonly consumed: readonly SnapshotLine[];
  readonly produced: readonly SnapshotLine[];
}

/** ERP: a production order that is open. */
export interface SnapshotOrder {
  readonly id: string;
  readonly item: string;
  readonly revision: string;
  readonly quantity: string;
  readonly unit: string;
}

/** MES: a piece with a number of its own. */
export interface SnapshotSerial {
  readonly serial: string;
  readonly lot: string;
}

export interface SnapshotPage {
  /** The system's own instant of reading: what happened there until then is in the page. */
  readonly asOf: string;
  readonly lots: readonly SnapshotLot[];
  readonly productions: readonly SnapshotProduction[];
  readonly orders: readonly SnapshotOrder[];
  readonly serials: readonly SnapshotSerial[];
  /** Null: this was the last page. */
  readonly next: string | null;
}
