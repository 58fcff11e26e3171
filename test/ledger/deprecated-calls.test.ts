import { openLedger, type OpenLedger } from './open-ledger';

let open: OpenLedger;
beforeAll(async () => {
  open = await openLedger();
});
afterAll(() => open.close());

const route = 'GET /v1/items/{item}/availability';

it('adds up who made a deprecated call, over days and processes', async () => {
  const { ledger } = open;
  await ledger.addDeprecatedUses(
    [
      { route, caller: 'planning', calls: 2 },
      { route, caller: 'mrp', calls: 1 },
    ],
    new Date('2026-11-03T23:59:59Z'),
  );
  await ledger.addDeprecatedUses([{ route, caller: 'planning', calls: 3 }], new Date('2026-11-04T00:00:01Z'));
  await ledger.addDeprecatedUses([{ route, caller: 'planning', calls: 4 }], new Date('2026-11-04T00:00:00Z'));
  expect(await ledger.deprecatedUsers()).toEqual([
    { route, caller: 'mrp', calls: 1, lastAt: '2026-11-03T23:59:59.000Z' },
    { route, caller: 'planning', calls: 9, lastAt: '2026-11-04T00:00:01.000Z' },
  ]);
});
