import type { Pool } from 'pg';
import { reading } from '../pool';
import { reading as atOneInstant } from '../transaction';
import { countsAt, type Counts } from './counts';
import { addUp, buckets, type Bucket } from './histograms';

export { AGES, type Counts } from './counts';
export { HISTOGRAMS, type Bucket, type HistogramName } from './histograms';

/** What the ledger has of the business's measures: the same in every process, and there after each of them has died. */
export class Measures {
  constructor(private readonly pool: Pool) {}

  /** What is open now. @throws LedgerUnavailable */
  counts(now: Date): Promise<Counts> {
    return atOneInstant(this.pool, (tx) => countsAt(tx, now));
  }
  /** How long things took, ever. @throws LedgerUnavailable */
  buckets(): Promise<Bucket[]> {
    return reading(() => buckets(this.pool));
  }
  /** Adds to the histograms what has come to its end. More than one at a time does no harm. */
  addUp(): Promise<void> {
    return addUp(this.pool);
  }
}
