import type { Assessment, AssessmentQuestion } from './assessment';
import type { ChangePackage, ChangeState } from './engineering-change';
import type { Result } from './result';
import type { Batch } from './step';

/**
 * What passes between the sagas of an engineering change and the ledger: plain JSON. Instants are milliseconds since 1970.
 */

/** A read of one system, tried until it answers. */
export interface SystemQuestion {
  readonly system: string;
  readonly transaction: string;
  /** Milliseconds that one call may take. */
  readonly timeoutMs: number;
  /** Milliseconds until an exception is opened; it goes on being tried. */
  readonly patienceMs: number;
}
/** The PLM is asked for a change's package. */
export interface PackageQuestion extends SystemQuestion {
  readonly change: string;
}
/** A system is asked what it says of the change's items at the plant. */
export interface PlantQuestion extends SystemQuestion, AssessmentQuestion {}

/** How a saga is found in the Web UI. */
export interface Shown {
  readonly transaction: string;
  readonly plants: readonly string[];
  readonly items: readonly string[];
  readonly productFamily: string;
  readonly state: string;
  readonly openExceptions: number;
}

/** What the saga of the whole change brings to the ledger. */
export interface ChangeNews {
  readonly change: string;
  /** Given when the PLM has answered; `package` null: it knows no such change. */
  readonly answer: { readonly package: ChangePackage | null } | null;
}
/** What the ledger tells the saga of the whole change to do next. */
export interface ChangeStep extends Shown {
  readonly state: ChangeState;
  readonly question: PackageQuestion | null;
  /** Plants whose rollouts are to run; none while the change is queued. */
  readonly rollouts: readonly string[];
  /** For people: what it waits for. */
  readonly waitsFor: string | null;
  readonly done: boolean;
}

/** What the saga of one plant brings to the ledger. */
export interface RolloutNews {
  readonly change: string;
  readonly plant: string;
  /** Names this step of this run: repeated with the same name, it claims the same again. */
  readonly step: string;
  readonly results: readonly Result[];
  readonly assessments: readonly Assessment[];
  /** Systems that this saga is asking now. */
  readonly asking: readonly string[];
  /** Something was signalled since the last step: what was asked before may be out of date. */
  readonly looked: boolean;
}
/** What the ledger tells the saga of one plant to do next. */
export interface RolloutStep extends Shown {
  /** The change's number in the PLM. */
  readonly number: string;
  readonly plant: string;
  readonly state: ChangeState;
  readonly batches: readonly Batch[];
  readonly questions: readonly PlantQuestion[];
  /** Targets that are to be undone while what was asked before may be on its way: it is recalled. */
  readonly overtaken: readonly string[];
  readonly wakeAt: number | null;
  readonly waitsFor: string | null;
  readonly done: boolean;
}

/** What a preflight asks: the package, and then every plant's systems about its items. */
export interface PreflightPlan {
  readonly package: PackageQuestion;
  readonly questions: readonly PlantQuestion[];
}
