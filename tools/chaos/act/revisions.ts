import type { Item } from '../plan/changes';
import { PLANTS, type Plant } from '../plan/holds';
import type { Systems } from '../systems';

/** Revisions that come with the demo enterprise go to C. */
const LAST_SEEDED = 3;

/** Which revisions an item has had in this run, and by which change. */
export class Revisions {
  private last = LAST_SEEDED;
  private readonly numbers = new Map<string, string>();

  constructor(readonly item: Item) {}

  /** A revision that nobody has had yet. */
  next(): string {
    return letters(++this.last);
  }

  /** The change that brings a revision. */
  bringing(revision: string): string | undefined {
    return this.numbers.get(revision);
  }

  brings(number: string, revision: string): void {
    this.numbers.set(revision, number);
  }

  /** What each plant builds, by the PLM. */
  async active(systems: Systems): Promise<Record<Plant, string>> {
    const { items } = await systems.state('plm');
    const [lyon, monterrey] = PLANTS.map((plant) => items[`${this.item}@${plant}`]?.active ?? '');
    return { lyon: lyon!, monterrey: monterrey! };
  }
}

/** A to Z, then AA. */
const letters = (value: number): string =>
  value === 0 ? '' : letters(Math.floor((value - 1) / 26)) + String.fromCharCode(65 + ((value - 1) % 26));

export const isLater = (revision: string, than: string): boolean =>
  revision.length > than.length || (revision.length === than.length && revision > than);
