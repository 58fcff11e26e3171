/**
 * What a hold by order, work centre or serial asks a MES to name. Plain JSON, as it passes between saga, ledger and activity;
 * instants are RFC 3339.
 */

/** What is meant: lots of these orders, of these work centres in their windows, and of these serials. */
export interface MadeAsk {
  readonly orders: readonly string[];
  readonly workCentres: readonly {
    readonly id: string;
    readonly from: string;
    /** Null: until now. */
    readonly to: string | null;
  }[];
  readonly serials: readonly string[];
}

/** A lot that the MES names, and what it was asked about. A serial that it does not know, or that has no lot, is left out. */
export interface Made {
  readonly lot: string;
  readonly of: { readonly kind: 'order' | 'work-centre' | 'serial'; readonly id: string };
}

/** One MES is to name what a hold means. */
export interface MadeQuestion extends MadeAsk {
  readonly system: string;
  /** Milliseconds that one call may take. */
  readonly timeoutMs: number;
  readonly hold: string;
  readonly transaction: string;
  /** Rules of the hold's scope that it answers, and how often each was put anew until then. */
  readonly rules: readonly { readonly id: number; readonly round: number }[];
  /** When it was put: what was made after it may be missing from the answer. */
  readonly at: string;
}

export interface MadeAnswer {
  readonly question: MadeQuestion;
  readonly made: readonly Made[];
}
