import type { InboundData } from '../contracts/inbound';
import type { Topology } from '../contracts/topology';
import { audit } from './audit';
import { holdsCovering, joinWithDescendants } from './follow';
import { addEdges, removeEdges } from './genealogy-edges';
import { ensureLots, itemsOf } from './lots';
import type { Telling } from './material';
import { recordFact, type Fact } from './material-facts';
import type { Tx } from './pool';
import { settleConsumption } from './promised';
import { joinFollowing } from './scope/join';
import { serialsAre } from './scope/serial-lots';

/** An operation of an order took material and made some; either side may be told by another event. @throws Problem `unknown-item` */
export async function consumed(
  tx: Tx,
  topology: Topology,
  data: InboundData<'mes.material.consumed.v1'>,
  telling: Telling,
): Promise<void> {
  await happened(tx, topology, consumption(data), telling);
  const built = data.produced.flatMap(({ lot, serials = [] }) => serials.map((serial) => ({ serial, lot })));
  await serialsAre(tx, topology, built, telling);
}

/** What an operation took and made was taken back: whichever of the two is told first, it has not happened. @throws Problem */
export const reversed = (
  tx: Tx,
  topology: Topology,
  data: InboundData<'mes.material.reversed.v1'>,
  telling: Telling,
): Promise<void> => happened(tx, topology, { ...consumption(data), reversed: true }, telling);

/** A lot became several, or several one. @throws Problem `unknown-item` */
export const regrouped =
  (kind: 'split' | 'merged') =>
  (tx: Tx, topology: Topology, data: InboundData<'mes.lot.split.v1'>, telling: Telling): Promise<void> =>
    happened(tx, topology, { kind, plant: data.plant, in: data.from, out: data.to }, telling);

const consumption = (data: InboundData<'mes.material.consumed.v1'>): Fact => ({
  kind: 'consumed',
  plant: data.plant,
  order: data.order,
  operation: data.operation,
  workCentre: data.workCentre,
  occurredAt: new Date(data.occurredAt),
  in: data.consumed,
  out: data.produced,
});

/** Keeps the fact; edges come and go with the occurrence that it tells of. */
async function happened(tx: Tx, topology: Topology, fact: Fact, telling: Telling): Promise<void> {
  const lots = [...(fact.in ?? []), ...(fact.out ?? [])].map(({ lot }) => lot);
  itemsOf(
    topology,
    lots.map((lot) => ({ lot, pointer: '/data' })),
  );
  await ensureLots(tx, topology, lots, telling.now);
  const { occurrence, before, after } = await recordFact(tx, telling, fact);
  if (before <= 0 && after > 0) {
    if (fact.kind === 'consumed') await settleConsumption(tx, topology, fact, telling);
    await follow(tx, topology, await addEdges(tx, topology, occurrence, telling), telling);
    await joinFollowing(tx, topology, fact, telling);
  }
  if (before > 0 && after <= 0) await tellReversal(tx, await removeEdges(tx, occurrence), telling);
}

/** What was made is held by every hold that covers what it was made from, and so is what was made of that (H5). */
async function follow(
  tx: Tx,
  topology: Topology,
  edges: readonly { parent: string; child: string }[],
  telling: Telling,
): Promise<void> {
  const parents = [...new Set(edges.map(({ parent }) => parent))];
  if (parents.length === 0) return;
  for (const { hold, lots } of await holdsCovering(tx, parents)) {
    const covered = new Set(lots);
    const children = edges.filter(({ parent }) => covered.has(parent)).map(({ child }) => child);
    await joinWithDescendants(tx, topology, hold, children, 'made from held material', telling);
  }
}

/** A reversal frees nothing (H2): what was held because of it stays held until it is decided, and the record says so. */
async function tellReversal(
  tx: Tx,
  edges: readonly { parent: string; child: string }[],
  { who, now }: Telling,
): Promise<void> {
  for (const { hold, lots } of await holdsCovering(tx, [...new Set(edges.map(({ child }) => child))]))
    await audit(tx, {
      transaction: hold.transaction,
      at: now,
      who,
      action: 'genealogy.reversed',
      subject: hold.id,
      from: edges.filter(({ child }) => lots.includes(child)),
      to: null,
      why: `a reversal frees nothing: ${lots.join(', ')} stays held until it is decided`,
    });
}
