import type { Pool } from 'pg';
import type { Assessment } from '../../contracts/assessment';
import type {
  ChangeDecisionRequest,
  ChangePackage,
  ChangeRequest,
  EngineeringChange,
  ItemRevision,
  Preflight,
  Specification,
  Withdrawal,
} from '../../contracts/engineering-change';
import type {
  ChangeNews,
  ChangeStep,
  PreflightPlan,
  RolloutNews,
  RolloutStep,
} from '../../contracts/release';
import type { Topology } from '../../contracts/topology';
import type { Actor } from '../audit';
import { Part } from '../part';
import type { Links } from '../links';
import { reading, type Tx } from '../pool';
import type { RefusesLate } from '../settle';
import { brief, coverage } from '../transaction';
import { advanceChange } from './advance';
import { decideAffected } from './affected';
import { finishPreflight, planPreflight, preflightResult, startPreflight, type Heard } from './preflight';
import { requestChange } from './request';
import { itemRevision, learn, specification, unknownItems } from './revisions';
import { advanceRollout, escalateRollout, type Late } from './rollout';
import { changeProgress, listChanges, viewChange, type ChangeFilter, type ChangeProgress } from './view';
import { withdraw, withdrawCancelled } from './withdraw';

/** Engineering changes and the revisions that they leave behind, as API and sagas see them. */
export class EngineeringChanges extends Part {
  constructor(
    pool: Pool,
    topology: Topology,
    private readonly links: Links,
  ) {
    super(pool, topology);
  }

  /** Stores a change and starts its saga; where the package was read already, its items are locked. @throws Problem */
  async request(
    tx: Tx,
    request: ChangeRequest,
    pack: ChangePackage | null,
    caller: Actor,
    now: Date,
    traceparent: string | null,
  ): Promise<EngineeringChange> {
    return this.shown(tx, await requestChange(tx, this.topology, request, pack, caller, now, traceparent));
  }
  /** What becomes of an open order, or of stock, of the old revision. @throws Problem */
  async decide(
    tx: Tx,
    change: string,
    decision: ChangeDecisionRequest,
    caller: Actor,
    now: Date,
  ): Promise<EngineeringChange> {
    await decideAffected(tx, change, decision, caller, now);
    return this.shown(tx, change);
  }
  async withdraw(tx: Tx, change: string, reason: string, caller: Actor, now: Date): Promise<Withdrawal> {
    const stopped = await withdraw(tx, change, null, reason, caller, now);
    return { ...stopped, change: await this.shown(tx, change) };
  }
  get(id: string): Promise<EngineeringChange | null> {
    return reading(() => viewChange(this.pool, id, this.links));
  }
  list(filter: ChangeFilter) {
    return reading(() => listChanges(this.pool, filter, this.links));
  }
  progress(id: string): Promise<ChangeProgress | null> {
    return reading(() => changeProgress(this.pool, id));
  }
  startPreflight(request: ChangeRequest, now: Date): Promise<string> {
    return startPreflight(this.pool, this.topology, request, now);
  }
  preflightResult(id: string): Promise<Preflight | null> {
    return reading(() => preflightResult(this.pool, id));
  }

  /** What a plant builds of an item; null where nobody has said. */
  itemRevision(
    item: string,
    plant: string,
    order: string | null,
    at: Date | null,
    now: Date,
  ): Promise<ItemRevision | null> {
    return reading(() => itemRevision(this.pool, item, plant, order, at, now));
  }
  specification(item: string, revision: string | null, plant: string | null): Promise<Specification | null> {
    return reading(() => specification(this.pool, item, revision, plant));
  }
  /** Items of which nobody has said what a plant builds. */
  unknownItems(plant: string, items: readonly string[]): Promise<string[]> {
    return reading(() => unknownItems(this.pool, plant, items));
  }
  learn(plant: string, assessment: Assessment, now: Date): Promise<void> {
    return brief(this.pool, (tx) => learn(tx, plant, assessment, now));
  }

  // What sagas call, by way of activities/ledger.
  advance(news: ChangeNews, now: Date): Promise<ChangeStep> {
    return advanceChange(this.pool, this.topology, news, now);
  }
  advanceRollout(refusesLate: RefusesLate, news: RolloutNews, now: Date): Promise<RolloutStep> {
    return advanceRollout(this.pool, this.topology, refusesLate, news, now, new Date());
  }
  escalateRollout(change: string, plant: string | null, late: Late, now: Date): Promise<void> {
    return escalateRollout(this.pool, change, plant, late, now);
  }
  /** Somebody cancelled a saga in Temporal: that is a withdrawal, where it is not too late for one. */
  cancelled(change: string, plants: readonly string[] | null, now: Date): Promise<void> {
    return coverage(this.pool, (tx) => withdrawCancelled(tx, change, plants, now));
  }
  planPreflight(id: string): Promise<PreflightPlan> {
    return planPreflight(this.pool, this.topology, id);
  }
  finishPreflight(id: string, heard: Heard, now: Date): Promise<void> {
    return finishPreflight(this.pool, this.topology, id, heard, now);
  }

  private async shown(tx: Tx, id: string): Promise<EngineeringChange> {
    const change = await viewChange(tx, id, this.links);
    if (!change) throw new Error(`change ${id} vanished`);
    return change;
  }
}
