import { z } from 'zod';
import { Refusal } from './refusal';
import type { Collection, Store } from './store';

/** Body of `PUT /_sandbox/hands`. */
export const HandsSettings = z.strictObject({
  auto: z.boolean().default(false),
  afterMs: z.number().min(0).default(200),
});
export type HandsSettings = z.infer<typeof HandsSettings>;

/** What people have to do in a system: `waiting` names it, `finish` does it (within a transaction). */
export interface Work {
  waiting(): string[];
  finish(id: string): void;
}

/** The people of a system, who do what is waiting when they are told to work by themselves. */
export class Hands {
  private readonly kept: Collection<HandsSettings>;
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private running = false;

  constructor(
    private readonly store: Store,
    private readonly work: Work,
  ) {
    this.kept = store.collection('hands');
  }

  get current(): HandsSettings {
    return this.kept.get('current') ?? HandsSettings.parse({});
  }

  set(settings: HandsSettings): void {
    this.forget();
    this.store.transaction(() => this.kept.put('current', settings));
  }

  start(): void {
    this.running = true;
    this.store.onCommit(() => this.look());
    this.look();
  }

  stop(): void {
    this.running = false;
    this.forget();
  }

  private forget(): void {
    this.timers.forEach((timer) => clearTimeout(timer));
    this.timers.clear();
  }

  private look(): void {
    if (!this.running || !this.current.auto) return;
    for (const id of this.work.waiting())
      if (!this.timers.has(id))
        this.timers.set(
          id,
          setTimeout(() => this.finish(id), this.current.afterMs),
        );
  }

  private finish(id: string): void {
    this.timers.delete(id);
    try {
      this.store.transaction(() => this.work.finish(id));
    } catch (error) {
      // Cancelled or done by somebody else meanwhile: nothing is left to do.
      if (!(error instanceof Refusal)) throw error;
    }
  }
}
