import type { Releasability } from '../../contracts/material';
import { observe } from '../../domain/gate-observe';

const ea = (value: string) => ({ value, unit: 'EA' as const });
const answer = (blockedBy: Releasability['blockedBy'], free = '0'): Releasability => ({
  lot: 'PIN-10:L-1',
  plant: 'lyon',
  action: 'ship',
  purpose: 'sale',
  releasable: blockedBy.length === 0,
  releasableQuantity: ea(free),
  blockedBy,
  allowed: [],
  asOf: '2026-11-03T06:40:00.000Z',
});

describe('a gate that observes', () => {
  it.each(['unknown-lot', 'inspection-pending', 'expired', 'native-block'] as const)(
    'is not stopped by %s, and says what enforcement would have said',
    (rule) => {
      const enforced = answer([{ rule }]);
      expect(observe(enforced, '10')).toEqual({
        ...enforced,
        releasable: true,
        releasableQuantity: ea('10'),
        blockedBy: [],
        mode: 'observe',
        enforced: { releasable: false, releasableQuantity: ea('0'), blockedBy: [{ rule }] },
      });
    },
  );

  it.each([
    ['a hold', { hold: 'QH-1', reason: 'dimension' }],
    ['a concession for others', { rule: 'concession' as const }],
    ['a promise to a shipment', { rule: 'authorized' as const }],
  ])('H1 is stopped by %s, whatever else is not known', (_what, why) => {
    const held = answer([{ rule: 'unknown-lot' }, why]);
    expect(observe(held, null)).toMatchObject({
      releasable: false,
      releasableQuantity: ea('0'),
      blockedBy: held.blockedBy,
      mode: 'observe',
    });
  });

  it('says yes where enforcement does', () => {
    expect(observe(answer([], '70'), null)).toMatchObject({
      releasable: true,
      releasableQuantity: ea('70'),
      enforced: { releasable: true },
    });
  });
});
