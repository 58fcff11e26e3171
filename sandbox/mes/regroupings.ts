import { z } from 'zod';
import type { Effects } from '../core/effects';
import type { Lot, LotBook } from '../core/lots';
import type { Outbox } from '../core/outbox';
import { add, Positive } from '../core/quantity';
import { Refusal } from '../core/refusal';
import { type Route, write } from '../core/route';

const Split = z.object({
  lot: z.string().min(1),
  into: z.array(z.object({ lot: z.string().min(1), quantity: Positive })).min(1),
});
const Merge = z.object({ lots: z.array(z.string().min(1)).min(1), into: z.string().min(1) });
const Scrap = z.object({ lot: z.string().min(1), quantity: Positive, reason: z.string().min(1) });

/** Lots that people at the line divide, put together or throw away; a hold stops the first two. All of it is announced. */
export function regroupingRoutes(plant: string, book: LotBook, outbox: Outbox, effects: Effects): Route[] {
  const line = (lot: string, quantity: string) => ({
    lot,
    quantity: { value: quantity, unit: book.need(lot).unit },
  });

  function split({ lot, into }: z.infer<typeof Split>): object {
    const { status, scrapped: _scrapped, ...from } = book.need(lot);
    const quantity = into.reduce((sum, one) => add(sum, one.quantity), '0');
    book.takeFree(lot, quantity, 'LOT_ON_HOLD');
    into.forEach((part) => book.receive({ ...from, ...part, status }));
    outbox.announce('mes.lot.split.v1', lot, {
      plant,
      from: [line(lot, quantity)],
      to: into.map((part) => line(part.lot, part.quantity)),
    });
    return { lot, into };
  }

  function merge({ lots, into }: z.infer<typeof Merge>): object {
    const from = lots.map((lot) => book.need(lot));
    const first = from[0] as Lot;
    if (from.some(({ item }) => item !== first.item))
      throw new Refusal('WRONG_ITEM', `${lots.join(', ')} are not of one item.`);
    from.forEach(({ lot, quantity }) => book.takeFree(lot, quantity, 'LOT_ON_HOLD'));
    const quantity = from.reduce((sum, one) => add(sum, one.quantity), '0');
    const { scrapped: _scrapped, ...like } = first;
    book.receive({ ...like, lot: into, quantity });
    outbox.announce('mes.lot.merged.v1', into, {
      plant,
      from: from.map((one) => line(one.lot, one.quantity)),
      to: [line(into, quantity)],
    });
    return { lot: into, quantity };
  }

  function scrap({ lot, quantity, reason }: z.infer<typeof Scrap>): object {
    book.scrap(lot, quantity);
    outbox.announce('mes.scrap.declared.v1', lot, { plant, ...line(lot, quantity), reason });
    return { lot, quantity };
  }

  return [
    write(effects, 'lot-split', '/lot-splits', Split, ({ lot }) => lot, split),
    write(effects, 'lot-merge', '/lot-merges', Merge, ({ into }) => into, merge),
    write(effects, 'scrap-declaration', '/scrap-declarations', Scrap, ({ lot }) => lot, scrap),
  ];
}
