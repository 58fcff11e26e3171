import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ORDER_STATES, type OrderState } from '../../contracts/production-order';
import { diagram, isFinal, isPast, mayMove, TRANSITIONS } from '../../domain/order-states';

function reachable(from: OrderState): Set<OrderState> {
  const seen = new Set<OrderState>();
  const visit = (state: OrderState) => {
    for (const next of ORDER_STATES.filter((to) => mayMove(state, to) && !seen.has(to))) {
      seen.add(next);
      visit(next);
    }
  };
  visit(from);
  return seen;
}

describe('the states of a production order', () => {
  it('are all reached from the first', () => {
    expect([...reachable('checking')].toSorted()).toEqual(
      ORDER_STATES.filter((state) => state !== 'checking').toSorted(),
    );
  });

  it('end as completed, refused or cancelled', () => {
    expect(ORDER_STATES.filter(isFinal)).toEqual(['completed', 'refused', 'cancelled']);
  });

  it('lead only to completed once the shop floor has started it', () => {
    expect([...reachable('in-progress')]).toEqual(['completed']);
  });

  it('never lead to refused once the MES was asked', () => {
    expect(ORDER_STATES.filter((state) => mayMove(state, 'refused'))).toEqual(['checking', 'waiting']);
  });

  it('have one way from each to each', () => {
    const moves = TRANSITIONS.map(({ from, to }) => `${from} ${to}`);
    expect(new Set(moves).size).toBe(moves.length);
  });

  it('are shown in ARCHITECTURE.md as the code has them', () => {
    const page = readFileSync(join(__dirname, '../../ARCHITECTURE.md'), 'utf8');
    const shown = [...page.matchAll(/```mermaid\n(stateDiagram-v2\n[^`]*)\n```/g)].map(([, one]) => one);
    expect(shown).toContain(diagram());
  });
});

it.each<[OrderState, OrderState, boolean]>([
  ['checking', 'released', false],
  ['waiting', 'released', false],
  ['released', 'released', true],
  ['completed', 'released', true],
  ['refused', 'released', true],
  ['cancelling', 'released', false],
  ['cancelling', 'cancelled', false],
  ['cancelled', 'cancelled', true],
])('who waits for an order that is %s until it is %s: over is %s', (state, until, isOver) => {
  expect(isPast(state, until)).toBe(isOver);
});
