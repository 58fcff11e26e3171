import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import type { Shown } from '../contracts/release';

/** How sagas are found in the Web UI. Values are never lots: one over 2,048 bytes is refused. */
const plant = defineSearchAttributeKey('InterlockPlant', SearchAttributeType.KEYWORD_LIST);
const item = defineSearchAttributeKey('InterlockItem', SearchAttributeType.KEYWORD_LIST);
const transaction = defineSearchAttributeKey('InterlockTransaction', SearchAttributeType.KEYWORD);
const productFamily = defineSearchAttributeKey('InterlockProductFamily', SearchAttributeType.KEYWORD);
const state = defineSearchAttributeKey('InterlockState', SearchAttributeType.KEYWORD);
const exception = defineSearchAttributeKey('InterlockException', SearchAttributeType.BOOL);

const MOST_BYTES = 2_000;

/** Writes only what differs from what stands: each write costs an event. */
export function showProgress(shown: Shown): void {
  const now = workflowInfo().typedSearchAttributes;
  if (now.get(transaction) === undefined) {
    upsertSearchAttributes([
      { key: plant, value: cut(shown.plants) },
      { key: item, value: cut(shown.items) },
      { key: transaction, value: shown.transaction },
      { key: productFamily, value: shown.productFamily },
      { key: state, value: shown.state },
      { key: exception, value: shown.openExceptions > 0 },
    ]);
    return;
  }
  if (now.get(state) !== shown.state) upsertSearchAttributes([{ key: state, value: shown.state }]);
  if (now.get(exception) !== shown.openExceptions > 0)
    upsertSearchAttributes([{ key: exception, value: shown.openExceptions > 0 }]);
}

function cut(items: readonly string[]): string[] {
  let bytes = 0;
  return items.filter((name) => (bytes += name.length + 4) <= MOST_BYTES);
}
