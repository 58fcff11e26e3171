import type { InboundData, InboundType } from '../contracts/inbound';
import type { Topology } from '../contracts/topology';
import { changeApproved, changeWithdrawn, orderTold } from './change/announced';
import { confirmed, decided, raised, voided } from './inbound-quality';
import { lotReceived, madeFrom, stockAdjusted, stockMoved, type Telling } from './material';
import type { Tx } from './pool';
import { shipmentPosted } from './shipments';

type Handler<T extends InboundType> = (
  tx: Tx,
  topology: Topology,
  data: InboundData<T>,
  telling: Telling,
) => Promise<void>;

/** What each type of event does to the ledger; a handler may throw WaitsFor. */
export const HANDLERS: { [T in InboundType]: Handler<T> } = {
  'qms.nonconformance.raised.v1': raised,
  'qms.nonconformance.voided.v1': voided,
  'qms.disposition.decided.v1': decided,
  'qms.disposition.revised.v1': decided,
  'qms.inspection.completed.v1': async (tx, topology, data, telling) => {
    if (data.disposition !== null)
      await confirmed(tx, topology, data.disposition, 'inspected', data.verdict === 'pass', null, telling);
  },
  'mes.sort.finished.v1': (tx, topology, data, telling) =>
    confirmed(tx, topology, data.disposition, 'sorted', true, { good: data.good, bad: data.bad }, telling),
  'mes.rework.finished.v1': (tx, topology, data, telling) =>
    confirmed(tx, topology, data.disposition, 'reworked', true, null, telling),
  'erp.scrap.confirmed.v1': (tx, topology, data, telling) =>
    confirmed(tx, topology, data.disposition, 'destroyed', true, null, telling),
  'erp.return.issued.v1': (tx, topology, data, telling) =>
    confirmed(tx, topology, data.disposition, 'issued', true, null, telling),
  'erp.lot.received.v1': lotReceived,
  'erp.stock.moved.v1': stockMoved,
  'erp.stock.adjusted.v1': stockAdjusted,
  'mes.material.consumed.v1': (tx, topology, data, telling) =>
    madeFrom(tx, topology, data.consumed, data.produced, telling),
  'mes.lot.split.v1': (tx, topology, data, telling) => madeFrom(tx, topology, data.from, data.to, telling),
  'mes.lot.merged.v1': (tx, topology, data, telling) => madeFrom(tx, topology, data.from, data.to, telling),
  'erp.shipment.posted.v1': shipmentPosted,
  'erp.order.released.v1': (tx, _topology, data, { now }) => orderTold(tx, data, 'open', now),
  'erp.order.changed.v1': (tx, _topology, data, { now }) => orderTold(tx, data, 'open', now),
  'erp.order.cancelled.v1': (tx, _topology, data, { now }) => orderTold(tx, data, 'cancelled', now),
  'plm.change.approved.v1': changeApproved,
  'plm.change.withdrawn.v1': changeWithdrawn,
};
