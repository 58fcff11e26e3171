import { randomUUID } from 'node:crypto';
import type { Answered, TestSystem } from './start';

export interface BlockAnswer {
  readonly subject: string;
  readonly done: boolean;
  readonly statusBefore?: string | null;
  readonly code?: string;
}

/** One line of the ERP's stock blocks: the whole lot, unless said otherwise. */
export const blockLine = (lot: string, changes: object = {}) => ({
  lot,
  blockedQuantity: null,
  releaseTo: null,
  reason: 'dimension',
  reference: 'QH-1',
  key: randomUUID(),
  sequence: 1,
  expiresAt: null,
  ...changes,
});

export const block = (erp: TestSystem, ...blocks: object[]): Promise<Answered<{ blocks: BlockAnswer[] }>> =>
  erp.post('/stock-blocks', { blocks });

/** Blocks one lot. @returns what the ERP said of it */
export async function blockOne(erp: TestSystem, lot: string, changes: object = {}): Promise<BlockAnswer> {
  const { body } = await block(erp, blockLine(lot, changes));
  return body.blocks[0]!;
}
