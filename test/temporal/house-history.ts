import { condition, defineSignal, setHandler } from '@temporalio/workflow';

/** What the house does: it waits to be told to look. */
export async function qualityHold(): Promise<void> {
  let told = false;
  setHandler(defineSignal('look'), () => {
    told = true;
  });
  await condition(() => told);
}
