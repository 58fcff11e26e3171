import { randomUUID } from 'node:crypto';
import type { Inspection, JudgedInspection } from '../../contracts/inspection';
import { learnPins, readingsOf, resultOf, without } from '../ledger/inspections';
import { openLedger, type OpenLedger } from '../ledger/open-ledger';
import { receiveLot } from '../ledger/requests';
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
  await learnPins(open.ledger);
});
afterAll(async () => {
  await api.close();
  await open.close();
});

/** A call whose answer must be as the document promises. */
async function call<T>(
  method: string,
  path: string,
  body?: object,
  as = 'quality',
  key: string = randomUUID(),
) {
  const response = await api.call(method, path, {
    as,
    ...(body && { body }),
    headers: { 'idempotency-key': key },
  });
  const answer = (await response.json()) as T;
  check(method, path, response.status, response.headers.get('content-type') ?? '', answer);
  return { status: response.status, body: answer, headers: response.headers };
}
const post = (body: object, as?: string) =>
  call<JudgedInspection & { code: string; errors: { pointer: string }[] }>(
    'POST',
    '/v1/inspection-results',
    body,
    as,
  );

let numbers = 0;
async function newLot(): Promise<string> {
  const lot = `PIN-10:A-${++numbers}`;
  await receiveLot(open.ledger, lot);
  return lot;
}
const ofC = { order: 'PO-7901', revision: 'C', plan: { id: 'IP-PIN-10', version: 'C' } };

describe('the real measurements of 70 pins, posted', () => {
  it.each([
    ['B', {}, ['66']],
    ['C', ofC, ['2', '3', '9', '66']],
  ])('under revision %s', async (revision, changes, defectives) => {
    const lot = await newLot();
    const { status, body, headers } = await post(resultOf(lot, changes));
    expect([status, body.state, body.revision, body.result!.defectives]).toEqual([
      201,
      'failed',
      revision,
      defectives,
    ]);
    expect(body.hold).toMatchObject({ state: 'open', placedBy: { id: 'quality' }, lots: [{ lot }] });
    expect(headers.get('location')).toBe(`/v1/inspections/${body.id}`);
    const gate = await call<{ releasable: boolean }>(
      'GET',
      `/v1/lots/${encodeURIComponent(lot)}/releasability?plant=lyon&action=ship`,
    );
    expect(gate.body.releasable).toBe(false);
  });

  it('under C are good without the four that are too small', async () => {
    const { body } = await post(
      resultOf(await newLot(), {
        ...ofC,
        readings: readingsOf(without('2', '3', '9', '66')),
        sampling: { lotSize: 70, sampleSize: 66, accept: 0, reject: 1 },
        verdict: 'pass',
      }),
    );
    expect([body.state, body.hold]).toEqual(['passed', null]);
  });
});

it('an inspection is opened once, listed, and waited for', async () => {
  const lot = await newLot();
  const request = { plant: 'lyon', lot, order: 'PO-7001', operation: '10', checkpoint: 'CP-1' };
  const first = await call<Inspection>('POST', '/v1/inspections', request);
  const again = await call<Inspection>('POST', '/v1/inspections', request, 'administrator');
  expect([first.status, again.status, again.body.id]).toEqual([201, 201, first.body.id]);
  expect(first.body).toMatchObject({
    ...request,
    state: 'opening',
    inspection: null,
    revision: 'B',
    plan: { id: 'IP-PIN-10', version: 'B', sampling: { sampleSize: null, accept: 0, reject: 1 } },
    openedBy: { id: 'quality' },
  });
  expect(first.body.characteristics.map(({ lower }) => lower)).toEqual(['9.95', '9.95', '9.95']);
  const list = `/v1/inspections?plant=lyon&state=opening&lot=${encodeURIComponent(lot)}`;
  const { items } = (await call<{ items: Inspection[] }>('GET', list, undefined, 'auditor')).body;
  expect(items.map(({ id }) => id)).toEqual([first.body.id]);
  const waited = await api.call('GET', `/v1/inspections/${first.body.id}?until=passed`, {
    as: 'auditor',
    headers: { prefer: 'wait=0' },
  });
  expect([waited.status, waited.headers.get('preference-applied')]).toEqual([200, 'wait=0']);
  const story = await call<{ inspection: Inspection; audit: { action: string }[] }>(
    'GET',
    `/v1/transactions/${first.body.transaction}`,
    undefined,
    'auditor',
  );
  expect(story.body.inspection.id).toBe(first.body.id);
  expect(story.body.audit.map(({ action }) => action)).toEqual(['inspection.opening']);
  expect((await call('GET', '/v1/inspections/IS-none', undefined, 'auditor')).status).toBe(404);
});

it('a second, different result is 409 and names the inspection; the same is answered as before', async () => {
  const result = resultOf(await newLot());
  const first = await post(result);
  const same = await post(result);
  expect([same.status, same.body.id, same.body.hold!.id]).toEqual([201, first.body.id, first.body.hold!.id]);
  const other = await post({ ...result, verdict: 'pass' });
  expect([other.status, other.body]).toMatchObject([
    409,
    { code: 'inspection-closed', inspection: first.body.id },
  ]);
});

it.each([
  ['a field too many', { extra: 1 }, '/extra'],
  [
    'more pieces than the lot has',
    { sampling: { lotSize: 1, sampleSize: 2, accept: 0, reject: 1 } },
    '/sampling/sampleSize',
  ],
  [
    'what is accepted and rejected',
    { sampling: { lotSize: 1, sampleSize: 1, accept: 1, reject: 1 } },
    '/sampling/reject',
  ],
  ['a number for a decimal', { readings: [{ ...readingsOf()[0]!, value: 9.9 }] }, '/readings/0/value'],
  ['no sampling', { sampling: undefined }, '/sampling'],
])('%s is refused, and the field is named', async (_why, changes, pointer) => {
  const { status, body } = await post({ ...resultOf('PIN-10:A-1'), ...changes });
  expect([status, body.errors.map((error) => error.pointer)]).toEqual([422, [pointer]]);
});

it.each([
  ['a system that is no QMS', { inspection: { system: 'erp', id: 'IL-1' } }, 'unknown-system'],
  ['a plant that is not there', { plant: 'atlantis' }, 'unknown-plant'],
  ['an item that nobody knows', { lot: 'WIDGET-9:W-1' }, 'unknown-item'],
])('%s is refused', async (_why, changes, code) => {
  const { status, body } = await post({ ...resultOf('PIN-10:A-NEW'), ...changes });
  expect([status, body.code]).toEqual([422, code]);
});

it('a result for another plant than the key is for is refused', async () => {
  const result = { ...resultOf('PIN-10:A-1'), plant: 'monterrey' };
  expect((await post(result, 'quality-lyon')).status).toBe(403);
});
