import { z } from 'zod';
import { Approval, Concession, Decision } from './disposition';
import { Effectivity } from './engineering-change';
import { Reason, Scope, SEVERITIES } from './hold';
import { InspectionReading, InspectionRequest, MeasuredBy, Sampling, VERDICTS } from './inspection';
import { LotId, Name, NativeStatus, SerialId } from './material';
import { Count, CountedQuantity, Instant, InstantAsWritten, PositiveQuantity } from './quantity';

/** One place of stock: a location of the ERP, with its plant where the event does not say it otherwise. */
const Place = z.union([Name, z.strictObject({ plant: Name, location: Name })]);

const LotQuantity = z.strictObject({ lot: LotId, quantity: PositiveQuantity });
/** What was made, with the serials that were built into it. */
const Produced = LotQuantity.extend({ serials: z.array(SerialId).max(5000).optional() });
const DecidedBy = z.looseObject({ id: Name, name: Name, role: z.string().optional() });
const Signature = z.looseObject({
  signer: z.string(),
  meaning: z.string(),
  signedAt: InstantAsWritten,
  recordHash: z.string(),
});

const NonconformanceRaised = z.looseObject({
  id: Name,
  plant: Name,
  scope: Scope,
  reason: Reason,
  severity: z.enum(SEVERITIES),
  detectedAt: Instant,
  raisedBy: z.union([Name, z.looseObject({ id: Name, name: Name })]),
});
const NonconformanceVoided = z.looseObject({ id: Name, reason: z.union([z.string(), Reason]).optional() });

const DispositionDecided = z.looseObject({
  nonconformance: Name.optional(),
  hold: Name.optional(),
  lot: LotId,
  quantity: PositiveQuantity,
  decision: Decision,
  reason: z.string().min(1),
  reference: Name,
  approvals: z.array(Approval).nullish(),
  concession: Concession.nullish(),
  supersedes: Name.nullish(),
  output: LotId.nullish(),
  decidedBy: DecidedBy,
  decidedAt: Instant,
  signature: Signature.nullish(),
});

const DispositionDone = z.looseObject({ disposition: Name, lot: LotId, quantity: CountedQuantity });
/** `output`: the lot that the pieces came out as, where they did not stay in theirs. */
const ReworkFinished = DispositionDone.extend({ output: LotId.nullish() });
const SortFinished = DispositionDone.extend({ good: Count, bad: Count });

/** As an inspection result; the QMS may leave out what it knows by itself. */
const InspectionCompleted = z.looseObject({
  inspection: z.looseObject({ system: Name, id: Name }),
  plant: Name,
  lot: LotId,
  revision: Name.nullish(),
  plan: z.looseObject({ id: Name, version: Name }).nullish(),
  order: Name.nullish(),
  sampling: Sampling.nullish(),
  readings: z.array(InspectionReading).max(10_000).nullish(),
  verdict: z.enum(VERDICTS),
  measuredBy: MeasuredBy.nullish(),
  measuredAt: Instant.nullish(),
  /** The disposition whose rework or repair was inspected again; null for any other inspection. */
  disposition: Name.nullable(),
  /** The one that the QMS has raised for it already. */
  nonconformance: Name.nullish(),
});

const LotReceived = z.looseObject({
  lot: LotId,
  plant: Name,
  location: Name,
  quantity: PositiveQuantity,
  supplier: Name.nullish(),
  supplierLot: Name.nullish(),
  status: NativeStatus,
});
const StockMoved = z.looseObject({
  lot: LotId,
  plant: Name.optional(),
  from: Place,
  to: Place,
  quantity: PositiveQuantity,
  status: NativeStatus,
});
/** A count found more (`to`: where) or less (`from`: where). */
const StockAdjusted = z
  .looseObject({
    lot: LotId,
    plant: Name.optional(),
    from: Place.nullish(),
    to: Place.nullish(),
    quantity: CountedQuantity,
    status: NativeStatus,
  })
  .refine(({ from, to }) => Boolean(from ?? to), { path: ['to'], error: 'says where: from, to or both' });

/** What an operation of an order took and made. Either list may be empty: the other side is told by another event (backflush). */
const MaterialConsumed = z.looseObject({
  plant: Name,
  order: Name,
  operation: Name.nullish(),
  workCentre: Name.nullish(),
  occurredAt: Instant,
  consumed: z.array(LotQuantity),
  produced: z.array(Produced),
});
const Regrouped = z.looseObject({
  plant: Name,
  from: z.array(LotQuantity).min(1),
  to: z.array(LotQuantity).min(1),
});
const ScrapDeclared = z.looseObject({
  plant: Name,
  lot: LotId,
  quantity: PositiveQuantity,
  reason: z.union([z.string().min(1), Reason]),
});
const ShipmentPosted = z.looseObject({ shipment: Name, customer: Name, lines: z.array(LotQuantity).min(1) });
const ShipmentStep = z.looseObject({ shipment: Name, lines: z.array(LotQuantity).min(1) });
/** `from` and `to` are plants; `transfer` is the document's number, `location` where it is received, where the ERP says so. */
const Transferred = z.looseObject({
  lot: LotId,
  from: Name,
  to: Name,
  quantity: PositiveQuantity,
  transfer: Name.nullish(),
  location: Name.nullish(),
});

const EquipmentStateChanged = z.looseObject({ plant: Name, workCentre: Name, state: Name, since: Instant });

const OrderReleased = z.looseObject({
  order: Name,
  plant: Name,
  item: Name,
  revision: Name,
  quantity: CountedQuantity,
});
/** Running totals of an order; the state in the MES's own word. */
const OrderProgressed = z.looseObject({
  plant: Name,
  order: Name,
  state: Name,
  good: z.union([Count, CountedQuantity]),
  scrapped: z.union([Count, CountedQuantity]),
});
/** A plant's name, or with its own effectivity; without one it is as the change's package proposes. */
const ChangePlace = z.union([Name, z.looseObject({ plant: Name, effectivity: Effectivity.nullish() })]);
const ChangeApproved = z.looseObject({ id: Name, plants: z.array(ChangePlace).min(1) });
const ChangeWithdrawn = z.looseObject({ id: Name, plants: z.array(ChangePlace).optional() });

/** Data of each type of event that Interlock takes from systems, without the `.v1`'s envelope. */
export const INBOUND = {
  'qms.nonconformance.raised.v1': NonconformanceRaised,
  'qms.nonconformance.voided.v1': NonconformanceVoided,
  'qms.disposition.decided.v1': DispositionDecided,
  'qms.disposition.revised.v1': DispositionDecided,
  'qms.inspection.completed.v1': InspectionCompleted,
  'mes.checkpoint.reached.v1': InspectionRequest.loose(),
  'mes.sort.finished.v1': SortFinished,
  'mes.rework.finished.v1': ReworkFinished,
  'erp.scrap.confirmed.v1': DispositionDone,
  'erp.return.issued.v1': DispositionDone,
  'erp.lot.received.v1': LotReceived,
  'erp.stock.moved.v1': StockMoved,
  'erp.stock.adjusted.v1': StockAdjusted,
  'erp.transfer.dispatched.v1': Transferred,
  'erp.transfer.received.v1': Transferred,
  'mes.material.consumed.v1': MaterialConsumed,
  'mes.material.reversed.v1': MaterialConsumed,
  'mes.lot.split.v1': Regrouped,
  'mes.lot.merged.v1': Regrouped,
  'mes.scrap.declared.v1': ScrapDeclared,
  'erp.shipment.posted.v1': ShipmentPosted,
  'erp.shipment.reversed.v1': ShipmentPosted,
  'wms.shipment.picked.v1': ShipmentStep,
  'wms.shipment.loaded.v1': ShipmentStep,
  'mes.order.progressed.v1': OrderProgressed,
  'mes.equipment.state-changed.v1': EquipmentStateChanged,
  'erp.order.released.v1': OrderReleased,
  'erp.order.changed.v1': OrderReleased,
  'erp.order.cancelled.v1': OrderReleased,
  'plm.change.approved.v1': ChangeApproved,
  'plm.change.withdrawn.v1': ChangeWithdrawn,
} as const;
export type InboundType = keyof typeof INBOUND;
export type InboundData<T extends InboundType> = z.infer<(typeof INBOUND)[T]>;

/** CloudEvents 1.0 in structured mode, as systems send it. */
export const CloudEvent = z
  .looseObject({
    specversion: z.literal('1.0'),
    id: z.string().min(1).max(200),
    source: z.string().min(1).max(200),
    type: z.string().min(1).max(200),
    time: Instant.optional(),
    subject: z.string().optional(),
    datacontenttype: z.string().optional(),
    data: z.unknown(),
  })
  .meta({ id: 'CloudEvent' });
export type CloudEvent = z.infer<typeof CloudEvent>;

export const InboundAnswer = z
  .object({
    id: z.string(),
    status: z.enum(['accepted', 'duplicate', 'refused']),
    problem: z.looseObject({ code: z.string(), detail: z.string() }).optional(),
  })
  .meta({ id: 'InboundAnswer' });
export type InboundAnswer = z.infer<typeof InboundAnswer>;
