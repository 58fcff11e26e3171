import type { ChangeState } from '../contracts/engineering-change';
import { StateMachine } from './state-machine';

/** The states of an engineering change at a plant, and of the whole. */
const machine = new StateMachine<ChangeState>('checking', [
  { from: 'checking', to: 'staging', when: 'no finding is an error' },
  { from: 'checking', to: 'refused', when: 'a finding is an error' },
  { from: 'checking', to: 'withdrawn', when: 'withdrawn before anything was asked for' },
  { from: 'staging', to: 'staged', when: 'every system was read back as staged' },
  { from: 'staging', to: 'withdrawing', when: 'withdrawn, refused by a system or out of time' },
  { from: 'staged', to: 'staging', when: 'drifted while waiting' },
  { from: 'staged', to: 'activating', when: 'the pivot, once effective, verified again and accepted' },
  { from: 'staged', to: 'withdrawing', when: 'withdrawn' },
  { from: 'activating', to: 'active', when: 'every system was read back as active' },
  { from: 'withdrawing', to: 'withdrawn', when: 'every system was read back as undone' },
]);
export const TRANSITIONS = machine.transitions;

export const mayMove = (from: ChangeState, to: ChangeState): boolean => machine.mayMove(from, to);

export const isFinal = (state: ChangeState): boolean => machine.isFinal(state);

/** Would a withdrawal still stop a plant in that state? From the pivot on it only goes forward (E2). */
export const stopsAt = (state: ChangeState): boolean =>
  state !== 'withdrawing' && (mayMove(state, 'withdrawing') || mayMove(state, 'withdrawn'));

const FORWARD: readonly ChangeState[] = ['checking', 'staging', 'staged', 'activating', 'active'];

/**
 * The state of the whole, of its plants': what is still under way, and there the least advanced.
 * @param plants at least one
 */
export function wholeState(plants: readonly ChangeState[]): ChangeState {
  if (plants.includes('withdrawing')) return 'withdrawing';
  const least = FORWARD.find((state) => plants.includes(state));
  return least ?? (plants.includes('withdrawn') ? 'withdrawn' : 'refused');
}

/** The transitions as a Mermaid state diagram. */
export const diagram = (): string => machine.diagram();
