import type { LedgerReader } from './ledger';
import type { Lots } from './lots';
import type { Plan } from './plan';
import type { BenchStack } from './stack';

/** What every measurement works with. */
export interface Bench {
  readonly stack: BenchStack;
  readonly ledger: LedgerReader;
  readonly lots: Lots;
  readonly plan: Plan;
  /** Says what is going on, for whoever waits. */
  readonly say: (text: string) => void;
}
