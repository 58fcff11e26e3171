import type { RolloutNews } from '../../contracts/release';

/**
 * Has the answers of a plant's systems come home one by one: each is held back until the ledger has heard the one before. The
 * time-skipping server stands still for good where a saga cancels a timer that fires at that moment, as the one that gathers
 * answers does when they come nearly together.
 */
export class OneByOne {
  private readonly last = new Map<string, Promise<void>>();
  private readonly unheard = new Map<string, (() => void)[]>();

  async answer<T>(plant: string, work: () => T): Promise<T> {
    const before = this.last.get(plant);
    let heard = (): void => undefined;
    this.last.set(plant, new Promise((resolve) => (heard = resolve)));
    await before;
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
