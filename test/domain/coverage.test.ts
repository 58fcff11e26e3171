import fc from 'fast-check';
import { desiredOf, heldOf, type Claim } from '../../domain/coverage';
import { compare, smaller, add } from '../../domain/decimal';
import { pieces } from './arbitraries';

const claim = (quantity: string, changes: Partial<Claim> = {}): Claim => ({
  quantity,
  part: false,
  unknownQuantity: false,
  ...changes,
});

describe('how much of a lot is held', () => {
  it('nothing without a hold, or when every hold has let go', () => {
    expect(heldOf('70', [])).toEqual({ quantity: '0', whole: false });
    expect(heldOf('70', [claim('0'), claim('0.00')])).toEqual({ quantity: '0', whole: false });
  });

  it('what one hold keeps; all of it is the whole lot', () => {
    expect(heldOf('70', [claim('69')])).toEqual({ quantity: '69', whole: false });
    expect(heldOf('70', [claim('70')])).toEqual({ quantity: '70', whole: true });
  });

  it('what two holds keep adds up, for they may keep different pieces, to no more than the lot', () => {
    expect(heldOf('70', [claim('20'), claim('30')])).toEqual({ quantity: '50', whole: false });
    expect(heldOf('70', [claim('40'), claim('40')])).toEqual({ quantity: '70', whole: true });
  });

  it('a part that nothing tells from the rest keeps the whole lot', () => {
    expect(heldOf('70', [claim('1', { part: true })])).toEqual({ quantity: '70', whole: true });
  });

  it('the same pieces are kept once, however many holds are over them', () => {
    const on = (handlingUnit: string, quantity: string, all = quantity) =>
      claim(quantity, { pieces: { by: { handlingUnit }, quantity: all } });
    expect(heldOf('100', [on('HU-88', '40'), on('HU-88', '40')]).quantity).toBe('40');
    expect(heldOf('100', [on('HU-88', '10', '40'), on('HU-88', '20', '40')]).quantity).toBe('30');
    expect(heldOf('100', [on('HU-88', '30', '40'), on('HU-88', '20', '40')]).quantity).toBe('40');
    expect(heldOf('100', [on('HU-88', '40'), on('HU-89', '20')]).quantity).toBe('60');
    expect(heldOf('100', [on('HU-88', '40'), claim('10')]).quantity).toBe('50');
  });

  it('serials that overlap are kept once', () => {
    const on = (quantity: string, ...serials: string[]) =>
      claim(quantity, { pieces: { by: { serials }, quantity: String(serials.length) } });
    expect(heldOf('100', [on('3', 'a', 'b', 'c'), on('2', 'c', 'd')]).quantity).toBe('4');
    expect(heldOf('100', [on('1', 'a', 'b', 'c'), on('2', 'c', 'd')]).quantity).toBe('3');
  });

  it('a lot whose quantity is not known yet is held whole', () => {
    expect(heldOf(null, [claim('0', { unknownQuantity: true })])).toEqual({ quantity: '0', whole: true });
    expect(heldOf('70', [claim('0', { unknownQuantity: true })])).toEqual({ quantity: '70', whole: true });
    expect(heldOf(null, [claim('5')])).toEqual({ quantity: '5', whole: true });
  });

  it('is never less than any one hold keeps, and taking a hold away never holds more', () => {
    const claims = fc.array(
      fc.record({ quantity: pieces, part: fc.boolean(), unknownQuantity: fc.constant(false) }),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(pieces, claims, (lot, all) => {
        const held = heldOf(lot, all);
        for (const one of all)
          expect(compare(held.quantity, smaller(one.quantity, lot))).toBeGreaterThanOrEqual(0);
        expect(compare(held.quantity, lot)).toBeLessThanOrEqual(0);
        const rest = heldOf(lot, all.slice(1));
        expect(compare(rest.quantity, held.quantity)).toBeLessThanOrEqual(0);
        if (!all.some((one) => one.part))
          expect(held.quantity).toBe(smaller(add(...all.map((one) => one.quantity)), lot));
      }),
    );
  });

  it('is what systems are asked for', () => {
    expect(desiredOf({ quantity: '69', whole: false })).toEqual({ state: 'held', quantity: '69' });
    expect(desiredOf({ quantity: '0', whole: true })).toEqual({ state: 'held', quantity: '0' });
    expect(desiredOf({ quantity: '0', whole: false })).toEqual({ state: 'free', quantity: '0' });
  });
});
