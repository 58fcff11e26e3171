import type { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time';
import { temporal } from '@temporalio/proto';

const { IndexedValueType } = temporal.api.enums.v1;

/** DESIGN §3: none per lot, and no sensitive data. */
export const SEARCH_ATTRIBUTES = {
  InterlockPlant: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD_LIST,
  InterlockItem: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD_LIST,
  InterlockTransaction: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
  InterlockProductFamily: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
  InterlockState: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
  InterlockException: IndexedValueType.INDEXED_VALUE_TYPE_BOOL,
};
const RETENTION_DAYS = 30;

const ALREADY_EXISTS = 6;
const isExisting = (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === ALREADY_EXISTS;

/** Makes the namespace with its retention and registers the search attributes; repeats do nothing. Run at every start. */
export async function prepareNamespace(connection: Connection, namespace: string): Promise<void> {
  await connection.workflowService
    .registerNamespace({ namespace, workflowExecutionRetentionPeriod: msToTs(RETENTION_DAYS * 86_400_000) })
    .catch((error: unknown) => {
      if (!isExisting(error)) throw error;
    });
  await eventually(async () => {
    const known = await connection.operatorService.listSearchAttributes({ namespace });
    const missing = Object.entries(SEARCH_ATTRIBUTES).filter(
      ([name]) => !(name in (known.customAttributes ?? {})),
    );
    if (missing.length > 0)
      await connection.operatorService.addSearchAttributes({
        namespace,
        searchAttributes: Object.fromEntries(missing),
      });
  });
}

/** A new namespace is known to every part of the server only after a moment. */
async function eventually(work: () => Promise<void>): Promise<void> {
  const until = Date.now() + 30_000;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (Date.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}
