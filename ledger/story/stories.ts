import type { Pool } from 'pg';
import type { StoryStep, TransactionSummary, Waiting } from '../../contracts/story';
import type { Page } from '../page';
import { reading } from '../pool';
import { findTransactions, type TransactionFilter } from './find';
import { storySteps } from './steps';
import { waitingFor } from './waiting';

/** What the ledger tells of transactions. */
export class Stories {
  constructor(private readonly pool: Pool) {}

  /** A page of what happened in a transaction, in time order. */
  steps(
    transaction: string,
    page: { readonly cursor?: string | undefined; readonly limit: number },
  ): Promise<{ steps: StoryStep[]; next: string | null }> {
    return reading(() => storySteps(this.pool, transaction, page));
  }

  /** What it waits for now. */
  waiting(transaction: string): Promise<Waiting[]> {
    return reading(() => waitingFor(this.pool, transaction));
  }

  /** Transactions by what they are about, newest first. */
  find(filter: TransactionFilter): Promise<Page<TransactionSummary>> {
    return reading(() => findTransactions(this.pool, filter));
  }
}
