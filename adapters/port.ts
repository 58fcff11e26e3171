/**
 * The ports: what Interlock asks of any ERP, MES, PLM, QMS or WMS, in Interlock's own words.
 *
 * An effect is a pair, `ask` and `observe`, over one kind of subject. Both take a batch and give one answer for each
 * subject, in the order asked. `ask` resolves when the system has answered; a subject that the system understood and
 * refused is an answer (`rejected`), not an exception. What concerns the whole call (no connection, time-out, 5xx, 401)
 * is thrown as a `SystemFailure` with its class.
 */
import type { Assessment, AssessmentQuestion } from '../contracts/assessment';
import type { Decision } from '../contracts/disposition';
import type { ChangePackage } from '../contracts/engineering-change';
import type { Exposed } from '../contracts/hold';
import type { Made, MadeAsk } from '../contracts/made';
import type { InspectionAsk } from '../contracts/inspection';
import type { NativeStatus } from '../contracts/material';
import type { OrderAsk, PlannedOrder, ShopFloor } from '../contracts/production-order';
import type { InspectionPlan, RevisionAsk } from '../contracts/revision';
import type { SnapshotPage, SnapshotQuestion } from '../contracts/snapshot';
import type { HeldPart } from '../contracts/step';
import type { Desired, Subject, SubjectKind } from '../contracts/target';
import type { SystemRole } from '../contracts/topology';

/** How an effect may be repeated after an unknown outcome (A1). */
export type Repetition =
  | 'set-state' // asking twice leaves what asking once leaves
  | 'keyed' // the system drops a second ask with the same key
  | 'conditional' // the system takes it only over the version that was read
  | 'findable' // we can look for our reference before asking again
  | 'unsafe'; // none of these: never repeated

/** What a posting, a task or a report needs to know beside its subject; free of secrets, amendable where technical. */
export interface AskDetail {
  readonly item: string;
  readonly lot: string;
  readonly unit: string;
  /** Plant whose stock is meant. */
  readonly plant: string;
  readonly hold: string;
  readonly reason: { readonly code: string; readonly text: string };
  readonly nonconformance: { readonly system: string; readonly id: string } | null;
  /** Set for subjects of kind `disposition`. */
  readonly disposition: {
    readonly id: string;
    readonly decision: Decision;
    readonly quantity: string;
    readonly reference: string;
    /** The lot that the pieces become; not given, or null: they stay in theirs. */
    readonly output?: string | null;
    /** For a sort under a hold that waits for a change: the plan to sort by, not the lot's own. */
    readonly sortedTo?: { readonly revision: string; readonly plan: InspectionPlan } | null;
  } | null;
  /** Of a lot, the parts that holds cover; not given: there are none. */
  readonly parts?: readonly HeldPart[];
  /** Set for subjects of kind `item`. */
  readonly revision: RevisionAsk | null;
  /** Set for subjects of kind `inspection`, `checkpoint` and `inspection-result`. */
  readonly inspection?: InspectionAsk;
  /** Set for subjects of kind `dispatch` and `confirmation`. */
  readonly order?: OrderAsk;
  /** Where restricted stock is taken to, where the product moves stock to restrict it. */
  readonly quarantine: string;
  /** Local date to which a posting belongs; null: today, by the system's own clock. */
  readonly postingDate: string | null;
}

/**
 * One subject to bring to its desired state: `held` or `free` for a lot, `posted` for a disposition or a nonconformance,
 * `undone` for a disposition that was reversed (the task cancelled, the posting reversed; fine if it never happened).
 *
 * An `item` (`<item>@<plant>`) is `staged` (the revision of `detail.revision` lies ready and changes nothing; what another
 * change staged is refused), `active` (it is what new orders get; those that run keep theirs) or `undone` (nothing of this
 * change is left; fine if it never was). `starts` (`<item>@<plant>`) are `held` (no new order is started) or `free`.
 *
 * A `dispatch` (an order's number) is `posted` (the shop floor has the order of `detail.order`, by its revision and quantity,
 * started or not) or `undone` (it has not; fine if it never had; refused as `already-started` once it was). A `confirmation` is `posted`: the
 * ERP has the running totals of `detail.order`.
 *
 * An `inspection` is `posted` (the QMS is to inspect `detail.inspection`'s lot by its plan; the evidence is its number there), a
 * `checkpoint` is `held` (the operation waits there) or `free` (it goes on), an `inspection-result` is `posted` (the QMS has it).
 */
export interface Ask {
  readonly target: string;
  readonly subject: Subject;
  readonly desired: Desired;
  /** True: the whole lot is meant, whatever its quantity in this system; `desired.quantity` is then only the ledger's figure. */
  readonly whole: boolean;
  readonly generation: number;
  /** Fencing token: grows with each claim of the target; a system that can, refuses a smaller one than it has seen. */
  readonly token: number;
  /** Idempotency key: the same for every repetition of one (target, generation). */
  readonly key: string;
  /** Instant after which the system must refuse the ask; set on every free (H2), null on what contains. */
  readonly deadline: string | null;
  /** The native status to restore when freeing: what stood before, or stricter (H8). Null: unknown, leave as it is. */
  readonly restore: NativeStatus | null;
  readonly detail: AskDetail;
}

export type Answer =
  /** `prior`: the native status that the system had before this ask, when it says so. */
  | { readonly target: string; readonly outcome: 'acknowledged'; readonly prior: NativeStatus | null }
  | { readonly target: string; readonly outcome: 'rejected'; readonly code: string; readonly text: string };

/** What a system was read to say of a subject. */
export interface Observation {
  readonly subject: Subject;
  /**
   * `held`, `free`, `posted`, …; `unknown`: the system does not know the subject and has noted nothing; `different`: it has
   * something else than what was asked, and `evidence` says where ("BOM line BAR-3: 0.1 MTR instead of 0.06 MTR").
   */
  readonly state: Desired['state'] | 'unknown' | 'different';
  /** Quantity held (or posted), in the lot's unit; null where the system knows no quantity, only a flag. */
  readonly quantity: string | null;
  /** How much of the lot the system has, held or not; null where it does not say. */
  readonly onHand: string | null;
  /** The lot's own status in the system, with our restriction left out where the system can tell them apart. */
  readonly native: NativeStatus | null;
  /** Set where the system cannot enforce what is desired: a sentence for people. */
  readonly cannotEnforce: string | null;
  /** How many pieces the system tells from the rest, for each of the ask's parts that it can tell. */
  readonly identified?: readonly { readonly hold: string; readonly quantity: string }[];
  /** A few words that a person can find again in the system: a document number, a status word. */
  readonly evidence: string;
}

/** What every call carries. */
export interface CallContext {
  readonly transaction: string;
  /** The trace of the call, where no work is under way in one; null: it has none. */
  readonly traceparent: string | null;
  /** Aborted with the activity. */
  readonly signal: AbortSignal;
}

export interface Effect {
  readonly repeat: Repetition;
  /** Subjects in one ask, at most. */
  readonly batch: number;
  ask(asks: readonly Ask[], context: CallContext): Promise<Answer[]>;
  observe(asks: readonly Ask[], context: CallContext): Promise<Observation[]>;
}

/** By what means a system keeps material from being used, the strongest that it has. */
export type Means =
  | 'quantity' // a quantity of a lot is blocked, or split off
  | 'flag' // a lot is blocked as a whole: a part, too, holds all of it
  | 'move' // stock is taken to a blocked location: not what is off the shelf
  | 'none'; // nobody is kept from anything

export interface Capabilities {
  readonly means: Means;
  /** What the system can tell a part of a lot from the rest by, and say so. */
  readonly identifies: readonly ('serials' | 'handlingUnit' | 'subLot' | 'location')[];
  /** Hold scopes that the system can enforce. */
  readonly scopes: readonly ('lot' | 'part' | 'serial' | 'order' | 'reserved' | 'picked')[];
  readonly blocksShipping: boolean;
  readonly blocksConsumption: boolean;
  /** Native statuses that the system restricts by itself. */
  readonly restrictsByItself: readonly NativeStatus[];
  /** The system refuses an ask past its deadline and one with an older token (H2). */
  readonly refusesLate: boolean;
  readonly readsBack: string;
}

/** An order of which a MES is asked before it gets it. */
export interface FloorQuestion {
  readonly order: string;
  readonly item: string;
  readonly revision: string;
}

/** A system behind its port. `effects` has one entry for each kind of subject that this system takes. */
export interface Adapter {
  readonly system: string;
  readonly product: string;
  readonly capabilities: Capabilities;
  readonly effects: Partial<Record<SubjectKind, Effect>>;
  /** Where material of these lots is not simply in stock: shipped, picked, assigned, in transit … ERP and WMS. */
  exposure?(lots: readonly string[], context: CallContext): Promise<Exposed[]>;
  /** MES: the lots that orders made, that work centres made in their windows, and that serials are of. A read. */
  made?(ask: MadeAsk, context: CallContext): Promise<Made[]>;
  /** PLM: an engineering change's package; null: it knows none of that number. A read. */
  package?(change: string, context: CallContext): Promise<ChangePackage | null>;
  /** ERP: a production order; null: it knows none of that number. A read. Left out: the product gives none. */
  order?(id: string, context: CallContext): Promise<PlannedOrder | null>;
  /** MES: what it says of an order's item, revision and work centres. A read. Left out: the product does not say. */
  shopFloor?(question: FloorQuestion, context: CallContext): Promise<ShopFloor>;
  /** ERP, MES, QMS: what it says of these items at a plant, what of them is open, and what would stand in a change's way. */
  assess?(question: AssessmentQuestion, context: CallContext): Promise<Assessment>;
  /** ERP, WMS, MES that can: one page of what it has at a plant, when the plant goes live. A read. */
  snapshot?(question: SnapshotQuestion, context: CallContext): Promise<SnapshotPage>;
}

/** ERP: blocks stock, posts scrap, returns and regrades, knows what was shipped. */
export type ErpPort = Adapter & {
  effects: { lot: Effect; disposition: Effect; item: Effect };
  exposure: NonNullable<Adapter['exposure']>;
  assess: NonNullable<Adapter['assess']>;
};
/** MES: stops consumption of a lot and waits at checkpoints; carries out sort, rework and repair. */
export type MesPort = Adapter & {
  effects: { lot: Effect; disposition: Effect; item: Effect; starts: Effect };
  assess: NonNullable<Adapter['assess']>;
};
/** WMS: blocks picking, loading and shipping of a lot; writes off scrap. */
export type WmsPort = Adapter & {
  effects: { lot: Effect; disposition: Effect };
  exposure: NonNullable<Adapter['exposure']>;
};
/**
 * QMS, all of it tidying. `nonconformance` (one a hold, subject id = hold id, desired `posted`): registers the hold's
 * nonconformance as reported elsewhere, or raises one where `detail.nonconformance` is null; the observation's `evidence`
 * is then the nonconformance's id. `lot`: the notice that the lot is held. `disposition`: how a decision was carried out;
 * for rework and repair, the request to inspect again.
 */
export type QmsPort = Adapter & {
  effects: { nonconformance: Effect; lot: Effect; disposition: Effect; item: Effect };
  assess: NonNullable<Adapter['assess']>;
};
/**
 * PLM. `nonconformance` (one a hold, tidying): a problem report on the held item's revision. `item`: at which plants a change
 * is being implemented (`staged`) or implemented (`active`); a change that is not approved is refused.
 */
export type PlmPort = Adapter & {
  effects: { nonconformance: Effect; item: Effect };
  package: NonNullable<Adapter['package']>;
};

export interface Ports {
  erp: ErpPort;
  mes: MesPort;
  wms: WmsPort;
  qms: QmsPort;
  plm: PlmPort;
}
export type PortOf<Role extends SystemRole> = Ports[Role];
