import type { LotRecords, OpenMove } from './lots';
import { openMoves } from './lots';
import { TrytonRefusal } from './refusal';
import type { Site } from './site';
import type { TrytonCaller } from './rpc';

/**
 * An order is held by a failed inspection of a control of our own, whose alert is open: until it is resolved, which takes
 * group Quality, the order's next step is refused. The inspection's reference is the lot for which the order is held.
 */
export const HOLD_CONTROL = 'Interlock hold';

/** Orders can be inspected; other documents that take the lot are stopped by its lock alone. */
const ORDERS = ['production', 'stock.shipment.out'];
const OPEN = ['open', 'processing'];

interface Inspection {
  readonly id: number;
  readonly state: 'pending' | 'passed' | 'failed';
  readonly origin: string;
  readonly 'origin.': { readonly rec_name: string } | null;
}
interface Alert {
  readonly id: number;
  readonly state: string;
  readonly 'origin.': { readonly id: number };
}

/** Tryton's name of the order that a move belongs to, such as `production,5`; null when it is of another kind. */
export function orderOf(move: OpenMove): string | null {
  const order = move.production_input === null ? move.shipment : `production,${move.production_input}`;
  return order !== null && ORDERS.includes(order.slice(0, order.indexOf(','))) ? order : null;
}

/** Orders that are held for this lot, with the name that people know each by. */
export async function heldOrders(
  tryton: TrytonCaller,
  lot: LotRecords,
): Promise<ReadonlyMap<string, string>> {
  const failed = (await inspections(tryton, lot)).filter(({ state }) => state === 'failed');
  const blocking = new Set((await openAlerts(tryton, failed)).map((alert) => alert['origin.'].id));
  return new Map(
    failed
      .filter(({ id }) => blocking.has(id))
      .map((found) => [found.origin, found['origin.']?.rec_name ?? found.origin]),
  );
}

/** Holds every order that uses or reserves the lot and is not held for it yet. */
export async function holdOrders(
  tryton: TrytonCaller,
  site: Site,
  lot: LotRecords,
  hold: string,
): Promise<void> {
  const orders = new Set((await openMoves(tryton, lot)).flatMap((move) => orderOf(move) ?? []));
  const held = await heldOrders(tryton, lot);
  const missing = [...orders].filter((order) => !held.has(order));
  if (missing.length === 0) return;
  const begun = (await inspections(tryton, lot)).filter(
    ({ state, origin }) => state === 'pending' && missing.includes(origin),
  );
  const unbegun = missing.filter((origin) => !begun.some((inspection) => inspection.origin === origin));
  const control = await holdControl(tryton);
  const { company } = await site.owner(tryton);
  const values = { control, company, reference: lot.name, points: { released: false } };
  const created = await tryton.createAll(
    'quality.inspection',
    unbegun.map((origin) => ({ ...values, origin })),
  );
  const ids = [...begun.map(({ id }) => id), ...created];
  await tryton.press('quality.inspection', 'process', ids);
  const alerts = await tryton.find<{ id: number }>(
    'quality.alert',
    [['origin', 'in', ids.map((id) => `quality.inspection,${id}`)]],
    ['id'],
  );
  const title = `${hold}: ${lot.name} is held`;
  await tryton.write('quality.alert', idsOf(alerts), { title });
}

export async function freeOrders(tryton: TrytonCaller, lot: LotRecords): Promise<void> {
  const all = await inspections(tryton, lot);
  const alerts = await openAlerts(tryton, all);
  const open = alerts.filter(({ state }) => state === 'open');
  if (open.length > 0) await tryton.press('quality.alert', 'process', idsOf(open));
  if (alerts.length > 0) await tryton.press('quality.alert', 'resolve', idsOf(alerts));
  // One that was begun and never processed would block the order too.
  const pending = all.filter(({ state }) => state === 'pending');
  await tryton.remove('quality.inspection', idsOf(pending));
}

const idsOf = (records: readonly { readonly id: number }[]) => records.map(({ id }) => id);

const inspections = (tryton: TrytonCaller, lot: LotRecords) =>
  tryton.find<Inspection>(
    'quality.inspection',
    [
      ['control.name', '=', HOLD_CONTROL],
      ['reference', '=', lot.name],
    ],
    ['state', 'origin', 'origin.rec_name'],
  );

async function openAlerts(tryton: TrytonCaller, of: readonly Inspection[]): Promise<Alert[]> {
  if (of.length === 0) return [];
  const origins = of.map(({ id }) => `quality.inspection,${id}`);
  return tryton.find<Alert>(
    'quality.alert',
    [
      ['origin', 'in', origins],
      ['state', 'in', OPEN],
    ],
    ['state', 'origin.id'],
  );
}

async function holdControl(tryton: TrytonCaller): Promise<number> {
  const [control] = await tryton.find<{ id: number }>(
    'quality.control',
    [['name', '=', HOLD_CONTROL]],
    ['id'],
  );
  if (!control)
    throw new TrytonRefusal(
      'Missing',
      `There is no quality control named "${HOLD_CONTROL}" in this instance; create it without operations.`,
    );
  return control.id;
}
