import type { Ask } from '../../adapters/port';
import { SENTINEL, type RevisionPackage } from '../../contracts/revision';
import type { DesiredState } from '../../contracts/target';
import { line, operation, pin } from '../../sandbox/data/revisions';
import { createProduct } from '../../tools/tryton/seed/products';
import { seedRevision } from '../../tools/tryton/seed/revisions';
import type { TrytonDescription } from '../../tools/tryton/main';
import { lotAsk, type TrytonInstances } from './instances';

const WORK_CENTRES = ['CNC-2', 'PRESS-1', 'ASM-1'];

/** An item of its own for a test, in every instance, with a pin's revision B: what one test changes, no other sees. */
export async function newItem(tryton: TrytonInstances, item: string): Promise<string> {
  for (const role of ['erp', 'mes', 'qms'] satisfies (keyof TrytonDescription)[]) {
    const admin = tryton.as('admin', role);
    const what = { code: item, name: item, symbol: 'u', producible: true, salable: false };
    const product = await createProduct(admin, what);
    await seedRevision(admin, { item, revision: 'B', ...pin('B', '9.95') }, product, WORK_CENTRES);
  }
  return item;
}

/** Revision C: thicker bar, another way to do operation 20, a tighter limit. */
export const packageOf = (item: string): RevisionPackage => {
  const { plan } = pin('C', '9.96');
  return {
    item,
    from: 'B',
    to: 'C',
    unit: 'EA',
    latest: 'C',
    bom: [line('BAR-3', 'B', '0.07', 'MTR')],
    routing: [
      operation('10', 'Turn and part off', ['CNC-2', 'CNC-7'], 'WI-PIN-10-10-C'),
      operation('20', 'Blank the burr', ['PRESS-1', 'PRESS-4'], 'WI-PIN-10-20-C'),
    ],
    plan: { ...plan!, characteristics: [...plan!.characteristics] },
  };
};

/** An ask about an item at a plant: `staged`, `active` or `undone` by a change. */
export function itemAsk(
  item: string,
  state: DesiredState,
  { change = 'ECO-1', plant = 'lyon', revision = packageOf(item) } = {},
): Ask {
  const ask = lotAsk(`${item}:none`, 'held');
  return {
    ...ask,
    target: `target-${item}`,
    subject: { kind: 'item', id: `${item}@${plant}` },
    desired: { state, quantity: null },
    whole: false,
    detail: {
      ...ask.detail,
      item,
      lot: '',
      plant,
      revision: {
        change,
        package: revision,
        workCentres: ['CNC-2', 'PRESS-1'],
        validFrom: SENTINEL,
        fromSerial: null,
      },
    },
  };
}
