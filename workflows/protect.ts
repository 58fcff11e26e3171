import { CancellationScope, isCancellation } from '@temporalio/workflow';

/**
 * Runs a saga that must come to its end, though somebody cancels it in Temporal: what is half done is undone or brought
 * home, never dropped (E4). One that has come to its end has ended, whoever cancelled it.
 * @param cancelled told once when it was cancelled: the ledger makes a withdrawal of it
 */
export async function protect(cancelled: () => Promise<void>, saga: () => Promise<void>): Promise<void> {
  const withdrawn = CancellationScope.current().cancelRequested.catch((error: unknown) => {
    if (!isCancellation(error)) throw error;
    return CancellationScope.nonCancellable(cancelled);
  });
  void withdrawn;
  await CancellationScope.nonCancellable(saga);
}
