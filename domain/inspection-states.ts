import type { InspectionState } from '../contracts/inspection';
import { StateMachine } from './state-machine';

/** The states of an inspection. A result that is there before the QMS was read back is judged all the same. */
const machine = new StateMachine<InspectionState>('opening', [
  { from: 'opening', to: 'open', when: 'the QMS was read back to have it' },
  { from: 'opening', to: 'passed', when: 'its result was quicker, and passed' },
  { from: 'opening', to: 'failed', when: 'its result was quicker, and failed' },
  { from: 'opening', to: 'contradicted', when: 'its result was quicker, and contradicts itself' },
  { from: 'open', to: 'passed', when: 'the result passed' },
  { from: 'open', to: 'failed', when: 'the result failed, and the lot is held' },
  { from: 'open', to: 'contradicted', when: 'the result contradicts itself, and the lot is held' },
  { from: 'contradicted', to: 'passed', when: 'judged anew, it passed' },
  { from: 'contradicted', to: 'failed', when: 'judged anew, it failed' },
  { from: 'contradicted', to: 'open', when: 'its result was withdrawn' },
]);
export const TRANSITIONS = machine.transitions;

export const mayMove = (from: InspectionState, to: InspectionState): boolean => machine.mayMove(from, to);

export const isFinal = (state: InspectionState): boolean => machine.isFinal(state);

/** The transitions as a Mermaid state diagram. */
export const diagram = (): string => machine.diagram();
