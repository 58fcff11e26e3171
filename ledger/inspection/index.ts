import type { Pool } from 'pg';
import type {
  Inspection,
  InspectionNews,
  InspectionRequest,
  InspectionStep,
  JudgedInspection,
  StatedResult,
} from '../../contracts/inspection';
import type { Topology } from '../../contracts/topology';
import type { Assessment } from '../../contracts/assessment';
import type { Actor } from '../audit';
import { learn } from '../change/revisions';
import { Part } from '../part';
import { reading, type Tx } from '../pool';
import type { RefusesLate } from '../settle';
import type { Late } from '../change/rollout';
import { brief } from '../transaction';
import type { Links } from '../links';
import { viewHold } from '../view';
import { advanceInspection, escalateInspection } from './advance';
import { openInspection } from './open';
import { postResult } from './result';
import {
  dispositionDelays,
  inspectionProgress,
  listInspections,
  viewInspection,
  type InspectionFilter,
  type InspectionProgress,
} from './view';

export type { InspectionFilter, InspectionProgress } from './view';

/** The part of the ledger that knows inspections. Functions that take a `tx` are called inside `Ledger.idempotent`. */
export class Inspections extends Part {
  constructor(
    pool: Pool,
    topology: Topology,
    private readonly links: Links,
  ) {
    super(pool, topology);
  }

  /** One for each checkpoint that a lot reaches. @throws Problem */
  async open(
    tx: Tx,
    request: InspectionRequest,
    caller: Actor,
    now: Date,
    traceparent: string | null,
  ): Promise<Inspection> {
    return this.shown(tx, await openInspection(tx, this.topology, request, caller, now, traceparent));
  }

  /** Judges a result; what fails or contradicts itself is held when this is committed (H1). @throws Problem */
  async post(
    tx: Tx,
    result: StatedResult,
    caller: Actor,
    now: Date,
    traceparent: string | null,
  ): Promise<JudgedInspection> {
    const posted = { result, who: caller, nonconformance: null, fromQms: false };
    const inspection = await this.shown(tx, await postResult(tx, this.topology, posted, now, traceparent));
    const hold = inspection.hold && (await viewHold(tx, inspection.hold.id, this.links));
    return { ...inspection, hold };
  }

  get(id: string): Promise<Inspection | null> {
    return reading(() => viewInspection(this.pool, id, this.links));
  }
  list(filter: InspectionFilter) {
    return reading(() => listInspections(this.pool, filter, this.links));
  }
  progress(id: string): Promise<InspectionProgress | null> {
    return reading(() => inspectionProgress(this.pool, id));
  }
  /** Seconds from each failed result to the first disposition of what it held, by plant. */
  dispositionDelays(): Promise<{ plant: string; seconds: number }[]> {
    return reading(() => dispositionDelays(this.pool));
  }
  /** What a QMS was just read to say of plans and gauges. */
  learn(plant: string, assessment: Assessment, now: Date): Promise<void> {
    return brief(this.pool, (tx) => learn(tx, plant, assessment, now));
  }

  // What the saga calls, by way of activities/ledger.
  advance(refusesLate: RefusesLate, news: InspectionNews, now: Date): Promise<InspectionStep> {
    return advanceInspection(this.pool, this.topology, refusesLate, news, now, new Date());
  }
  escalate(inspection: string, late: Late, now: Date): Promise<void> {
    return brief(this.pool, (tx) => escalateInspection(tx, inspection, late, now));
  }

  private async shown(tx: Tx, id: string): Promise<Inspection> {
    const inspection = await viewInspection(tx, id, this.links);
    if (!inspection) throw new Error(`inspection ${id} vanished`);
    return inspection;
  }
}
