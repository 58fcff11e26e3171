import { z } from 'zod';
import type { Parts } from '../core/kind';
import { rounded } from '../core/quantity';
import { RevisionBook } from '../core/revision-book';
import { BomLine, RoutingStep } from '../core/revision-content';
import { type RevisionWords, revisionRoutes } from '../core/revision-routes';
import { type Route, write } from '../core/route';
import { seedRevisions } from '../core/seed-revisions';
import type { Enterprise } from '../data/seed';
import type { PeriodBlocks } from './period-blocks';

/** What planning needs of a revision. Instructions are the shop floor's. */
const Content = z.object({ billOfMaterial: z.array(BomLine), routing: z.array(RoutingStep) });
type Content = z.infer<typeof Content>;
export type ErpRevisions = RevisionBook<Content>;

const STAGE = 'planned-revision';

/** BOM and routing of each material at each plant. A closed period takes no change. */
export function erpRevisions({ store, clock, faults }: Parts, blocks: PeriodBlocks): ErpRevisions {
  return new RevisionBook(store, clock, {
    stage: ({ item, plant }, content) => {
      blocks.refuse(item, plant);
      const decimals = faults.rounding(STAGE);
      return decimals === null ? content : withQuantities(content, (quantity) => rounded(quantity, decimals));
    },
    activate: ({ item, plant }) => blocks.refuse(item, plant),
  });
}

const withQuantities = (content: Content, change: (quantity: string) => string): Content => ({
  ...content,
  billOfMaterial: content.billOfMaterial.map((line) => ({ ...line, quantity: change(line.quantity) })),
});

export const seedErpRevisions = (book: ErpRevisions, enterprise: Enterprise): void =>
  seedRevisions(book, enterprise, enterprise.plants, ({ bom, routing }) => ({
    billOfMaterial: [...bom],
    routing: routing.map(({ instruction: _instruction, ...step }) => step),
  }));

export function erpRevisionRoutes(
  book: ErpRevisions,
  blocks: PeriodBlocks,
  effects: Parts['effects'],
): Route[] {
  const words: RevisionWords<Content> = {
    stage: STAGE,
    activate: 'revision-release',
    undo: 'revision-cancellation',
    query: 'revision-query',
    list: 'materials',
    content: Content,
    more: ({ item, plant, unit }) => ({ unit, periodBlock: blocks.reason(item, plant) }),
  };
  return [
    ...revisionRoutes(book, effects, words),
    write(
      effects,
      'manual-switch',
      '/materials/:item/:plant/manual-switch',
      z.object({ revision: z.string().min(1) }),
      (_input, { params }) => `${String(params.item)}@${String(params.plant)}`,
      ({ revision }, { params }) => {
        const { active } = book.switchByHand(String(params.item), String(params.plant), revision);
        return { active };
      },
    ),
  ];
}
