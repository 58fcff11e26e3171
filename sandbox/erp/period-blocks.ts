import { z } from 'zod';
import type { Effects } from '../core/effects';
import { Refusal } from '../core/refusal';
import { type Route, write } from '../core/route';
import type { Collection, Store } from '../core/store';

const Block = z.object({
  item: z.string().min(1),
  plant: z.string().min(1),
  /** Such as "stocktaking until Friday"; null lifts the block. */
  reason: z.string().min(1).nullable(),
});

/** Materials whose masters are closed for changes while accounts or stocktaking run. */
export class PeriodBlocks {
  private readonly blocks: Collection<{ readonly reason: string }>;

  constructor(store: Store) {
    this.blocks = store.collection('period-blocks');
  }

  reason(item: string, plant: string): string | null {
    return this.blocks.get(`${item}@${plant}`)?.reason ?? null;
  }

  /** @throws Refusal `PERIOD_BLOCKED` */
  refuse(item: string, plant: string): void {
    const reason = this.reason(item, plant);
    if (reason !== null) throw new Refusal('PERIOD_BLOCKED', `${item}@${plant}: ${reason}.`, 409);
  }

  routes(effects: Effects): Route[] {
    return [
      write(
        effects,
        'period-block',
        '/period-blocks',
        Block,
        ({ item, plant }) => `${item}@${plant}`,
        ({ item, plant, reason }) => {
          if (reason === null) this.blocks.remove(`${item}@${plant}`);
          else this.blocks.put(`${item}@${plant}`, { reason });
          return { item, plant, reason };
        },
      ),
    ];
  }
}
