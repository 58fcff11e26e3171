import type { Pool } from 'pg';
import type { RecallDrill, RecallDrillRequest } from '../../contracts/recall-drill';
import type { Trace } from '../../domain/recall-report';
import type { Actor } from '../audit';
import { reading, type Tx } from '../pool';
import { recordDrill, viewDrill, type DrillFound } from './drills';
import { traceRecall } from './trace';

/** Recalls that are only practised. */
export class RecallDrills {
  constructor(private readonly pool: Pool) {}

  /** Everything that the ledger knows of what would be recalled. @throws Problem `nothing-to-trace` */
  trace(of: Omit<RecallDrillRequest, 'reason'>): Promise<Trace> {
    return reading(() => traceRecall(this.pool, of));
  }
  record(tx: Tx, found: DrillFound, caller: Actor, now: Date): Promise<RecallDrill> {
    return recordDrill(tx, found, caller, now);
  }
  get(id: string): Promise<RecallDrill | null> {
    return reading(() => viewDrill(this.pool, id));
  }
}
