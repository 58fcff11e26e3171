import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { CHANGE_STATES, type ChangeState } from '../../contracts/engineering-change';
import { diagram, isFinal, mayMove, stopsAt, TRANSITIONS, wholeState } from '../../domain/rollout';

function reachable(from: ChangeState): Set<ChangeState> {
  const seen = new Set<ChangeState>();
  const visit = (state: ChangeState) => {
    for (const next of CHANGE_STATES.filter((to) => mayMove(state, to) && !seen.has(to))) {
      seen.add(next);
      visit(next);
    }
  };
  visit(from);
  return seen;
}

describe('the states of a plant', () => {
  it('are all reached from the first', () => {
    expect([...reachable('checking')].toSorted()).toEqual(
      CHANGE_STATES.filter((state) => state !== 'checking').toSorted(),
    );
  });

  it('end as active, refused or withdrawn', () => {
    expect(CHANGE_STATES.filter(isFinal)).toEqual(['active', 'refused', 'withdrawn']);
  });

  it('lead only forward from the pivot on (E2)', () => {
    expect([...reachable('activating')]).toEqual(['active']);
    expect(reachable('active').size).toBe(0);
  });

  it('lead only to withdrawn once it is withdrawing', () => {
    expect([...reachable('withdrawing')]).toEqual(['withdrawn']);
  });

  it('can be withdrawn from until the pivot, and no longer', () => {
    expect(CHANGE_STATES.filter(stopsAt)).toEqual(['checking', 'staging', 'staged']);
  });

  it('have one way from each to each', () => {
    const moves = TRANSITIONS.map(({ from, to }) => `${from} ${to}`);
    expect(new Set(moves).size).toBe(moves.length);
  });

  it('are shown in ARCHITECTURE.md as the code has them', () => {
    const page = readFileSync(join(__dirname, '../../ARCHITECTURE.md'), 'utf8');
    const shown = /```mermaid\n(stateDiagram-v2\n[^`]*)\n```/.exec(page)?.[1];
    expect(shown).toBe(diagram());
  });
});

describe('the state of the whole', () => {
  it.each<[ChangeState[], ChangeState]>([
    [['refused', 'refused'], 'refused'],
    [['refused', 'withdrawn'], 'withdrawn'],
    [['withdrawn', 'withdrawn'], 'withdrawn'],
    [['withdrawn', 'withdrawing'], 'withdrawing'],
    [['active', 'withdrawing'], 'withdrawing'],
    [['active', 'staged'], 'staged'],
    [['staging', 'activating', 'staged'], 'staging'],
    [['checking', 'active'], 'checking'],
    [['active', 'refused'], 'active'],
    [['active', 'withdrawn'], 'active'],
  ])('of plants that are %j is %s', (plants, whole) => {
    expect(wholeState(plants)).toBe(whole);
  });

  const plants = fc.array(fc.constantFrom(...CHANGE_STATES), { minLength: 1, maxLength: 6 });

  it('is the state of one of the plants, whatever their order', () => {
    fc.assert(
      fc.property(plants, (states) => {
        expect(states).toContain(wholeState(states));
        expect(wholeState(states.toReversed())).toBe(wholeState(states));
      }),
    );
  });

  it('is final only when every plant is', () => {
    fc.assert(
      fc.property(plants, (states) => {
        expect(isFinal(wholeState(states))).toBe(states.every(isFinal));
      }),
    );
  });
});
