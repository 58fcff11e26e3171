import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { INSPECTION_STATES } from '../../contracts/inspection';
import { diagram, isFinal, mayMove, TRANSITIONS } from '../../domain/inspection-states';

describe('the states of an inspection', () => {
  it('are each one’s that a way leads to, but for the first', () => {
    const reached = new Set(TRANSITIONS.map(({ to }) => to));
    expect(INSPECTION_STATES.filter((state) => !reached.has(state))).toEqual(['opening']);
  });

  it('end as failed or passed', () => {
    expect(INSPECTION_STATES.filter(isFinal)).toEqual(['failed', 'passed']);
  });

  it('never go back to opening', () => {
    expect(INSPECTION_STATES.filter((state) => mayMove(state, 'opening'))).toEqual([]);
  });

  it('are shown in ARCHITECTURE.md as the code has them', () => {
    const page = readFileSync(join(__dirname, '../../ARCHITECTURE.md'), 'utf8');
    const shown = [...page.matchAll(/```mermaid\n(stateDiagram-v2\n[^`]*)\n```/g)].map(([, one]) => one);
    expect(shown).toContain(diagram());
  });
});
