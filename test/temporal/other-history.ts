import { sleep } from '@temporalio/workflow';

/** A saga of the house's name that goes a way of its own: what it leaves behind, the house's saga cannot replay. */
export async function qualityHold(): Promise<void> {
  await sleep('1 hour');
}
