import type { Baseline } from '../../contracts/baseline';
import { openLedger, type OpenLedger } from '../ledger/open-ledger';
import { loadAll } from '../ledger/snapshots';
import { eventually } from '../support/eventually';
import { conformance } from './conformance';
import { serve, type Served } from './serve';

let open: OpenLedger;
let api: Served;
let check: ReturnType<typeof conformance>;
beforeAll(async () => {
  open = await openLedger();
  api = await serve(open.ledger);
  check = conformance(
    (await (await api.call('GET', '/openapi.json')).json()) as Parameters<typeof conformance>[0],
  );
});
afterAll(async () => {
  await api.close();
  await open.close();
});

const start = (plant: string, key: string) =>
  api.call('POST', `/v1/plants/${plant}/baseline`, {
    as: 'administrator',
    headers: { 'idempotency-key': key },
  });
const get = (plant: string, query = '', headers = {}) =>
  api.call('GET', `/v1/plants/${plant}/baseline${query}`, { as: 'auditor', headers });

it('is accepted, shows its progress, and is refused a second time while it runs', async () => {
  expect(await (await get('lyon')).json()).toMatchObject({ status: 404, code: 'not-found' });
  const accepted = await start('lyon', 'one');
  const body = (await accepted.json()) as Baseline;
  expect([accepted.status, accepted.headers.get('location')]).toEqual([202, '/v1/plants/lyon/baseline']);
  check('POST', '/v1/plants/lyon/baseline', 202, 'application/json', body);
  expect(body).toMatchObject({ plant: 'lyon', state: 'loading', requestedBy: { id: 'administrator' } });

  const again = await start('lyon', 'one');
  expect(again.headers.get('idempotent-replayed')).toBe('true');
  expect(await again.json()).toEqual(body);
  const second = await start('lyon', 'two');
  expect(await second.json()).toMatchObject({ status: 409, code: 'baseline-loading', baseline: body.id });

  const waiting = eventually(async () => {
    const response = await get('lyon', '?until=finished', { prefer: 'wait=30' });
    const baseline = (await response.json()) as Baseline;
    return baseline.state !== 'loading' && baseline;
  });
  await loadAll(open.ledger, body.id, {}, new Date());
  const over = await waiting;
  check('GET', '/v1/plants/lyon/baseline', 200, 'application/json', over);
  expect(over).toMatchObject({ id: body.id, state: 'finished', finishedAt: expect.any(String) as string });
});

it('of a plant that is none is not found', async () => {
  for (const response of [await start('paris', 'three'), await get('paris')])
    expect(await response.json()).toMatchObject({ status: 404, code: 'not-found' });
});
