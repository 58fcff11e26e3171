import type { Hold, Target, EngineeringChange } from '../client/openapi';
import type { Tone } from './tone';

/** What the words of the contract mean to whoever looks at them. */
export const CONTAINMENT: Readonly<Record<Hold['containment'], Tone>> = {
  gated: 'bad',
  partial: 'warn',
  effective: 'good',
};

export const SEVERITY: Readonly<Record<Hold['severity'], Tone>> = {
  critical: 'bad',
  major: 'warn',
  minor: 'wait',
};

export const TARGET: Readonly<Record<Target['status'], Tone>> = {
  wanted: 'wait',
  asked: 'wait',
  acknowledged: 'wait',
  observed: 'good',
  parked: 'bad',
  drifted: 'bad',
  'cannot-enforce': 'warn',
};

export const CHANGE: Readonly<Record<EngineeringChange['state'], Tone>> = {
  checking: 'wait',
  staging: 'wait',
  staged: 'wait',
  activating: 'warn',
  active: 'good',
  refused: 'bad',
  withdrawing: 'warn',
  withdrawn: 'off',
};

/** `mes-lyon`: MES Lyon; `erp`: ERP. */
export const systemName = (system: string): string =>
  system
    .split('-')
    .map((part, index) => (index === 0 ? part.toUpperCase() : part.charAt(0).toUpperCase() + part.slice(1)))
    .join(' ');

/** `lyon`: Lyon. */
export const plantName = (plant: string): string => plant.charAt(0).toUpperCase() + plant.slice(1);

/** `1 hold`, `2 holds`. */
export const count = (number: number, one: string, more = `${one}s`): string =>
  `${number} ${number === 1 ? one : more}`;
