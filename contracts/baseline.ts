import { z } from 'zod';
import { Person } from './disposition';
import type { SystemQuestion } from './release';
import type { SnapshotPage, SnapshotQuestion } from './snapshot';

export const BASELINE_STATES = ['loading', 'finished', 'abandoned'] as const;
export type BaselineState = (typeof BASELINE_STATES)[number];

export const BASELINE_FINDINGS = [
  // the system cannot give a snapshot: nothing of it was loaded
  'no-snapshot',
  'unknown-item',
  'unit-differs',
  // a system has another quantity than the stock's owner
  'quantity-differs',
  // the owner has less than the ledger of a lot that a hold covers: nothing was taken away
  'less-than-held',
  // the ledger has stock that its owner did not name
  'not-in-system',
  // it changed each time that it was read: what events told stands
  'kept-changing',
  'production-refused',
] as const;
export type BaselineFindingCode = (typeof BASELINE_FINDINGS)[number];

/** What did not add up while a plant was loaded; for people to look into. */
export const BaselineFinding = z
  .object({
    system: z.string(),
    code: z.enum(BASELINE_FINDINGS),
    /** A lot, or what else it is about. */
    subject: z.string(),
    text: z.string(),
  })
  .meta({ id: 'BaselineFinding' });
export type BaselineFinding = z.infer<typeof BaselineFinding>;

export const BaselineSystem = z.object({
  system: z.string(),
  /** Pages, lots and open orders that were loaded so far. */
  pages: z.int(),
  lots: z.int(),
  orders: z.int(),
  done: z.boolean(),
});

/** The loading of a plant's lots, stock and open orders from its systems. */
export const Baseline = z
  .object({
    id: z.string(),
    transaction: z.string(),
    plant: z.string(),
    state: z.enum(BASELINE_STATES),
    requestedBy: Person,
    systems: z.array(BaselineSystem),
    /** The first thousand. */
    findings: z.array(BaselineFinding),
    findingCount: z.int(),
    startedAt: z.string(),
    finishedAt: z.string().nullable(),
  })
  .meta({ id: 'Baseline' });
export type Baseline = z.infer<typeof Baseline>;

/** What the baseline's saga asks one system next. */
export interface PageQuestion extends SystemQuestion, SnapshotQuestion {
  /** How many pages were taken before: a page is taken once. */
  readonly page: number;
  /** When it was asked, in milliseconds since 1970: what events told later wins over the page. */
  readonly askedAt: number;
}

/** A page on its way from the saga to the ledger. */
export interface PageNews {
  readonly baseline: string;
  readonly question: PageQuestion;
  readonly page: SnapshotPage;
}
