import type { OrderAsk } from '../../contracts/production-order';
import type { Ask } from '../port';

/** The order that an ask is about. @throws Error for an ask of another kind */
export function orderOf({ target, detail }: Ask): OrderAsk {
  if (!detail.order) throw new Error(`${target} was asked for without its order.`);
  return detail.order;
}

const PROGRESS = { released: 'released', 'in progress': 'in-progress', completed: 'completed' } as const;
type Word = keyof typeof PROGRESS;

/** How far an order is, from a sandbox system's word; null: it is not there, or was taken back. */
export const progressOf = (word: string | null): (typeof PROGRESS)[Word] | null =>
  word !== null && Object.hasOwn(PROGRESS, word) ? PROGRESS[word as Word] : null;
