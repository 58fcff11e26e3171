import type { Releasability } from '../../contracts/material';
import { serve, type LedgerStub, type Served } from './serve';

const ea = (value: string) => ({ value, unit: 'EA' as const });
const answer = (changes: Partial<Releasability> = {}): Releasability => ({
  lot: 'PIN-10:L-1',
  plant: 'lyon',
  action: 'ship',
  purpose: 'sale',
  releasable: false,
  releasableQuantity: ea('0'),
  blockedBy: [{ rule: 'unknown-lot' }],
  allowed: [],
  asOf: '2026-11-03T06:40:00.000Z',
  ...changes,
});

let api: Served;
afterEach(() => api.close());

async function gate(
  ledger: LedgerStub,
  mode?: 'observe',
): Promise<(query?: string) => Promise<Releasability>> {
  api = await serve(ledger);
  if (mode) api.services.topology.plants.lyon!.gate = mode;
  return async (query = '') => {
    const path = `/v1/lots/PIN-10%3AL-1/releasability?plant=lyon&action=ship${query}`;
    const response = await api.call('GET', path, { as: 'partner' });
    expect(response.status).toBe(200);
    return (await response.json()) as Releasability;
  };
}
const counted = async () =>
  (await (await api.call('GET', '/metrics')).text())
    .split('\n')
    .filter((line) => line.startsWith('interlock_gate_observed_total{'));

it('asks for whom material is wanted', async () => {
  const releasability = jest.fn(async () => answer());
  const ask = await gate({ releasability });
  await ask('&order=PO-7001&customer=AERO-9&quantity=5&to=DOCK-1');
  expect(releasability).toHaveBeenCalledWith(
    expect.objectContaining({ order: 'PO-7001', customer: 'AERO-9', quantity: '5', to: 'DOCK-1' }),
    null,
    expect.any(Date),
  );
});

it('a plant that goes live is not stopped by what Interlock does not know, and can compare', async () => {
  let said = answer();
  const ask = await gate({ releasability: () => Promise.resolve(said) }, 'observe');
  expect(await ask('&quantity=5')).toMatchObject({
    releasable: true,
    releasableQuantity: ea('5'),
    mode: 'observe',
    enforced: { releasable: false, blockedBy: [{ rule: 'unknown-lot' }] },
  });
  said = answer({ releasable: true, releasableQuantity: ea('70'), blockedBy: [] });
  await ask();
  expect(await counted()).toEqual([
    'interlock_gate_observed_total{plant="lyon",enforced="blocked"} 1',
    'interlock_gate_observed_total{plant="lyon",enforced="releasable"} 1',
  ]);
});

it('H1 a hold stops it all the same', async () => {
  const said = answer({ blockedBy: [{ hold: 'QH-1', reason: 'dimension' }, { rule: 'unknown-lot' }] });
  const ask = await gate({ releasability: () => Promise.resolve(said) }, 'observe');
  expect(await ask()).toMatchObject({ releasable: false, mode: 'observe' });
});

it('a plant that enforces says nothing of observing', async () => {
  const ask = await gate({ releasability: () => Promise.resolve(answer()) });
  expect(await ask()).toEqual(answer());
  expect(await counted()).toEqual([]);
});

it('a signed answer is good no longer than the concession that it rests on', async () => {
  const until = '2026-11-03T06:40:10.000Z';
  const said = answer({ releasable: true, releasableQuantity: ea('5'), blockedBy: [], validUntil: until });
  const ask = await gate({
    releasability: () => Promise.resolve(said),
    eventPosition: () => Promise.resolve(41),
  });
  const { jws } = await ask('&signed=true&customer=AERO-9');
  expect(JSON.parse(jws!)).toEqual({
    type: 'gate-answer+jws',
    statement: expect.objectContaining({
      releasable: true,
      quantity: ea('5'),
      customer: 'AERO-9',
      expiresAt: until,
      position: 41,
    }),
  });
  expect((await ask()).jws).toBeUndefined();
});
