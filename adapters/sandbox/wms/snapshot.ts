import { z } from 'zod';
import type { SnapshotLot, SnapshotPage, SnapshotQuestion } from '../../../contracts/snapshot';
import type { CallContext } from '../../port';
import type { SandboxSystem } from '../calls';
import { section, snapshotOf } from '../pages';
import { wmsStatuses } from './lot';

const Inventory = z
  .object({
    lot: z.string(),
    unit: z.string(),
    bins: z.array(
      z.object({
        bin: z.string(),
        quantity: z.string(),
        condition: z.string(),
        onTheRoad: z.boolean(),
      }),
    ),
  })
  .transform(({ lot, unit, bins }): SnapshotLot => ({
    lot,
    unit,
    supplier: null,
    supplierLot: null,
    stock: bins.map(({ bin, quantity, condition, onTheRoad }) => ({
      location: bin,
      quantity,
      status: wmsStatuses.toNative(condition) ?? 'block',
      special: onTheRoad ? 'in-transit' : null,
      boundFor: null,
    })),
  }));

const SECTIONS = [section('inventory', '/inventory-pages', 'inventory', Inventory, (lots) => ({ lots }))];

/** What lies in the bins of the plant. */
export const wmsSnapshot = (
  system: SandboxSystem,
  question: SnapshotQuestion,
  context: CallContext,
): Promise<SnapshotPage> => snapshotOf(system, SECTIONS, question, context);
