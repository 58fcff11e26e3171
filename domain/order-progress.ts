import type { ProgressState } from '../contracts/production-order';
import { compare, type DecimalText } from './decimal';

/** What the shop floor has reported of an order: running totals, in the order's unit. */
export interface OrderProgress {
  readonly state: ProgressState;
  readonly good: DecimalText;
  readonly scrapped: DecimalText;
}

const WORDS: Readonly<Record<ProgressState, readonly string[]>> = {
  released: ['released', 'dispatched', 'ready', 'queued', 'waiting'],
  'in-progress': [],
  completed: ['completed', 'complete', 'finished', 'done', 'closed', 'ended'],
};

/** A MES's word for how far an order is; one that is not known says that it runs. */
export function stateOfWord(word: string): ProgressState {
  const plain = word.trim().toLowerCase();
  if (WORDS.completed.includes(plain)) return 'completed';
  return WORDS.released.includes(plain) ? 'released' : 'in-progress';
}

const ORDER: readonly ProgressState[] = ['released', 'in-progress', 'completed'];

/**
 * Two reports as one. Totals and states only grow, so that reports may come late, twice and in any order: merging is
 * commutative, associative and idempotent.
 */
export const merged = (a: OrderProgress, b: OrderProgress): OrderProgress => ({
  state: ORDER.indexOf(a.state) >= ORDER.indexOf(b.state) ? a.state : b.state,
  good: larger(a.good, b.good),
  scrapped: larger(a.scrapped, b.scrapped),
});

const larger = (a: DecimalText, b: DecimalText) => (compare(a, b) >= 0 ? a : b);

/** Whether anything was made, or begun. */
export const isStarted = ({ state }: OrderProgress): boolean => state !== 'released';
