import { joinParts, nameOfPart } from '../../domain/parts';

describe('parts of a lot', () => {
  it('are the same whatever the order of their serials', () => {
    expect(nameOfPart({ serials: ['b', 'a'] })).toBe(nameOfPart({ serials: ['a', 'b'] }));
    expect(nameOfPart({ handlingUnit: 'HU-88' })).not.toBe(nameOfPart({ location: 'HU-88' }));
  });

  it('join as they are, serials as a set, and others not at all', () => {
    const unit = { handlingUnit: 'HU-88' };
    expect(joinParts(unit, unit)).toEqual({ by: unit, more: '0' });
    expect(joinParts({ serials: ['a', 'b'] }, { serials: ['b', 'c', 'd'] })).toEqual({
      by: { serials: ['a', 'b', 'c', 'd'] },
      more: '2',
    });
    expect(joinParts(unit, { handlingUnit: 'HU-89' })).toBeNull();
    expect(joinParts(unit, { serials: ['a'] })).toBeNull();
  });
});
