import type { Pool } from 'pg';
import type { Disposition, DispositionRequest } from '../contracts/disposition';
import type {
  AddLotsRequest,
  Hold,
  HoldRequest,
  PhysicalControlRequest,
  ResidualAnswerRequest,
  ScopeEndRequest,
} from '../contracts/hold';
import type { DenyList } from '../contracts/deny-list';
import type { ExceptionItem, ResolutionRequest } from '../contracts/exception';
import type { Direction, Genealogy } from '../contracts/genealogy';
import type { CloudEvent } from '../contracts/inbound';
import type { Releasability } from '../contracts/material';
import type { NextReading, Readings } from '../contracts/reconciliation';
import type { News, Step } from '../contracts/step';
import type { PartnerLot } from '../contracts/partner-lot';
import type { Transaction } from '../contracts/record';
import type { AccessPattern, Partner } from '../contracts/policy';
import type { Topology } from '../contracts/topology';
import type { Parts } from '../domain/availability';
import type { Question } from '../domain/gate';
import type { z } from 'zod';
import {
  audit,
  listAudit,
  seal,
  verifyAudit,
  type Actor,
  type AuditFilter,
  type Authority,
  type Notary,
  type Verification,
} from './audit';
import { exportAudit } from './audit-export';
import type { ExportScope } from '../contracts/audit-export';
import { Baselines } from './baseline/baselines';
import { EngineeringChanges } from './change/engineering-changes';
import { ApiKeys } from './api-key/keys';
import { availabilities, availability } from './availability';
import {
  addDeprecatedUses,
  deprecatedUsers,
  type DeprecatedUse,
  type DeprecatedUser,
} from './deprecated-calls';
import { Changes } from './changes';
import { decide } from './decide';
import { reverse } from './reverse';
import { escalate, type RefusesLate } from './settle';
import { EventLog } from './event-log/event-log';
import type { EventFilter } from './event-log/list';
import { publish } from './events';
import { escalateOld } from './ageing';
import { listExceptions, viewException, type ExceptionFilter } from './exception-list';
import { resolve } from './resolve';
import { denyList, type Having } from './deny-list';
import { genealogyOf } from './genealogy-trace';
import { eventPosition, releasability } from './gate';
import { expireAuthorizations } from './authorization-end';
import { Authorizations } from './authorizations';
import { areConcessionsDue, endConcessions } from './concessions';
import { recordPhysical } from './hand';
import { openHold } from './hold-row';
import { addLots, placeHold } from './holds';
import { Objectives } from './objective/objectives';
import { Orders } from './order/orders';
import { once, type Answered, type KeyedRequest } from './idempotency';
import { newId } from './ids';
import { lotHistory } from './lot-history';
import { listLots, type LotFilter } from './lot-list';
import { RecallDrills } from './recall/recall-drills';
import { applyWaiting, receive, type Received } from './inbound';
import { isMigrated } from './migrate-schema';
import { Inspections } from './inspection';
import { Measures } from './measures';
import { reading, type Tx } from './pool';
import { partnerGenealogy, partnerLot } from './partners';
import { preview, type CoveredMaterial } from './preview';
import { takeQuota } from './quota';
import { countDrift, reconcile, systemsToRead } from './reconcile';
import { answerResidual } from './residual';
import { advance } from './saga';
import { Signatures } from './signature';
import { brokenSignatures } from './signature/verify';
import { systemServiceLevels, type SystemServiceLevel } from './service-levels';
import { saveBacklogs, systemHealths, type SystemBacklog } from './system-health';
import { overview, type OverviewFilter } from './overview';
import type { Overview } from '../contracts/overview';
import type { SystemHealth } from '../contracts/system-health';
import { Topologies } from './topology';
import { endFollowing } from './scope/end';
import { Stories } from './story/stories';
import { Subscriptions } from './subscription/subscriptions';
import { readHold, runOf } from './saga-hold';
import { brief, coverage } from './transaction';
import type { Links } from './links';
import { holdProgress, listHolds, viewDisposition, viewHold, viewLot, type HoldFilter } from './view';

export { LedgerUnavailable, createPool, type Pool, type Tx } from './pool';
export { Changes } from './changes';
export type { ApiKeys } from './api-key/keys';
export { API_KEY_PREFIX } from './api-key/secret';
export type { Inspections } from './inspection';
export type { Objectives } from './objective/objectives';
export { AGES, HISTOGRAMS, type Bucket, type Counts, type HistogramName, type Measures } from './measures';
export type { Orders } from './order/orders';
export type { ClaimedDelivery } from './subscription/claim';
export type { DeliveryMeasures } from './subscription/deliveries';
export type { Subscriptions } from './subscription/subscriptions';
export type { EventLog } from './event-log/event-log';
export type { EventFilter } from './event-log/list';
export type { DeprecatedUser } from './deprecated-calls';
export { EVERY } from './changes';
export { claimCommands, commandCarried, commandPostponed, COMMAND_CHANNEL, type Command } from './commands';
export { migrate } from './migrate-schema';
export { waitForLedger } from './wait';
export type { Actor, Authority, Notary } from './audit';
export type { CoveredMaterial } from './preview';
export type { RefusesLate } from './settle';
export type { HoldProgress } from './view';
export type { UnsignedAuthorization } from './authorization-view';
export type { ChangeProgress } from './change/view';
export type { Heard } from './change/preflight';
export type { Late } from './change/rollout';
export type { DrillFound } from './recall/drills';
export { CONTAINING } from './recompute';
export type { SystemServiceLevel } from './service-levels';
export { TOPOLOGY, Topologies, WrongEnvironment } from './topology';
export type { Caller } from '../config/caller';

/** What a transaction is about, and what was done in it. */
export type TransactionAbout = Omit<Transaction, 'story' | 'audit'> & {
  readonly audit: readonly Record<string, unknown>[];
};

export interface Refusal {
  readonly who: Actor;
  /** How a caller of the API came in. */
  readonly by?: Authority['by'];
  readonly action: string;
  readonly subject: string;
  readonly why: string;
  /** The transaction it was about; null: none is known. */
  readonly transaction: string | null;
  /** The rule that forbids it; null: no policy allows it. */
  readonly rule: string | null;
  readonly access: AccessPattern;
}

/**
 * The ledger: the authority on which holds cover a lot and on what each system was observed to say. Functions that take a
 * `tx` are called inside `idempotent` or `change`, which may run them again: they must have no effect outside it.
 */
export class Ledger {
  readonly changes: Changes;
  readonly apiKeys: ApiKeys;
  readonly authorizations: Authorizations;
  readonly baselines: Baselines;
  readonly engineeringChanges: EngineeringChanges;
  readonly inspections: Inspections;
  readonly measures: Measures;
  readonly objectives: Objectives;
  readonly orders: Orders;
  readonly recallDrills: RecallDrills;
  readonly signatures: Signatures;
  readonly events: EventLog;
  readonly subscriptions: Subscriptions;
  readonly topologies: Topologies;
  readonly stories: Stories;

  constructor(
    private readonly pool: Pool,
    private topology: Topology,
    private readonly links: Links,
    /** The gate's own connections, so that its questions wait behind no other work; the same ones where it has none. */
    private readonly gatePool: Pool = pool,
  ) {
    this.changes = new Changes(pool);
    this.apiKeys = new ApiKeys(pool);
    this.authorizations = new Authorizations(pool, topology);
    this.baselines = new Baselines(pool, topology);
    this.engineeringChanges = new EngineeringChanges(pool, topology, links);
    this.inspections = new Inspections(pool, topology, links);
    this.measures = new Measures(pool);
    this.objectives = new Objectives(pool, topology);
    this.orders = new Orders(pool, topology, links);
    this.recallDrills = new RecallDrills(pool);
    this.signatures = new Signatures(pool, topology);
    this.events = new EventLog(pool, topology);
    this.subscriptions = new Subscriptions(pool, topology, this.events, this.changes);
    this.topologies = new Topologies(pool);
    this.stories = new Stories(pool);
  }

  /** Calls from now on go by this topology; those that have begun end by the one that they began with. */
  goBy(topology: Topology): void {
    this.topology = topology;
    for (const part of [
      this.authorizations,
      this.baselines,
      this.engineeringChanges,
      this.inspections,
      this.objectives,
      this.orders,
      this.signatures,
      this.events,
      this.subscriptions,
    ])
      part.goBy(topology);
  }

  /** Does keyed work once, in one coverage transaction, and gives the stored answer to every repetition. */
  idempotent<T>(
    request: KeyedRequest,
    work: (tx: Tx) => Promise<Answered<T>>,
  ): Promise<Answered<T> & { replayed: boolean }> {
    return coverage(this.pool, (tx) => once(tx, request, new Date(), () => work(tx)));
  }

  async placeHold(
    tx: Tx,
    request: HoldRequest,
    caller: Actor,
    now: Date,
    traceparent: string | null = null,
  ): Promise<Hold> {
    const { id, transaction } = await placeHold(tx, this.topology, request, caller, now, traceparent);
    const nonconformance = request.nonconformance
      ? [`nonconformance/${request.nonconformance.system}/${request.nonconformance.id}`]
      : [];
    await applyWaiting(tx, this.topology, [`hold/${id}`, ...nonconformance], transaction, now);
    return this.shown(tx, id);
  }

  previewHold(request: HoldRequest, now: Date): Promise<CoveredMaterial> {
    return preview(this.pool, this.topology, request, now);
  }

  async addLots(
    tx: Tx,
    hold: string,
    lots: z.infer<typeof AddLotsRequest>['lots'],
    caller: Actor,
    now: Date,
  ): Promise<Hold> {
    await addLots(tx, this.topology, hold, lots, caller, now);
    return this.shown(tx, hold);
  }

  async endScope(tx: Tx, hold: string, request: ScopeEndRequest, caller: Actor, now: Date): Promise<Hold> {
    await endFollowing(tx, this.topology, await openHold(tx, hold), request, caller, now);
    return this.shown(tx, hold);
  }

  async recordPhysical(
    tx: Tx,
    hold: string,
    control: z.infer<typeof PhysicalControlRequest>,
    caller: Actor,
    now: Date,
  ): Promise<Hold> {
    await recordPhysical(tx, this.topology, hold, control, caller, now);
    return this.shown(tx, hold);
  }

  async answerResidual(
    tx: Tx,
    hold: string,
    residual: string,
    answer: z.infer<typeof ResidualAnswerRequest>,
    caller: Actor,
    now: Date,
  ): Promise<Hold> {
    await answerResidual(tx, hold, residual, answer, caller, now);
    return this.shown(tx, hold);
  }

  async decide(
    tx: Tx,
    hold: string,
    request: DispositionRequest,
    caller: Actor,
    now: Date,
  ): Promise<Disposition> {
    return viewDisposition(
      tx,
      await decide(tx, this.topology, hold, request, caller, { by: 'person' }, now, now),
    );
  }

  async reverse(
    tx: Tx,
    hold: string,
    disposition: string,
    reason: string,
    caller: Actor,
    now: Date,
  ): Promise<Disposition> {
    await reverse(tx, this.topology, hold, disposition, reason, caller, now);
    return viewDisposition(tx, disposition);
  }

  getHold(id: string): Promise<Hold | null> {
    return this.read((pool) => viewHold(pool, id, this.links));
  }
  listHolds(filter: HoldFilter) {
    return this.read((pool) => listHolds(pool, filter, this.links));
  }
  holdProgress(id: string) {
    return this.read((pool) => holdProgress(pool, id));
  }
  getLot(lot: string) {
    return this.read((pool) => viewLot(pool, lot));
  }
  listLots(filter: LotFilter) {
    return this.read((pool) => listLots(pool, filter));
  }
  /** All that happened to a lot, newest first. */
  lotHistory(lot: string, page: { cursor?: string | undefined; limit: number }) {
    return this.read((pool) => lotHistory(pool, lot, page));
  }
  /** What was made of a lot, or what it was made of, with its gaps; null where nobody knows the lot. */
  genealogy(lot: string, direction: Direction): Promise<Genealogy | null> {
    return this.read((pool) => genealogyOf(pool, lot, direction));
  }
  /** A lot of a partner's own, as it may see it; null where it is another's, or nobody knows it. */
  partnerLot(partner: Partner, lot: string): Promise<PartnerLot | null> {
    return this.read((pool) => partnerLot(pool, partner, lot));
  }
  /** As `genealogy`, between a partner's own lots only. */
  partnerGenealogy(partner: Partner, lot: string, direction: Direction): Promise<Genealogy | null> {
    return this.read((pool) => partnerGenealogy(pool, partner, lot, direction));
  }
  releasability(question: Question, unit: string | null, now: Date): Promise<Releasability> {
    return reading(() => releasability(this.gatePool, this.topology, question, unit, now));
  }
  /** Sequence of the newest event: what is asked of the gate after that knows all events up to it. */
  eventPosition(): Promise<number> {
    return this.read(eventPosition);
  }
  /** Ends shipment authorizations whose time is over, and concessions: what is left of these is held again. */
  async endWhatRanOut(now: Date): Promise<void> {
    await brief(this.pool, (tx) => expireAuthorizations(tx, now));
    if (await areConcessionsDue(this.pool, now))
      await coverage(this.pool, (tx) => endConcessions(tx, this.topology, now));
  }
  /** What a plant may go by while its line is cut. */
  denyList(plant: string, having: Having, now: Date): Promise<DenyList> {
    return this.read((pool) => denyList(pool, this.topology, plant, having, now));
  }

  /** Takes one validated, authenticated event of a system. @throws Problem when it is refused */
  receiveEvent(system: string, event: CloudEvent, now: Date): Promise<Received> {
    return coverage(this.pool, async (tx) => {
      const received = await receive(tx, this.topology, system, event, now);
      const raised = event.type === 'qms.nonconformance.raised.v1' ? (event.data as { id: string }).id : null;
      if (received.status === 'accepted' && raised !== null)
        await this.applyWaitingFor(tx, system, raised, now);
      return received;
    });
  }

  private async applyWaitingFor(tx: Tx, system: string, nonconformance: string, now: Date): Promise<void> {
    const found = await tx.query<{ transaction: string }>(
      "select transaction from hold where nonconformance_system = $1 and nonconformance_id = $2 and state <> 'closed'",
      [system, nonconformance],
    );
    const transaction = found.rows[0]?.transaction;
    if (transaction !== undefined)
      await applyWaiting(tx, this.topology, [`nonconformance/${system}/${nonconformance}`], transaction, now);
  }

  /** Records that somebody tried what is not theirs to do (A5). */
  async auditRefusal(refusal: Refusal, now: Date): Promise<void> {
    await brief(this.pool, async (tx) => {
      const transaction = refusal.transaction ?? newId('TX');
      const { who, action, subject, why, access } = refusal;
      const authority = { rule: refusal.rule ?? 'no rule', access };
      const entry = { action, subject, why };
      await audit(tx, {
        transaction,
        at: now,
        who: { ...who, authority: { ...authority, ...(refusal.by && { by: refusal.by }) } },
        from: null,
        to: null,
        ...entry,
        action: `${refusal.action}.refused`,
      });
      await publish(tx, {
        type: 'interlock.authority.refused.v1',
        subject: refusal.subject,
        transaction,
        plant: null,
        at: now,
        data: { who, ...entry, ...authority },
      });
    });
  }

  /** A page of the event log. @param after not given: from the beginning of what is kept @throws Problem `events-purged` */
  listEvents(filter: EventFilter & { readonly after?: number | undefined; readonly limit: number }) {
    return this.events.list(filter, filter.after ?? null, filter.limit);
  }
  /** The same, newest first. @param before not given: from the newest on */
  listNewestEvents(filter: EventFilter & { readonly before?: number | undefined; readonly limit: number }) {
    return this.events.listNewest(filter, filter.before ?? null, filter.limit);
  }
  listAudit(filter: AuditFilter) {
    return this.read((pool) => listAudit(pool, filter));
  }
  verifyAudit(): Promise<Verification> {
    return this.read(async (pool) => {
      const chains = await verifyAudit(pool);
      const broken = [...chains.broken, ...(await brokenSignatures(pool))];
      return { ...chains, intact: broken.length === 0, broken };
    });
  }
  listExceptions(filter: ExceptionFilter) {
    return this.read((pool) => listExceptions(pool, filter));
  }

  getException(id: string): Promise<ExceptionItem | null> {
    return this.read((pool) => viewException(pool, id));
  }
  /** What a person does about a parked step, once. @throws Problem */
  async resolveException(
    tx: Tx,
    id: string,
    request: ResolutionRequest,
    caller: Actor,
    now: Date,
  ): Promise<ExceptionItem> {
    await resolve(tx, this.topology, id, request, caller, now);
    const exception = await viewException(tx, id);
    if (!exception) throw new Error(`exception ${id} vanished`);
    return exception;
  }
  /** Escalates what nobody has resolved in time. */
  escalateExceptions(now: Date): Promise<void> {
    return brief(this.pool, (tx) => escalateOld(tx, this.topology, now));
  }

  /** What one transaction is about: its hold, engineering change, inspection or production order, and its audit rows. */
  async getTransaction(transaction: string): Promise<TransactionAbout | null> {
    const found = await this.read((pool) =>
      pool.query<Record<'hold' | 'change' | 'inspection' | 'order' | 'shipment', string | null>>(
        'select (select id from hold where transaction = $1) as hold, (select id from change where transaction = $1) as change, (select id from inspection where transaction = $1) as inspection, (select id from order_dispatch where transaction = $1) as "order", (select id from shipment_authorization where transaction = $1) as shipment',
        [transaction],
      ),
    );
    const { hold = null, change = null, inspection = null, order = null } = found.rows[0] ?? {};
    const { shipment = null } = found.rows[0] ?? {};
    const { items } = await this.listAudit({ transaction, limit: 10_000 });
    if ([hold, change, inspection, order, shipment].every((id) => id === null) && items.length === 0)
      return null;
    return {
      transaction,
      hold: hold === null ? null : await this.getHold(hold),
      change: change === null ? null : await this.engineeringChanges.get(change),
      inspection: inspection === null ? null : await this.inspections.get(inspection),
      order: order === null ? null : await this.orders.get(order),
      shipmentAuthorization: shipment === null ? null : await this.authorizations.get(shipment),
      audit: items,
    };
  }

  /** Whether this program's schema is there, and the workers' current versions were set once. */
  async isReady(): Promise<{ migrated: boolean; promoted: boolean }> {
    return this.read(async (pool) => {
      const migrated = await isMigrated(pool);
      if (!migrated) return { migrated, promoted: false };
      const found = await pool.query("select 1 from installation where name = 'promoted'");
      return { migrated, promoted: found.rows.length > 0 };
    });
  }
  /** Remembers that Temporal was up and the workers' current versions were set. */
  async promoted(text: string, now: Date): Promise<void> {
    await this.pool.query(
      "insert into installation (name, at, text) values ('promoted', $1, $2) on conflict (name) do update set at = excluded.at, text = excluded.text",
      [now, text],
    );
  }

  availability(item: string, plant: string, now: Date): Promise<Parts> {
    return this.read((pool) => availability(pool, this.topology, item, plant, now));
  }
  /** The same of several plants, in their order, at one instant. */
  availabilities(item: string, plants: readonly string[], now: Date): Promise<Parts[]> {
    return this.read((pool) => availabilities(pool, this.topology, item, plants, now));
  }
  /** Remembers who made deprecated calls. */
  addDeprecatedUses(uses: readonly DeprecatedUse[], now: Date): Promise<void> {
    return this.read((pool) => addDeprecatedUses(pool, uses, now));
  }
  /** Who has made which deprecated call, ever. */
  deprecatedUsers(): Promise<DeprecatedUser[]> {
    return this.read(deprecatedUsers);
  }
  // What sagas call, by way of activities/ledger.
  advance(refusesLate: RefusesLate, news: News, now: Date): Promise<Step> {
    return advance(this.pool, this.topology, refusesLate, news, now, new Date());
  }
  escalate(hold: string, targets: readonly string[], now: Date): Promise<void> {
    return brief(this.pool, async (tx) => escalate(tx, runOf(await readHold(tx, hold)), targets, now));
  }

  /** Systems that are read back for a plant. */
  systemsToRead(plant: string): string[] {
    return systemsToRead(this.topology, plant);
  }
  /** Holds what was read of a plant against what stands there, and says what is to be read next. */
  reconcile(readings: Readings, now: Date): Promise<NextReading> {
    return reconcile(this.pool, this.topology, readings, now);
  }
  /** How often something was found to have drifted, ever. */
  countDrift() {
    return this.read(countDrift);
  }

  /** Records that somebody read, or wrote, what sagas carry. */
  auditPayloads(
    { id, name }: Actor,
    action: 'payloads.decoded' | 'payloads.encoded',
    which: { readonly count: number; readonly sha256: string },
    now: Date,
  ): Promise<void> {
    const entry = { transaction: newId('TX'), at: now, who: { id, name }, action, subject: 'payloads' };
    return brief(this.pool, (tx) => audit(tx, { ...entry, from: null, to: which, why: null }));
  }

  /** Takes calls of a caller's daily quota, for a process of the API to give out. */
  takeQuota(caller: string, share: number, perDay: number, now: Date) {
    return this.read((pool) => takeQuota(pool, caller, share, perDay, now));
  }

  /** What an auditor takes away: whole chains, with signatures and seals. */
  exportAudit(scope: ExportScope) {
    return exportAudit(this.pool, scope);
  }

  /** How each system did with what it was asked since an instant. */
  systemServiceLevels(since: Date): Promise<SystemServiceLevel[]> {
    return this.read((pool) => systemServiceLevels(pool, since));
  }

  /** How each system of the topology does, and what waits for it. */
  systemHealths(now: Date): Promise<SystemHealth[]> {
    return this.read((pool) => systemHealths(pool, this.topology, now));
  }

  /** What is open now, and what is not contained of it. */
  overview(filter: OverviewFilter, now: Date): Promise<Overview> {
    return this.read((pool) => overview(pool, Object.keys(this.topology.plants), filter, now));
  }

  /** Remembers what waits at Temporal for each system. */
  tellBacklogs(backlogs: readonly SystemBacklog[], now: Date): Promise<void> {
    return brief(this.pool, (tx) => saveBacklogs(tx, backlogs, now));
  }

  /** Seals the audit chains and publishes the head, so that a tail that is cut off is found. */
  sealAudit(now: Date, notary: Notary | null = null): Promise<void> {
    return brief(this.pool, async (tx) => {
      const sealed = await seal(tx, notary, now);
      if (sealed)
        await publish(tx, {
          type: 'interlock.audit.sealed.v1',
          subject: `seal/${sealed.number}`,
          transaction: 'seal',
          plant: null,
          at: now,
          data: sealed,
        });
    });
  }

  private async shown(tx: Tx, id: string): Promise<Hold> {
    const hold = await viewHold(tx, id, this.links);
    if (!hold) throw new Error(`hold ${id} vanished`);
    return hold;
  }

  private read<T>(work: (pool: Pool) => Promise<T>): Promise<T> {
    return reading(() => work(this.pool));
  }
}
