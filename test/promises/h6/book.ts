import type { Decision } from '../../../contracts/disposition';

/** What one hold says of the lot, in whole pieces; the names are those of the API. */
export interface Page {
  quantity: number;
  adjusted: number;
  undecided: number;
  pending: number;
  released: number;
  reworked: number;
  regraded: number;
  scrapped: number;
  returned: number;
  escaped: number;
  elsewhere: number;
  missing: number;
}
const blank = (quantity: number): Page => ({
  quantity,
  undecided: quantity,
  adjusted: 0,
  pending: 0,
  released: 0,
  reworked: 0,
  regraded: 0,
  scrapped: 0,
  returned: 0,
  escaped: 0,
  elsewhere: 0,
  missing: 0,
});

interface Leaf {
  readonly page: Page;
  readonly isPart: boolean;
}
type Settled = 'released' | 'reworked' | 'regraded' | 'scrapped' | 'returned' | 'undecided';
const INTO: Partial<Record<Decision, Settled>> = {
  release: 'released',
  rework: 'reworked',
  regrade: 'regraded',
  scrap: 'scrapped',
  'return-to-supplier': 'returned',
  sort: 'undecided',
};
export const DECIDED = Object.keys(INTO) as Decision[];
const LEAVES: readonly Decision[] = ['scrap', 'return-to-supplier', 'regrade'];

/**
 * A clerk's book of one lot, kept by hand beside the ledger: what it has, and a page for each hold. Written from the contract,
 * not from the code.
 */
export class Book {
  private readonly leaves: Leaf[] = [];

  constructor(public lot: number) {}

  page(hold: number): Page {
    return this.leaves[hold]!.page;
  }

  open(pieces: number | null): void {
    this.leaves.push({ page: blank(pieces ?? this.lot), isPart: pieces !== null });
  }

  decide(hold: number, pieces: number): boolean {
    const page = this.page(hold);
    if (pieces > page.undecided) return false;
    page.undecided -= pieces;
    page.pending += pieces;
    return true;
  }

  verify(hold: number, decision: Decision, pieces: number): void {
    const page = this.page(hold);
    page.pending -= pieces;
    page[INTO[decision]!] += pieces;
    if (LEAVES.includes(decision)) {
      this.lot = Math.max(this.lot - pieces, 0);
      for (const { page: other } of this.leaves) {
        if (other === page) continue;
        const taken = Math.min(pieces, other.undecided);
        other.undecided -= taken;
        other.elsewhere += taken;
      }
    }
    this.settle(page);
  }

  takeBack(hold: number, pieces: number): void {
    const page = this.page(hold);
    page.pending -= pieces;
    page.undecided += pieces;
    this.settle(page);
  }

  receive(pieces: number): void {
    this.lot += pieces;
    for (const { page, isPart } of this.leaves)
      if (!isPart) {
        page.quantity += pieces;
        page.undecided += pieces;
      }
  }

  find(pieces: number): void {
    this.lot += pieces;
    for (const { page, isPart } of this.leaves) {
      const back = Math.min(page.missing, pieces);
      page.missing -= back;
      if (isPart) continue;
      page.adjusted += pieces - back;
      page.undecided += pieces - back;
    }
  }

  lose(pieces: number): void {
    this.lot -= Math.min(pieces, this.lot);
    for (const { page } of this.leaves) {
      page.missing += Math.max(page.undecided + page.pending - page.missing - this.lot, 0);
      this.settle(page);
    }
  }

  ship(pieces: number): void {
    for (const { page } of this.leaves) {
      const beside = Math.max(this.lot - page.undecided - page.pending, 0);
      const escaped = Math.min(Math.max(pieces - beside, 0), page.undecided);
      page.undecided -= escaped;
      page.escaped += escaped;
    }
    this.lot = Math.max(this.lot - pieces, 0);
  }

  /** The pieces of a shipment never left. */
  unship(pieces: number): void {
    this.lot += pieces;
    for (const { page, isPart } of this.leaves) {
      const escaped = Math.min(pieces, page.escaped);
      page.escaped -= escaped;
      page.undecided += escaped;
      if (isPart) continue;
      const here = page.undecided + page.pending + page.released + page.reworked;
      const unknown = Math.min(Math.max(this.lot - here, 0), pieces - escaped);
      page.quantity += unknown;
      page.undecided += unknown;
    }
  }

  /** What is missing is taken from what is undecided; no more is missing than is decided. */
  private settle(page: Page): void {
    const now = Math.min(page.missing, page.undecided);
    page.undecided -= now;
    page.adjusted -= now;
    page.missing = Math.min(page.missing - now, page.pending);
  }
}
