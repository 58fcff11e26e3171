import { DECISIONS, type Decision } from '../../contracts/disposition';
import { conflictsOf, type Parties } from '../../domain/segregation';

const approved = (quality: string, authority: string): Parties['approvals'] => [
  { kind: 'quality', id: quality },
  { kind: 'design-authority', id: authority },
];
const parties = (changes: Partial<Parties> = {}): Parties => ({
  raisers: ['inspector'],
  placer: null,
  decider: 'quentin',
  approvals: approved('quinn', 'dora'),
  ...changes,
});
const LETS_THROUGH: readonly Decision[] = ['use-as-is', 'repair'];

describe('segregation of duties', () => {
  it.each(LETS_THROUGH)('%s by five people with a part each is nobody’s conflict', (decision) => {
    for (const segregation of ['raiser', 'full'] as const)
      expect(conflictsOf(decision, parties({ placer: 'lead' }), segregation)).toEqual([]);
  });

  it.each(LETS_THROUGH)('%s is not decided by who raised it', (decision) => {
    expect(conflictsOf(decision, parties({ decider: 'inspector' }), 'raiser')).toEqual([
      { person: 'inspector', pointer: '', why: expect.stringContaining('raised it') },
    ]);
  });

  it.each(LETS_THROUGH)('%s is not approved by who raised it', (decision) => {
    const conflicts = conflictsOf(decision, parties({ approvals: approved('quinn', 'inspector') }), 'raiser');
    expect(conflicts).toMatchObject([{ person: 'inspector', pointer: '/approvals/1/id' }]);
  });

  it('what lets nothing through is anybody’s with the right to decide it', () => {
    const all = { decider: 'inspector', placer: 'inspector', approvals: approved('inspector', 'inspector') };
    for (const decision of DECISIONS.filter((one) => !LETS_THROUGH.includes(one)))
      expect(conflictsOf(decision, parties(all), 'full')).toEqual([]);
  });

  it('who placed a hold without a nonconformance has raised it, under full', () => {
    const placed = parties({ raisers: [], placer: 'quentin' });
    expect(conflictsOf('use-as-is', placed, 'raiser')).toEqual([]);
    expect(conflictsOf('use-as-is', placed, 'full')).toMatchObject([{ person: 'quentin', pointer: '' }]);
  });

  it('each approval is another person’s, under full', () => {
    const board = parties({ approvals: approved('mrb', 'mrb') });
    expect(conflictsOf('repair', board, 'raiser')).toEqual([]);
    expect(conflictsOf('repair', board, 'full')).toMatchObject([
      { person: 'mrb', pointer: '/approvals/1/id' },
    ]);
  });

  it('who decides may approve as quality, and not as design authority, under full', () => {
    expect(conflictsOf('repair', parties({ approvals: approved('quentin', 'dora') }), 'full')).toEqual([]);
    expect(conflictsOf('repair', parties({ approvals: approved('quinn', 'quentin') }), 'full')).toMatchObject(
      [{ person: 'quentin', pointer: '/approvals/1/id' }],
    );
  });
});
