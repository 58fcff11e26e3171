import { z } from 'zod';
import type { Effects } from '../core/effects';
import { Refusal } from '../core/refusal';
import { type Route, write } from '../core/route';
import type { Collection, Store } from '../core/store';

const LocalDate = z.iso.date();

/** Accounting has closed the books up to a day: what is posted to that day or before is refused. */
export class PostingPeriods {
  private readonly periods: Collection<{ readonly closedThrough: string }>;

  constructor(store: Store) {
    this.periods = store.collection('posting-periods');
  }

  /** @throws Refusal `PERIOD_CLOSED` */
  refuse(postingDate: string): void {
    const closedThrough = this.periods.get('books')?.closedThrough;
    if (closedThrough !== undefined && postingDate <= closedThrough)
      throw new Refusal(
        'PERIOD_CLOSED',
        `The books are closed through ${closedThrough}; posting date ${postingDate}.`,
        409,
      );
  }

  routes(effects: Effects): Route[] {
    return [
      write(
        effects,
        'posting-period',
        '/posting-periods',
        z.object({ closedThrough: LocalDate.nullable() }),
        () => 'books',
        ({ closedThrough }) => {
          if (closedThrough === null) this.periods.remove('books');
          else this.periods.put('books', { closedThrough });
          return { closedThrough };
        },
      ),
    ];
  }
}
