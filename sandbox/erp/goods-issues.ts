import { z } from 'zod';
import type { Effects } from '../core/effects';
import type { LotBook } from '../core/lots';
import { Positive } from '../core/quantity';
import { type Route, write } from '../core/route';
import type { Collection, Store } from '../core/store';
import type { Enterprise } from '../data/seed';

export interface GoodsIssue {
  readonly id: string;
  readonly order: string;
  readonly lot: string;
  readonly quantity: string;
  readonly at: string;
}

const NewIssue = z.object({ order: z.string().min(1), lot: z.string().min(1), quantity: Positive });

/** Stock that was issued to production orders. */
export class GoodsIssues {
  private readonly issues: Collection<GoodsIssue>;

  constructor(
    store: Store,
    private readonly book: LotBook,
  ) {
    this.issues = store.collection('goods-issues');
  }

  seed({ productions }: Enterprise): void {
    for (const { order, consumed, finishedAt } of productions)
      for (const { lot, quantity } of consumed) this.put({ order, lot, quantity, at: finishedAt });
  }

  all(): GoodsIssue[] {
    return this.issues.all();
  }

  routes(effects: Effects): Route[] {
    return [
      write(
        effects,
        'goods-issue',
        '/goods-issues',
        NewIssue,
        ({ lot }) => lot,
        ({ order, lot, quantity }) => {
          this.book.takeFree(lot, quantity, 'STOCK_BLOCKED');
          return this.put({ order, lot, quantity, at: new Date().toISOString() });
        },
      ),
    ];
  }

  private put(issue: Omit<GoodsIssue, 'id'>): GoodsIssue {
    const numbered = { ...issue, id: `GI-${100_001 + this.issues.all().length}` };
    this.issues.put(numbered.id, numbered);
    return numbered;
  }
}
