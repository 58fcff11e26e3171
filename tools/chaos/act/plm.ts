import { createHash } from 'node:crypto';
import type { Item } from '../plan/changes';
import type { Systems } from '../systems';

/** Puts an approved and complete change into the sandbox PLM: one item from one revision to another, nothing left to decide by hand. */
export async function engineer(
  systems: Systems,
  change: { readonly number: string; readonly item: Item; readonly from: string; readonly to: string },
): Promise<void> {
  const { number, item, from, to } = change;
  const document = { document: `WI-${number}`, content: `How ${item} is made by ${number}.\n` };
  const hash = createHash('sha256').update(document.content).digest('hex');
  const body = {
    id: number,
    text: `a change of ${item} by the chaos run`,
    classes: { inStock: 'sort', inProgress: 'finish-on-old', onOrder: 'use-up' },
    effectivity: null,
    affectedItems: [
      {
        item,
        from,
        to,
        bom: [componentOf(item)],
        routing: [
          {
            operation: '10',
            text: 'Make',
            workCentres: ['CNC-2', 'CNC-7'],
            instruction: { document: document.document, hash },
          },
        ],
        plan: {
          id: `IP-${item}`,
          version: to,
          characteristics: [
            {
              characteristic: 'length',
              unit: 'MMT',
              lower: '9.9',
              upper: '10.1',
              critical: true,
              gauge: 'G-12',
            },
          ],
        },
      },
    ],
    documents: [document],
  };
  const isThere = async () => number in ((await systems.state('plm')).changes ?? {});
  await systems.atScreen('plm', '/changes', body, isThere);
}

/** Something that is bought, and not the item itself. */
const componentOf = (item: Item) =>
  item === 'SHEET-4'
    ? { item: 'ADH-1', revision: 'B', quantity: '0.2', unit: 'KGM' }
    : { item: 'SHEET-4', revision: 'B', quantity: '0.025', unit: 'MTK' };
