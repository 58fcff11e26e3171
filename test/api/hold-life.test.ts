import { randomUUID } from 'node:crypto';
import type { Disposition } from '../../contracts/disposition';
import type { Hold } from '../../contracts/hold';
import type { Releasability } from '../../contracts/material';
import type { Transaction } from '../../contracts/record';
import type { Caller } from '../support/api';
import { eventually } from '../support/eventually';
import { stack, type TestStack } from '../support/stack';
import { conformance } from './conformance';

let running: TestStack;
let check: ReturnType<typeof conformance>;
beforeAll(async () => {
  running = await stack();
  check = conformance(
    (await running.api('nobody').get<Parameters<typeof conformance>[0]>('/openapi.json')).body,
  );
});

/** A call whose answer must be as the document promises. */
async function call<T>(
  as: Caller,
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
) {
  const api = running.api(as);
  const answer = method === 'GET' ? await api.get<T>(path, headers) : await api.post<T>(path, body, headers);
  check(method, path, answer.status, answer.headers.get('content-type') ?? '', answer.body);
  return answer;
}
const get = async <T>(path: string, headers?: Record<string, string>) =>
  (await call<T>('auditor', 'GET', path, undefined, headers)).body;

/** Asks again for as long as it takes: a wait ends after half a minute, wherever the hold is by then. */
const when = (at: string, until: 'effective' | 'closed') =>
  eventually(async () => {
    const hold = await get<Hold>(`${at}?until=${until}`, { prefer: 'wait=30' });
    return (hold.containment === until || hold.state === until) && hold;
  });

const gate = (lot: string, more = '') =>
  get<Releasability>(`/v1/lots/${encodeURIComponent(lot)}/releasability?plant=lyon&action=ship${more}`);

it('a hold, from its placing to its closing, is told by the calls of the API as documented', async () => {
  const lot = `PIN-10:LIFE-${randomUUID().slice(0, 8)}`;
  const quantity = { value: '12', unit: 'EA' };
  await running.control('erp').addLots([{ lot, plant: 'lyon', quantity }]);
  await eventually(async () => (await gate(lot)).releasable);

  const scope = { lots: [{ lot }] };
  const request = {
    nonconformance: null,
    plant: 'lyon',
    scope,
    reason: { code: 'dimension', text: 'undersize' },
    severity: 'major',
  };
  const preview = await call<{ quantities: object[] }>(
    'planning',
    'POST',
    '/v1/quality-holds/preview',
    request,
  );
  expect(preview.body.quantities).toEqual([{ item: 'PIN-10', quantity }]);

  const trace = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  const placed = await call<Hold>('quality-lyon', 'POST', '/v1/quality-holds', request, {
    traceparent: trace,
  });
  expect(placed.headers.get('traceparent')).toBe(trace);
  expect(placed.body).toMatchObject({
    state: 'open',
    containment: 'gated',
    placedBy: { id: 'quality-lyon' },
  });
  const at = placed.headers.get('location')!;
  expect(at).toBe(`/v1/quality-holds/${placed.body.id}`);
  expect((await gate(lot)).blockedBy).toEqual([{ hold: placed.body.id, reason: 'dimension' }]);

  const effective = await when(at, 'effective');
  expect(effective).toMatchObject({
    containment: 'effective',
    lots: [{ lot, quantity: '12', undecided: '12' }],
  });
  expect(
    (await get<{ items: Hold[] }>(`/v1/quality-holds?lot=${encodeURIComponent(lot)}`)).items,
  ).toMatchObject([{ id: effective.id }]);
  expect(await get<{ holds: string[] }>(`/v1/lots/${encodeURIComponent(lot)}`)).toMatchObject({
    holds: [placed.body.id],
  });

  const control = { lot, location: 'LYON-STOCK', counted: quantity, tag: 'RED-1' };
  expect((await call<Hold>('quality', 'POST', `${at}/physical`, control)).body.physical).toMatchObject([
    { tag: 'RED-1', by: { id: 'quality' } },
  ]);

  const decision = { lot, quantity, decision: 'release', reason: 'measured again', reference: 'MRB-1' };
  expect((await call('administrator', 'POST', `${at}/dispositions`, decision)).status).toBe(403);
  expect(
    (
      await call('quality', 'POST', `${at}/dispositions`, {
        ...decision,
        quantity: { value: '13', unit: 'EA' },
      })
    ).status,
  ).toBe(422);
  const decided = await call<Disposition>('quality', 'POST', `${at}/dispositions`, decision);
  expect(decided.status).toBe(201);
  expect(await get<Disposition>(decided.headers.get('location')!)).toMatchObject({
    id: decided.body.id,
    decidedBy: { id: 'quality' },
  });

  const closed = await when(at, 'closed');
  expect(closed).toMatchObject({
    state: 'closed',
    lots: [{ released: '12', undecided: '0', pending: '0' }],
    dispositions: [{ state: 'verified' }],
  });
  expect((await gate(lot, '&quantity=12')).releasable).toBe(true);
  expect((await call('quality', 'POST', `${at}/dispositions`, decision)).status).toBe(409);
  expect(
    (await call('quality', 'POST', `${at}/dispositions/${decided.body.id}/reversal`, { reason: 'late' }))
      .status,
  ).toBe(409);

  const { events } = await get<{ events: { type: string }[] }>(
    `/v1/events?transaction=${closed.transaction}&limit=200`,
  );
  expect(events.map(({ type }) => type)).toEqual(
    expect.arrayContaining(
      ['placed', 'effective', 'closed'].map((what) => `interlock.quality-hold.${what}.v1`),
    ),
  );
  // Temporal is given three seconds to tell, and the QMS, which contains nothing, may be told after the hold is closed.
  await eventually(async () => {
    const told = await get<Transaction>(`/v1/transactions/${closed.transaction}?include=temporal`);
    expect(told).toMatchObject({ hold: { id: closed.id, state: 'closed' }, story: { missing: [] } });
    const kinds = told.story.steps.map(({ kind, system }) => (kind === 'visit' ? system : kind));
    expect(kinds).toEqual(
      expect.arrayContaining(['record', 'event', 'run', 'erp', 'wms', 'mes-lyon', 'qms']),
    );
    return true;
  });
  const audit = await get<{ items: { action: string }[] }>(`/v1/audit?transaction=${closed.transaction}`);
  expect(audit.items.map(({ action }) => action)).toContain('decideDisposition.refused');
  expect(await get('/v1/audit/verification')).toMatchObject({ intact: true, broken: [] });
  await get('/v1/exceptions?state=open');
});
