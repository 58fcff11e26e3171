import { z } from 'zod';
import type {
  SnapshotLot,
  SnapshotPage,
  SnapshotProduction,
  SnapshotQuestion,
} from '../../../contracts/snapshot';
import type { CallContext } from '../../port';
import type { SandboxSystem } from '../calls';
import { section, snapshotOf } from '../pages';
import { mesStatuses } from './lot';

const Lot = z
  .object({
    lot: z.string(),
    unit: z.string(),
    location: z.string(),
    quantity: z.string(),
    lotStatus: z.string(),
  })
  .transform(({ lot, unit, location, quantity, lotStatus }): SnapshotLot => ({
    lot,
    unit,
    supplier: null,
    supplierLot: null,
    stock: [
      {
        location,
        quantity,
        status: mesStatuses.toNative(lotStatus) ?? 'block',
        special: null,
        boundFor: null,
      },
    ],
  }));

const Line = z.object({ lot: z.string(), quantity: z.string() });
const Production = Line.extend({
  order: z.string(),
  workCentre: z.string().nullable(),
  finishedAt: z.iso.datetime(),
  consumed: z.array(Line),
}).transform(({ order, workCentre, finishedAt, lot, quantity, consumed }): SnapshotProduction => ({
  order,
  operation: null,
  workCentre,
  occurredAt: finishedAt,
  consumed,
  produced: [{ lot, quantity }],
}));

/** Each is some statements in the ledger. */
const MOST_FACTS = 100;
const Serial = z.object({ serial: z.string(), lot: z.string() });

const SECTIONS = [
  section('lots', '/lot-pages', 'lots', Lot, (lots) => ({ lots })),
  section(
    'productions',
    '/production-pages',
    'productions',
    Production,
    (productions) => ({ productions }),
    MOST_FACTS,
  ),
  section('serials', '/serial-pages', 'serials', Serial, (serials) => ({ serials }), MOST_FACTS),
];

/** Lots at the line, then what was made from what, then which lots serials are of. */
export const mesSnapshot = (
  system: SandboxSystem,
  question: SnapshotQuestion,
  context: CallContext,
): Promise<SnapshotPage> => snapshotOf(system, SECTIONS, question, context);
