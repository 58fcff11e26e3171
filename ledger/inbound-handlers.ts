import type { InboundData, InboundType } from '../contracts/inbound';
import type { Topology } from '../contracts/topology';
import { changeApproved, changeWithdrawn } from './change/announced';
import { equipmentTold } from './equipment';
import { confirmed, decided, raised, voided } from './inbound-quality';
import { consumed, regrouped, reversed } from './genealogy';
import { checkpointReached, inspectionCompleted } from './inspection/inbound';
import type { Telling } from './material';
import { orderCancelled, orderChanged, orderProgressed, orderReleased } from './order/announced';
import { wakeAtPlant } from './order/wake';
import type { Tx } from './pool';
import { lotReceived } from './receipts';
import { shipmentMoved, shipmentPosted, shipmentReversed } from './shipments';
import { scrapDeclared, stockAdjusted, stockMoved } from './stock-movements';
import { transferDispatched, transferReceived } from './transfers';

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
  'qms.inspection.completed.v1': (tx, topology, data, telling) =>
    data.disposition === null
      ? inspectionCompleted(tx, topology, data, telling)
      : confirmed(tx, topology, data.disposition, 'inspected', data.verdict === 'pass', null, telling),
  'mes.checkpoint.reached.v1': checkpointReached,
  'mes.sort.finished.v1': (tx, topology, data, telling) =>
    confirmed(tx, topology, data.disposition, 'sorted', true, { good: data.good, bad: data.bad }, telling),
  'mes.rework.finished.v1': (tx, topology, data, telling) =>
    confirmed(tx, topology, data.disposition, 'reworked', true, null, telling, data.output ?? null),
  'erp.scrap.confirmed.v1': (tx, topology, data, telling) =>
    confirmed(tx, topology, data.disposition, 'destroyed', true, null, telling),
  'erp.return.issued.v1': (tx, topology, data, telling) =>
    confirmed(tx, topology, data.disposition, 'issued', true, null, telling),
  'erp.lot.received.v1': lotReceived,
  'erp.stock.moved.v1': stockMoved,
  'erp.stock.adjusted.v1': stockAdjusted,
  'erp.transfer.dispatched.v1': transferDispatched,
  'erp.transfer.received.v1': transferReceived,
  'mes.material.consumed.v1': consumed,
  'mes.material.reversed.v1': reversed,
  'mes.lot.split.v1': regrouped('split'),
  'mes.lot.merged.v1': regrouped('merged'),
  'mes.scrap.declared.v1': scrapDeclared,
  'erp.shipment.posted.v1': shipmentPosted,
  'erp.shipment.reversed.v1': shipmentReversed,
  'wms.shipment.picked.v1': shipmentMoved('picked'),
  'wms.shipment.loaded.v1': shipmentMoved('loaded'),
  'mes.equipment.state-changed.v1': async (tx, topology, data, telling) => {
    await equipmentTold(tx, topology, data, telling);
    await wakeAtPlant(tx, data.plant, telling.now);
  },
  'mes.order.progressed.v1': orderProgressed,
  'erp.order.released.v1': orderReleased,
  'erp.order.changed.v1': orderChanged,
  'erp.order.cancelled.v1': orderCancelled,
  'plm.change.approved.v1': changeApproved,
  'plm.change.withdrawn.v1': changeWithdrawn,
};
