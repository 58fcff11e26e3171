import type { Releasability } from '../../contracts/material';
import { gateForPartner } from '../../domain/partner-view';

const ea = (value: string) => ({ value, unit: 'EA' as const });
const own = { lot: 'PIN-10:L-1', quantity: ea('20'), state: 'released' as const };
const answer = (changes: Partial<Releasability> = {}): Releasability => ({
  lot: 'PIN-10:L-1',
  plant: 'lyon',
  action: 'ship',
  purpose: 'sale',
  releasable: true,
  releasableQuantity: ea('70'),
  blockedBy: [],
  allowed: [{ purpose: 'quarantine', to: 'LYON-QUARANTINE', quantity: ea('70') }],
  asOf: '2026-11-03T06:40:00.000Z',
  ...changes,
});
const blocked = answer({
  releasable: false,
  releasableQuantity: ea('12'),
  blockedBy: [{ hold: 'QH-1', reason: 'dimension' }, { rule: 'inspection-pending' }],
});
const unknown = answer({
  releasable: false,
  releasableQuantity: ea('0'),
  blockedBy: [{ rule: 'unknown-lot' }],
  allowed: [],
});

describe('the gate’s answer to a partner', () => {
  it('names no way and no more than is its own', () => {
    expect(gateForPartner(answer(), own, null)).toEqual(
      answer({ releasableQuantity: ea('20'), allowed: [] }),
    );
  });
  it('gives no reason, but that it is not released', () => {
    expect(gateForPartner(blocked, own, null)).toMatchObject({
      releasable: false,
      releasableQuantity: ea('12'),
      blockedBy: [{ rule: 'not-released' }],
      allowed: [],
    });
  });
  it('is no while what went to it is not accepted, though the rest of the lot is free', () => {
    expect(gateForPartner(answer(), { ...own, state: 'held' }, null)).toMatchObject({
      releasable: false,
      releasableQuantity: ea('0'),
      blockedBy: [{ rule: 'not-released' }],
    });
  });
  it('says nothing of what a gate that only observes would have said', () => {
    const observed = answer({ mode: 'observe', enforced: blocked });
    expect(gateForPartner(observed, own, null)).not.toHaveProperty('enforced');
  });
  it.each([
    ['free', answer()],
    ['held', blocked],
    ['unknown', unknown],
  ])('of another’s lot, %s, is that of one that does not exist', (_, said) => {
    expect(gateForPartner(said, null, null)).toEqual(unknown);
    expect(gateForPartner(said, null, 'EA')).toEqual(unknown);
  });
});
