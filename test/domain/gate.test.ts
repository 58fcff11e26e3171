import { decide, type Facts, type Question } from '../../domain/gate';

const AS_OF = '2026-11-03T06:40:00.000Z';
const ask = (facts: Partial<Facts> = {}, question: Partial<Question> = {}) =>
  decide(
    {
      lot: 'PIN-10:L-0417',
      plant: 'lyon',
      action: 'ship',
      purpose: 'sale',
      quantity: null,
      to: null,
      order: null,
      customer: null,
      ...question,
    },
    {
      known: true,
      unit: 'EA',
      quantity: '70',
      stock: [{ quantity: '70', status: 'unrestricted' }],
      holds: [],
      underway: [],
      concessions: [],
      promised: [],
      quarantine: 'LYON-QUARANTINE',
      ...facts,
    },
    AS_OF,
  );
const heldBy = (quantity: string, hold = 'QH-1'): Facts['holds'][number] => ({
  hold,
  reason: 'dimension',
  claim: { quantity, part: false, unknownQuantity: false },
});

describe('the gate', () => {
  it('lets pass what is known, unrestricted and not held', () => {
    expect(ask()).toMatchObject({
      releasable: true,
      releasableQuantity: { value: '70', unit: 'EA' },
      blockedBy: [],
      asOf: AS_OF,
    });
  });

  it('names every hold that covers the lot', () => {
    expect(ask({ holds: [heldBy('70'), heldBy('70', 'QH-2')] })).toMatchObject({
      releasable: false,
      releasableQuantity: { value: '0' },
      blockedBy: [
        { hold: 'QH-1', reason: 'dimension' },
        { hold: 'QH-2', reason: 'dimension' },
      ],
    });
  });

  it('lets pass the part that no hold keeps, and no more', () => {
    const facts = { holds: [heldBy('1')] };
    expect(ask(facts, { quantity: '69' })).toMatchObject({
      releasable: true,
      releasableQuantity: { value: '69' },
    });
    expect(ask(facts, { quantity: '69.000000001' }).releasable).toBe(false);
    expect(ask(facts).releasable).toBe(false);
  });

  it('keeps the whole lot for a part that nothing tells from the rest', () => {
    const part = { ...heldBy('1'), claim: { quantity: '1', part: true, unknownQuantity: false } };
    expect(ask({ holds: [part] }, { quantity: '1' }).releasable).toBe(false);
  });

  it('takes what is held from the plant that is asked about, wherever the rest lies', () => {
    const facts: Partial<Facts> = {
      quantity: '100',
      stock: [{ quantity: '40', status: 'unrestricted' }],
      holds: [heldBy('30')],
    };
    expect(ask(facts).releasableQuantity.value).toBe('10');
  });

  it.each([
    ['inspection', 'inspection-pending'],
    ['expired', 'expired'],
    ['returns', 'native-block'],
    ['block', 'native-block'],
  ] as const)('H8 does not release stock in status %s: %s', (status, rule) => {
    expect(ask({ stock: [{ quantity: '70', status }] })).toMatchObject({
      releasable: false,
      blockedBy: [{ rule }],
    });
  });

  it('H8 does not release a lot that is not known, nor one that does not lie here', () => {
    expect(ask({ known: false, quantity: '0', stock: [] })).toMatchObject({
      releasable: false,
      blockedBy: [{ rule: 'unknown-lot' }],
      allowed: [],
    });
    expect(ask({ stock: [] })).toMatchObject({
      releasable: false,
      blockedBy: [{ rule: 'unknown-lot' }],
    });
  });

  it('H1 leaves the way to the quarantine cage and to the gauge open, and no other', () => {
    const facts = { holds: [heldBy('70')] };
    const { allowed } = ask(facts);
    expect(allowed).toEqual([
      { purpose: 'quarantine', to: 'LYON-QUARANTINE', quantity: { value: '70', unit: 'EA' } },
      { purpose: 'inspect', to: null, quantity: { value: '70', unit: 'EA' } },
    ]);
    expect(ask(facts, { action: 'move', purpose: 'quarantine', to: 'LYON-QUARANTINE' }).releasable).toBe(
      true,
    );
    expect(ask(facts, { action: 'move', purpose: 'quarantine', to: 'DOCK-1' }).releasable).toBe(false);
    expect(ask(facts, { action: 'move', purpose: 'inspect' }).releasable).toBe(true);
    for (const purpose of ['sale', 'production', 'rework', 'scrap', 'return', 'unrestricted'] as const)
      expect(ask(facts, { purpose }).releasable).toBe(false);
  });

  it.each([
    ['rework', 'rework'],
    ['repair', 'rework'],
    ['sort', 'rework'],
    ['scrap', 'scrap'],
    ['return-to-supplier', 'return'],
  ] as const)('H1 opens, for a decided %s, the way of purpose %s for its quantity', (decision, purpose) => {
    const facts: Partial<Facts> = { holds: [heldBy('70')], underway: [{ decision, quantity: '2' }] };
    expect(ask(facts, { action: 'move', purpose, quantity: '2' }).releasable).toBe(true);
    expect(ask(facts, { action: 'move', purpose, quantity: '3' }).releasable).toBe(false);
    expect(ask(facts, { purpose: 'sale', quantity: '2' }).releasable).toBe(false);
  });

  it('opens no way for a release that is not verified', () => {
    const facts: Partial<Facts> = {
      holds: [heldBy('70')],
      underway: [{ decision: 'release', quantity: '70' }],
    };
    expect(ask(facts, { quantity: '1' }).releasable).toBe(false);
  });

  it('counts what is promised to shipments as taken, until then', () => {
    const facts: Partial<Facts> = { promised: [{ quantity: '30', until: '2026-11-03T06:40:00.001Z' }] };
    expect(ask(facts)).toMatchObject({
      releasable: false,
      releasableQuantity: { value: '40' },
      blockedBy: [{ rule: 'authorized' }],
    });
    expect(ask({ promised: [{ quantity: '30', until: AS_OF }] }).releasable).toBe(true);
  });

  it('H8 a lot at several places is free where it is unrestricted, and names what stops the rest', () => {
    const stock: Facts['stock'] = [
      { quantity: '30', status: 'unrestricted' },
      { quantity: '20', status: 'inspection' },
      { quantity: '15', status: 'block' },
      { quantity: '5', status: 'expired' },
    ];
    expect(ask({ stock }, { quantity: '30' }).releasable).toBe(true);
    const all = ask({ stock });
    expect(all).toMatchObject({ releasable: false, releasableQuantity: { value: '30' } });
    expect(all.blockedBy).toEqual([
      { rule: 'inspection-pending' },
      { rule: 'native-block' },
      { rule: 'expired' },
    ]);
    expect(ask({ stock, holds: [heldBy('25')] }).releasableQuantity.value).toBe('5');
  });
});
