import type { Disposition, Hold, HoldLot, Residual, Target } from '../../client/openapi';
import type { Tone } from '../../parts/badge';

type Status = Target['status'];

/** What a target that is to be held is said to be, where there is room for a word. */
export const HELD_STATUS: Readonly<Record<Status, string>> = {
  wanted: 'to be asked',
  asked: 'asked',
  acknowledged: 'answered',
  observed: 'held',
  parked: 'parked',
  drifted: 'drifted',
  'cannot-enforce': 'cannot enforce',
};

/** Why it is not contained, in a sentence. */
export const WHY: Readonly<Record<Status, string>> = {
  wanted: 'not asked yet',
  asked: 'asked, and has not answered yet',
  acknowledged: 'has answered, and was not read back as holding it yet',
  observed: 'read back as holding it',
  parked: 'waits for a person in the support queue',
  drifted: 'held it, and was read back as not holding it any more',
  'cannot-enforce': 'cannot hold it: count and tag it by hand',
};

export const DECISIONS: readonly Disposition['decision'][] = [
  'release',
  'sort',
  'rework',
  'repair',
  'use-as-is',
  'regrade',
  'scrap',
  'return-to-supplier',
];

export const DISPOSITION: Readonly<Record<Disposition['state'], Tone>> = {
  decided: 'wait',
  executing: 'wait',
  verified: 'good',
  reversed: 'off',
};

/** Where the pieces of a lot went: what the quantities under a hold are called. */
export const ACCOUNT = [
  ['undecided', 'undecided'],
  ['pending', 'pending'],
  ['released', 'released'],
  ['reworked', 'reworked'],
  ['repaired', 'repaired'],
  ['regraded', 'regraded'],
  ['scrapped', 'scrapped'],
  ['usedAsIs', 'used as is'],
  ['returned', 'returned'],
  ['escaped', 'escaped'],
  ['elsewhere', 'under another hold'],
] as const satisfies readonly (readonly [keyof HoldLot, string])[];
export type AccountField = (typeof ACCOUNT)[number][0];

export const RESIDUAL: Readonly<Record<Residual['kind'], string>> = {
  shipped: 'shipped',
  picked: 'picked',
  loaded: 'loaded',
  staged: 'staged',
  consumed: 'consumed',
  'consumed-unposted': 'consumed, not posted',
  'in-transit': 'in transit',
  unaccounted: 'unaccounted for',
};

export const SEVERITY: Readonly<Record<Hold['severity'], Tone>> = {
  critical: 'bad',
  major: 'warn',
  minor: 'wait',
};

export const decisionName = (decision: string): string => decision.replaceAll('-', ' ');
