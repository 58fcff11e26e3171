import type { ChangePlant, EngineeringChange, SystemHealth, Target } from '../../client/openapi';
import type { Tone } from '../../parts/tone';
import { systemName } from '../../parts/words';

/** What one system has done of a change at a plant. */
export interface SystemState {
  readonly system: string;
  readonly state: 'waiting' | 'staged' | 'active' | 'undone' | 'refused' | 'drifted';
  /** When it was seen so, or asked; null: not yet. */
  readonly since: string | null;
  /** Waits for a person. */
  readonly exception: string | null;
  /** The system's own words of the target that says the most. */
  readonly note: string | null;
}

export const SYSTEM_STATE: Readonly<Record<SystemState['state'], Tone>> = {
  waiting: 'wait',
  staged: 'good',
  active: 'good',
  undone: 'off',
  refused: 'bad',
  drifted: 'bad',
};

/** Worst first: a system is as far as the worst of its targets. */
const stateOf = ({ status, exception, desired, subject }: Target): SystemState['state'] => {
  if (exception !== null || status === 'parked') return 'refused';
  if (status === 'drifted') return 'drifted';
  if (status !== 'observed') return 'waiting';
  if (subject.kind === 'starts') return desired.state === 'held' ? 'waiting' : 'active';
  return desired.state === 'staged' || desired.state === 'active' || desired.state === 'undone'
    ? desired.state
    : 'waiting';
};
const WORST: readonly SystemState['state'][] = [
  'refused',
  'drifted',
  'waiting',
  'staged',
  'undone',
  'active',
];

/** By system, in the order of their names. Nothing is asked of systems before the change is checked: then there are none. */
export function systemStates({ targets }: Pick<ChangePlant, 'targets'>): SystemState[] {
  const bySystem = new Map<string, Target[]>();
  for (const target of targets) bySystem.set(target.system, [...(bySystem.get(target.system) ?? []), target]);
  return [...bySystem]
    .map(([system, of]) => {
      const worst = of.toSorted((a, b) => WORST.indexOf(stateOf(a)) - WORST.indexOf(stateOf(b)))[0]!;
      const state = stateOf(worst);
      return {
        system,
        state,
        since: state === 'waiting' ? (worst.askedAt ?? worst.observedAt) : worst.observedAt,
        exception: worst.exception,
        note: worst.note,
      };
    })
    .sort((a, b) => a.system.localeCompare(b.system));
}

/** Systems of one role stand in one column, so that plants can be compared: each plant has its own MES. */
export const columnOf = (system: string, healths: readonly SystemHealth[]): string => {
  const health = healths.find((one) => one.system === system);
  return health && health.plant !== null
    ? health.roles.map((role) => role.toUpperCase()).join(' and ')
    : systemName(system);
};

/** It is over at every plant. */
export const isOver = ({ plants }: Pick<EngineeringChange, 'plants'>): boolean =>
  plants.every(({ state }) => state === 'active' || state === 'refused' || state === 'withdrawn');
