import type { NativeStatus } from '../../contracts/material';
import { decide, type Facts } from '../../domain/gate';
import { factsOfPiece } from '../../domain/gate-piece';

const SERIAL = 'PIN-10:SN-1';
const question = {
  lot: SERIAL,
  plant: 'lyon',
  action: 'ship',
  purpose: 'sale',
  quantity: null,
  to: null,
  order: null,
  customer: null,
} as const;
const lot = (more: Partial<Facts> = {}): Facts => ({
  known: true,
  unit: 'EA',
  quantity: '70',
  stock: [{ quantity: '70', status: 'unrestricted' }],
  holds: [],
  underway: [],
  concessions: [],
  promised: [],
  quarantine: 'LYON-QUARANTINE',
  ...more,
});
const ask = (more: Partial<Facts> = {}) =>
  decide(question, factsOfPiece(lot(more), SERIAL), '2026-11-03T06:40:00.000Z');
const hold = (claim: Partial<Facts['holds'][number]['claim']>): Facts['holds'][number] => ({
  hold: 'QH-1',
  reason: 'dimension',
  claim: { quantity: '2', part: false, unknownQuantity: false, ...claim },
});
const serials = (...all: string[]) => ({ by: { serials: all }, quantity: String(all.length) });
const places = (...statuses: NativeStatus[]) => statuses.map((status) => ({ quantity: '10', status }));

it('a piece of a free lot is one free piece', () => {
  expect(ask()).toMatchObject({
    lot: SERIAL,
    releasable: true,
    releasableQuantity: { value: '1', unit: 'EA' },
    allowed: [{ purpose: 'quarantine', quantity: { value: '1' } }, { purpose: 'inspect' }],
  });
});

it.each<[string, Facts['holds'][number]['claim'], boolean]>([
  ['of the whole lot', hold({ quantity: '70' }).claim, false],
  ['of some pieces that nobody can tell', hold({}).claim, false],
  [
    'of these serials, not told from the rest yet',
    hold({ part: true, pieces: serials('PIN-10:SN-2') }).claim,
    false,
  ],
  ['of other serials', hold({ pieces: serials('PIN-10:SN-2', 'PIN-10:SN-3') }).claim, true],
  ['of this serial and another', hold({ pieces: serials(SERIAL, 'PIN-10:SN-3') }).claim, false],
  ['of a handling unit', hold({ pieces: { by: { handlingUnit: 'HU-1' }, quantity: '2' } }).claim, false],
])('a hold %s: a piece is releasable or not', (_of, claim, releasable) => {
  const answer = ask({ holds: [{ hold: 'QH-1', reason: 'dimension', claim }] });
  expect(answer).toMatchObject({
    releasable,
    blockedBy: releasable ? [] : [{ hold: 'QH-1', reason: 'dimension' }],
  });
});

it('the strictest status that the lot has at the plant counts for each of its pieces', () => {
  expect(ask({ stock: places('unrestricted', 'inspection') })).toMatchObject({
    releasable: false,
    blockedBy: [{ rule: 'inspection-pending' }],
  });
  expect(ask({ stock: places('unrestricted', 'unrestricted') })).toMatchObject({ releasable: true });
  expect(ask({ stock: [] })).toMatchObject({ releasable: false, blockedBy: [{ rule: 'unknown-lot' }] });
});

it('what is promised to shipments is of any pieces while it leaves one free', () => {
  const promised = (quantity: string) => ({ promised: [{ quantity, until: '2026-11-04T00:00:00.000Z' }] });
  expect(ask(promised('69')).releasable).toBe(true);
  expect(ask(promised('70'))).toMatchObject({ releasable: false, blockedBy: [{ rule: 'authorized' }] });
});
