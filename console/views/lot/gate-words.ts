import type { Releasability } from '../../client/openapi';

export type Action = Releasability['action'];
type Rule = Extract<Releasability['blockedBy'][number], { rule: string }>['rule'];

/** What is asked of the gate, in the plant's words. */
export const ACTION: Readonly<Record<Action, string>> = {
  ship: 'Ship it, for sale',
  consume: 'Consume it, in production',
  move: 'Move it, for any use',
};

/** Why the gate is shut, where no hold shuts it. */
export const RULE: Readonly<Record<Rule, string>> = {
  'unknown-lot': 'no system has told of this lot',
  'inspection-pending': 'it has not passed its inspection yet',
  expired: 'it has expired',
  'native-block': 'the owner of the stock blocks it by itself',
  concession: 'a concession keeps it for others',
  authorized: 'it is promised to shipments',
  'line-cut': 'the plant’s line to the enterprise is cut',
  'not-released': 'it is not released',
};

/** What for it may be moved all the same. */
export const PURPOSE: Readonly<Record<Releasability['purpose'], string>> = {
  sale: 'to be sold',
  production: 'to production',
  quarantine: 'to the quarantine cage',
  inspect: 'to be inspected',
  rework: 'to be reworked',
  scrap: 'to be scrapped',
  return: 'to be returned',
  unrestricted: 'for any use',
};
