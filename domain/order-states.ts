import type { OrderState } from '../contracts/production-order';
import { StateMachine } from './state-machine';

/** The states of a production order's dispatch. */
const machine = new StateMachine<OrderState>('checking', [
  { from: 'checking', to: 'waiting', when: 'something stands in the way for now' },
  { from: 'checking', to: 'dispatching', when: 'nothing stands in the way' },
  { from: 'checking', to: 'refused', when: 'a finding is an error' },
  { from: 'checking', to: 'cancelled', when: 'cancelled before the MES was asked' },
  { from: 'waiting', to: 'dispatching', when: 'nothing stands in the way any more' },
  { from: 'waiting', to: 'refused', when: 'a finding is an error' },
  { from: 'waiting', to: 'cancelled', when: 'cancelled before the MES was asked' },
  { from: 'dispatching', to: 'released', when: 'the MES was read back to have it' },
  { from: 'dispatching', to: 'cancelling', when: 'cancelled' },
  { from: 'released', to: 'in-progress', when: 'the shop floor has started it' },
  { from: 'released', to: 'cancelling', when: 'cancelled, and not started' },
  { from: 'in-progress', to: 'completed', when: 'completed, and the ERP was read back to have its totals' },
  { from: 'cancelling', to: 'released', when: 'started meanwhile: the MES does not give it back' },
  { from: 'cancelling', to: 'cancelled', when: 'the MES was read back not to have it' },
]);
export const TRANSITIONS = machine.transitions;

export const mayMove = (from: OrderState, to: OrderState): boolean => machine.mayMove(from, to);

export const isFinal = (state: OrderState): boolean => machine.isFinal(state);

const WAY: readonly OrderState[] = [
  'checking',
  'waiting',
  'dispatching',
  'released',
  'in-progress',
  'completed',
];

/** Whether an order in `state` is where somebody waits for, past it, or will never get there. */
export const isPast = (state: OrderState, until: OrderState): boolean =>
  state === until || isFinal(state) || (WAY.includes(until) && WAY.indexOf(state) > WAY.indexOf(until));

/** The transitions as a Mermaid state diagram. */
export const diagram = (): string => machine.diagram();
