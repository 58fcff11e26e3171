import type { ChangeObject } from './engineering-change';
import type { InspectionPlan } from './revision';

/** What a system is asked about items at a plant before they change, and to learn what it builds now. A read. */
export interface AssessmentQuestion {
  readonly plant: string;
  readonly items: readonly string[];
}

/** What one system says of one item at the plant. */
export interface ItemFact {
  readonly item: string;
  /** False: the system has no such item at this plant; the other fields are then empty. */
  readonly known: boolean;
  readonly active: string | null;
  readonly staged: string | null;
  /** Reference of the change that staged it, as the system has it. */
  readonly stagedBy: string | null;
  /** Why the system takes no change of this item now, such as a closed period; null: it does. */
  readonly blocked: string | null;
  /** MES: lots in the making. */
  readonly openLots: readonly string[];
  /** MES: the serial that the next piece gets; null: the item has no serials here. */
  readonly nextSerial: string | null;
}

/** Something of a revision that is open: a production order, a purchase order, stock of a lot. */
export interface OpenObject {
  readonly object: ChangeObject;
  /** Number of the order, or the lot. */
  readonly id: string;
  readonly item: string;
  readonly revision: string;
  readonly quantity: string;
  readonly unit: string;
  /** Of an order: made already, decimal; null where the system does not say, and for what is no order. */
  readonly made: string | null;
}

/** A value that was measured last, piece by piece. */
export interface LastReading {
  readonly item: string;
  readonly lot: string;
  readonly piece: string;
  readonly characteristic: string;
  readonly value: string;
  readonly unit: string;
}

/** In common words; a field that a system's role does not know is empty (lists) or null. */
export interface Assessment {
  readonly system: string;
  readonly items: readonly ItemFact[];
  /** MES: every work centre that the plant has; null: the system does not know work centres. */
  readonly workCentres: readonly string[] | null;
  /** QMS: every gauge that is fit for use; null: the system does not know gauges. */
  readonly gauges: readonly string[] | null;
  /** ERP. */
  readonly objects: readonly OpenObject[];
  /** QMS: the last inspection of each item. */
  readonly readings: readonly LastReading[];
  /** QMS: the plan in force for each item's active revision. */
  readonly plans: readonly {
    readonly item: string;
    readonly revision: string;
    readonly plan: InspectionPlan;
  }[];
}
