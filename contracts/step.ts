import type { Amendment } from './exception';
import type { Decision } from './disposition';
import type { MadeAnswer, MadeQuestion } from './made';
import type { Containment, Exposed, HoldState, IdentifiedBy } from './hold';
import type { InspectionAsk } from './inspection';
import type { NativeStatus } from './material';
import type { OrderAsk } from './production-order';
import type { InspectionPlan, RevisionAsk } from './revision';
import type { Desired, Subject } from './target';
import type { Mode, Result } from './result';

/**
 * What passes between a saga and the ledger: plain JSON, small enough for Temporal's history. Instants are milliseconds
 * since 1970.
 */

/** A part of a lot that a hold covers: a system that can, says how many of its pieces it tells from the rest. */
export interface HeldPart {
  readonly hold: string;
  readonly by: IdentifiedBy;
}

/** One claimed target, as the activity at its system gets it. */
export interface Errand {
  readonly target: string;
  readonly subject: Subject;
  readonly desired: Desired;
  readonly whole: boolean;
  readonly generation: number;
  readonly token: number;
  readonly restore: NativeStatus | null;
  readonly item: string;
  readonly lot: string;
  readonly unit: string;
  readonly plant: string;
  readonly quarantine: string;
  readonly disposition: {
    readonly id: string;
    readonly decision: Decision;
    readonly quantity: string;
    readonly reference: string;
    /** The lot that the pieces become; not given, or null: they stay in theirs. */
    readonly output?: string | null;
    /** Not given: by the lot's own plan. */
    readonly sortedTo?: { readonly revision: string; readonly plan: InspectionPlan } | null;
  } | null;
  /** Parts of the lot that holds cover; not given: there are none. */
  readonly parts?: readonly HeldPart[];
  /** Technical fields that a person has mended. */
  readonly amendment?: Amendment;
  /** Given for subjects of kind `item`. */
  readonly revision?: RevisionAsk;
  /** Given for subjects of kind `inspection`, `checkpoint` and `inspection-result`. */
  readonly inspection?: InspectionAsk;
  /** Given for subjects of kind `dispatch` and `confirmation`. */
  readonly order?: OrderAsk;
}

/** Claimed targets of one system that are approached in one activity. */
export interface Batch {
  readonly system: string;
  readonly mode: Mode;
  /** False: nobody is contained by it; it waits until the containing asks are sent (H3). */
  readonly required: boolean;
  /** Instant at which an unanswered free lapses. */
  readonly deadline: number | null;
  /** Milliseconds until an exception is opened; it goes on being tried. */
  readonly patienceMs: number;
  /** Milliseconds that one call to the system may take. */
  readonly timeoutMs: number;
  /** Id of the hold, or of the engineering change, that asks. */
  readonly hold: string;
  readonly transaction: string;
  readonly reason: { readonly code: string; readonly text: string };
  readonly nonconformance: { readonly system: string; readonly id: string } | null;
  /** An earlier visit with these errands may have acted: they are read before they are asked. */
  readonly again?: boolean;
  readonly errands: readonly Errand[];
}

/** Lots of which a system is to say what is beyond the hold. */
export interface ExposureQuestion {
  readonly system: string;
  /** Milliseconds that the call may take. */
  readonly timeoutMs: number;
  readonly hold: string;
  readonly transaction: string;
  readonly lots: readonly string[];
}
/** What a system knows to be beyond the hold, of the lots that it was asked about. */
export interface ExposureAnswer {
  readonly question: ExposureQuestion;
  readonly exposed: readonly Exposed[];
}

/** What the saga brings to the ledger. */
export interface News {
  readonly hold: string;
  /** Names this step of this run: repeated with the same name, it claims the same again. */
  readonly step: string;
  readonly results: readonly Result[];
  readonly exposures: readonly ExposureAnswer[];
  /** Systems that this saga is asking for exposure now. */
  readonly asking: readonly string[];
  /** What MESs have named of what the hold means. */
  readonly made?: readonly MadeAnswer[];
  /** MESs that this saga is asking to name it now. */
  readonly askingMade?: readonly string[];
}

/** What the ledger tells the saga to do next. */
export interface Step {
  readonly transaction: string;
  readonly plant: string;
  readonly productFamily: string;
  readonly items: readonly string[];
  readonly state: HoldState;
  readonly containment: Containment;
  readonly openExceptions: number;
  readonly batches: readonly Batch[];
  readonly questions: readonly ExposureQuestion[];
  /** What MESs are to name of what the hold means. Not given by ledgers that know holds by lots only. */
  readonly madeQuestions?: readonly MadeQuestion[];
  /**
   * What a person mended or left out while it was asked: its activity is recalled, under this token or an older one. Not given:
   * nothing.
   */
  readonly recalled?: readonly { readonly target: string; readonly token: number }[];
  /** Targets that are to be held again while a free of this saga may be on its way: it is recalled (H4). */
  readonly overtaken: readonly string[];
  /** When something that was put off is due; null: nothing was. */
  readonly wakeAt: number | null;
  /** The hold is closed and all is home. */
  readonly done: boolean;
}
