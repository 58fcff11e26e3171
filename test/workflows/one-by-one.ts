import { activityInfo, heartbeat } from '@temporalio/activity';
import type { RolloutNews } from '../../contracts/release';

/** Well within what Temporal waits to hear of an attempt. */
const HEARTBEAT_MS = 500;

/**
 * Has the answers of a plant's systems come home one by one: each is held back until the ledger has heard the one before. The
 * time-skipping server stands still for good where a saga cancels a timer that fires at that moment, as the one that gathers
 * answers does when they come nearly together.
 */
export class OneByOne {
  private readonly last = new Map<string, Promise<void>>();
  private readonly unheard = new Map<string, (() => void)[]>();
  /** Gives up the newest attempt at an activity. */
  private readonly giveUp = new Map<string, () => void>();

  /** To be called in an activity. */
  async answer<T>(plant: string, work: () => T): Promise<T> {
    const before = this.last.get(plant);
    let heard = (): void => undefined;
    this.last.set(plant, new Promise((resolve) => (heard = resolve)));
    // On a slow machine the turn may come after Temporal has begun another attempt: nobody hears what the former one answers.
    let isGivenUp = false;
    const { workflowExecution, activityId } = activityInfo();
    const activity = [workflowExecution?.runId, activityId].join('/');
    this.giveUp.get(activity)?.();
    this.giveUp.set(activity, () => {
      isGivenUp = true;
      void Promise.resolve(before).then(heard);
    });
    const beat = setInterval(() => heartbeat(), HEARTBEAT_MS);
    await before;
    clearInterval(beat);
    if (isGivenUp) throw new Error('Another attempt was begun.');
    this.unheard.set(plant, [...(this.unheard.get(plant) ?? []), heard]);
    return work();
  }

  /** To be told of everything that a plant's saga brings to the ledger. */
  heard({ plant, results, assessments }: RolloutNews): void {
    if (results.length + assessments.length === 0) return;
    for (const heard of this.unheard.get(plant) ?? []) heard();
    this.unheard.delete(plant);
  }
}
