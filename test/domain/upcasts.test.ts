import { EVENTS, UPCAST_EVENTS } from '../../contracts/events';
import { askedFor, inVersion, UPCAST_TYPES } from '../../domain/upcasts';

const placed = {
  hold: 'QH-1',
  plant: 'lyon',
  reason: { code: 'dimension', text: 'undersize' },
  severity: 'major',
  lots: ['PIN-10:L-1', 'PIN-10:L-2'],
  lotCount: 2,
};

it('every upcast has a contract, and no contract is without one', () => {
  expect(Object.keys(UPCAST_EVENTS).sort()).toEqual([...UPCAST_TYPES].sort());
});

it.each(UPCAST_TYPES)(
  '%s is read from what was published, by its contract, and what was published stays as it is',
  (type) => {
    const before = structuredClone(placed);
    const { pattern, version } = askedFor(type);
    expect(Object.keys(EVENTS)).toContain(pattern);
    const read = inVersion(pattern, placed, version);
    expect(read.type).toBe(type);
    expect(
      UPCAST_EVENTS[type as keyof typeof UPCAST_EVENTS].data.strict().safeParse(read.data).error,
    ).toBeUndefined();
    expect(placed).toEqual(before);
  },
);

it('v2 of a hold says whether the lots that it names are all', () => {
  const read = (lotCount: number) =>
    inVersion('interlock.quality-hold.placed.v1', { ...placed, lotCount }, 2).data;
  expect(read(2)).toMatchObject({ material: { lots: placed.lots, count: 2, complete: true } });
  expect(read(300)).toMatchObject({ material: { count: 300, complete: false } });
});

it('an event that has no higher version comes in its own', () => {
  const data = { hold: 'QH-1' };
  expect(inVersion('interlock.quality-hold.closed.v1', data, 7)).toEqual({
    type: 'interlock.quality-hold.closed.v1',
    data,
  });
  expect(askedFor('interlock.quality-hold.*')).toEqual({ pattern: 'interlock.quality-hold.*', version: 1 });
});
