import { z } from 'zod';
import type { Effects } from '../core/effects';
import { checkFence, Fenced } from '../core/fence';
import { Refusal } from '../core/refusal';
import { batch, read, type Route } from '../core/route';
import type { Collection, Store } from '../core/store';
import type { PlmItem } from './plm';

const Notice = Fenced.extend({
  item: z.string().min(1),
  /** Whether material of the item is held somewhere. */
  held: z.boolean(),
  reason: z.string(),
  reference: z.string(),
});

interface KeptNotice {
  readonly held: boolean;
  readonly sequence: number;
  readonly reason: string;
  readonly reference: string;
}

/** Notices on an item's master: that material of it is held, for whoever plans a change of it. */
export class Notices {
  private readonly notices: Collection<KeptNotice>;

  constructor(
    store: Store,
    private readonly items: Collection<PlmItem>,
  ) {
    this.notices = store.collection('notices');
  }

  isHeld(item: string): boolean {
    return this.notices.get(item)?.held ?? false;
  }

  routes(effects: Effects): Route[] {
    return [
      batch(
        effects,
        'item-notice',
        '/item-notices',
        'notices',
        Notice,
        (line) => line.item,
        (line) => {
          if (!this.items.get(line.item))
            throw new Refusal('UNKNOWN_ITEM', `There is no item ${line.item} here.`, 404);
          checkFence(line, this.notices.get(line.item)?.sequence ?? 0, line.item);
          const { held, sequence, reason, reference } = line;
          this.notices.put(line.item, { held, sequence, reason, reference });
          return {};
        },
      ),
      read(
        'item-query',
        'post',
        '/item-queries',
        z.object({ items: z.array(z.string()).max(1000) }),
        ({ items }) => ({
          items: items.map((item) => ({
            item,
            known: this.items.get(item) !== undefined,
            revision: this.items.get(item)?.revision ?? null,
            notice: this.notices.get(item) ?? null,
          })),
        }),
      ),
    ];
  }
}
