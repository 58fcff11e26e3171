import { randomUUID } from 'node:crypto';
import { array, assert, asyncProperty, constantFrom, nat, tuple } from 'fast-check';
import { holdRequest, keyed, place, PERSON, receiveLot } from '../ledger/requests';
import { openLedger, type OpenLedger } from '../ledger/open-ledger';
import { serve, type Served } from './serve';
import { signed } from './signed';

/** Values that have broken programs: put anywhere into a valid request, none may make the API or the ledger fail. */
// prettier-ignore
const HOSTILE = [
  undefined, null, true, 0, -1, 1e308, '', ' ', '0', '-1', '-0', '1', '0.000000001', '999999999999999999',
  '99999999999999999999', '1e5', 'NaN', [], {}, [[]], [null], 'a\0b', '\u0007', '\ud800', '💥', '__proto__',
  'constructor', "';drop table hold--", '%', '_', '../..', 'x'.repeat(130), 'lyon', 'monterrey', 'atlantis', 'qms', 'EA',
  'MTR', 'PIN-10:L-1', 'PIN-10:L-2', 'BAR-3:H-1', 'BRACKET-100:B-1', 'WIDGET-9:W-1', '0001-01-01T00:00:00Z',
  '9999-12-31T23:59:59-23:59', '2026-01-01T00:00:00Z', 'unrestricted', 'block', 'scrap', 'sort', 'use-as-is',
];

const at = '2026-11-01T00:00:00+01:00';
const quantity = { value: '3', unit: 'EA' };
const line = { lot: 'PIN-10:L-1', quantity };
const approval = { kind: 'quality', id: '1', name: 'n', meaning: 'm', at, reference: 'r' };
const decision = { lot: 'PIN-10:L-1', quantity, decision: 'scrap', reason: 'r', reference: 'MRB-1' };
const done = { disposition: 'D-1', lot: 'PIN-10:L-1', quantity };

const change = {
  change: { system: 'plm', id: 'ECO-1' },
  plants: [
    { plant: 'lyon', effectivity: { kind: 'date', localDate: '2126-12-01', at: 'shift-start' } },
    { plant: 'monterrey', effectivity: { kind: 'serial', item: 'BRACKET-100', from: 'BRACKET-100:SN-1' } },
  ],
  policy: 'all-or-nothing',
  onConflict: 'queue',
};

const checkpoint = { plant: 'lyon', lot: 'PIN-10:L-1', order: 'PO-1', operation: '10', checkpoint: 'C-1' };
const inspectionResult = {
  inspection: { system: 'qms', id: 'IN-1' },
  plant: 'lyon',
  lot: 'PIN-10:L-2',
  revision: 'B',
  plan: { id: 'IP-1', version: 'B' },
  order: 'PO-1',
  sampling: { lotSize: 3, sampleSize: 1, accept: 0, reject: 1 },
  readings: [{ piece: '1', characteristic: 'diameter-1', value: '9.90', unit: 'MMT', gauge: 'G-12' }],
  verdict: 'fail',
  measuredBy: 'i',
  measuredAt: at,
};

const posts: Record<string, object> = {
  '/v1/quality-holds': {
    ...holdRequest([{ lot: 'PIN-10:L-2', identifiedBy: { handlingUnit: 'HU-1' }, quantity } as never]),
    detectedAt: at,
  },
  '/v1/quality-holds/preview': holdRequest(['PIN-10:L-1', 'PIN-10:L-2']),
  '/v1/quality-holds/{id}/lots': { lots: [{ lot: 'PIN-10:L-2' }] },
  '/v1/quality-holds/{id}/physical': { lot: 'PIN-10:L-1', location: 'A-01', counted: quantity, tag: 'T' },
  '/v1/quality-holds/{id}/residuals/R-1/answer': { action: 'notify', reference: 'r', text: 't' },
  '/v1/quality-holds/{id}/dispositions': {
    ...decision,
    approvals: [approval],
    concession: { expiresAt: at, maxQuantity: quantity, orders: ['PO-1'], customers: ['C'] },
    supersedes: null,
  },
  '/v1/quality-holds/{id}/dispositions/{did}/reversal': { reason: 'r' },
  '/v1/inspections': checkpoint,
  '/v1/inspection-results': inspectionResult,
  '/v1/engineering-changes': change,
  '/v1/engineering-changes/{change}/decisions': {
    object: 'order',
    id: 'PO-1',
    plant: 'lyon',
    decision: 'rework',
    quantityAssessed: quantity,
  },
  '/v1/engineering-changes/{change}/withdrawal': { reason: 'r' },
};

// prettier-ignore
const events: Record<string, object> = {
  'qms.nonconformance.raised.v1': {
    id: 'NC-1', plant: 'lyon', scope: { lots: [line], supplierLots: [{ supplier: 'S', supplierLot: 'H-1' }] },
    reason: { code: 'd', text: 't' }, severity: 'major', detectedAt: at, raisedBy: { id: 'i', name: 'n' },
  },
  'qms.nonconformance.voided.v1': { id: 'NC-1', reason: 'r' },
  'qms.disposition.decided.v1': {
    ...decision, nonconformance: 'NC-0', decidedBy: { id: 'i', name: 'n', role: 'r' }, decidedAt: at, approvals: [approval],
    signature: { signer: 's', meaning: 'm', signedAt: at, recordHash: 'h' },
  },
  'qms.inspection.completed.v1': { inspection: { system: 'qms', id: 'I' }, plant: 'lyon', lot: 'PIN-10:L-1', verdict: 'pass', disposition: null },
  'mes.checkpoint.reached.v1': checkpoint,
  'mes.sort.finished.v1': { ...done, good: '1', bad: '2' },
  'mes.rework.finished.v1': done,
  'erp.scrap.confirmed.v1': done,
  'erp.return.issued.v1': done,
  'erp.lot.received.v1': { ...line, plant: 'lyon', location: 'A-01', supplier: 'S', supplierLot: 'H-1', status: 'inspection' },
  'erp.stock.moved.v1': { ...line, from: 'A-01', to: { plant: 'monterrey', location: 'B-01' }, status: 'block' },
  'erp.stock.adjusted.v1': { ...line, from: null, to: 'A-01', status: 'block' },
  'mes.material.consumed.v1': { plant: 'lyon', order: 'PO-1', occurredAt: at, consumed: [line], produced: [{ ...line, lot: 'BRACKET-100:B-1' }] },
  'mes.lot.split.v1': { plant: 'lyon', from: [line], to: [{ ...line, lot: 'PIN-10:L-3' }] },
  'mes.lot.merged.v1': { plant: 'lyon', from: [line], to: [{ ...line, lot: 'PIN-10:L-2' }] },
  'erp.shipment.posted.v1': { shipment: 'S-1', customer: 'C', lines: [line] },
};

const SYSTEMS: Record<string, string> = { qms: 'qms', erp: 'erp', mes: 'mes-lyon' };
// prettier-ignore
const READS = [
  '/v1/quality-holds?state={}', '/v1/quality-holds?lot={}', '/v1/quality-holds?cursor={}', '/v1/quality-holds?limit={}',
  '/v1/quality-holds/{}?until=closed', '/v1/quality-holds/{}/dispositions/{}', '/v1/lots/{}', '/v1/lots/{}/releasability?plant=lyon&action=ship',
  '/v1/lots/PIN-10:L-1/releasability?plant={}&action=ship', '/v1/lots/PIN-10:L-1/releasability?plant=lyon&action=move&quantity={}',
  '/v1/lots/PIN-10:L-1/releasability?plant=lyon&action=move&purpose=quarantine&to={}', '/v1/events?type={}', '/v1/events?after={}',
  '/v1/transactions/{}', '/v1/audit?transaction={}', '/v1/exceptions?plant={}', '/v1/exceptions?cursor={}',
  '/v1/engineering-changes?state={}', '/v1/engineering-changes?plant={}', '/v1/engineering-changes?change={}', '/v1/engineering-changes?item={}',
  '/v1/engineering-changes?cursor={}', '/v1/engineering-changes/{}?until=active', '/v1/items/{}/revision?plant=lyon',
  '/v1/items/PIN-10/revision?plant={}', '/v1/items/PIN-10/revision?plant=lyon&order={}', '/v1/items/PIN-10/revision?plant=lyon&at={}',
  '/v1/inspections?lot={}', '/v1/inspections?state={}', '/v1/inspections?cursor={}', '/v1/inspections/{}?until=passed',
  '/v1/items/{}/specification?revision={}', '/v1/items/PIN-10/specification?plant={}',
];

type Path = readonly (string | number)[];

const pathsIn = (value: unknown, here: Path = []): Path[] =>
  typeof value === 'object' && value !== null
    ? [here, ...Object.entries(value).flatMap(([key, inner]) => pathsIn(inner, [...here, key]))]
    : [here];

/** `value` with `hostile` at `path`; undefined takes the field away. */
function withHostile(value: unknown, [step, ...rest]: Path, hostile: unknown): unknown {
  if (step === undefined) return hostile;
  const copy = structuredClone(value) as Record<string, unknown>;
  copy[step] = withHostile(copy[step], rest, hostile);
  return copy;
}

const spoil = (value: unknown, spoils: readonly (readonly [number, unknown])[]): unknown =>
  spoils.reduce<unknown>((body, [where, hostile]) => {
    const paths = pathsIn(body).slice(1);
    return paths.length === 0 ? body : withHostile(body, paths[where % paths.length]!, hostile);
  }, value);

const spoils = array(tuple(nat(), constantFrom(...HOSTILE)), { maxLength: 2 });

let open: OpenLedger;
let api: Served;
let hold: string;
let disposition: string;
let changeId: string;
beforeAll(async () => {
  open = await openLedger();
  api = await serve({}, { ledger: open.ledger });
  await receiveLot(open.ledger, 'PIN-10:L-1');
  const nonconformance = { system: 'qms', id: 'NC-0' };
  hold = (await place(open.ledger, holdRequest(['PIN-10:L-1'], { nonconformance }))).id;
  const decided = { ...decision, decision: 'scrap' as const, quantity: { value: '1', unit: 'EA' as const } };
  const request = { ...decided, approvals: [], concession: null, supersedes: null };
  disposition = (await keyed(open.ledger, (tx) => open.ledger.decide(tx, hold, request, PERSON, new Date())))
    .id;
  const requested = await post('/v1/engineering-changes', change);
  changeId = ((await requested.json()) as { id: string }).id;
});
afterAll(async () => {
  await api.close();
  await open.close();
});

/** As a role that may. */
const post = (address: string, body: unknown) =>
  api.call('POST', address, {
    as: address.startsWith('/v1/quality-holds') ? 'quality' : 'administrator',
    body: JSON.stringify(body),
    headers: { 'idempotency-key': randomUUID() },
  });

/** Refused or done, but never failed. */
async function expectNoFailure(response: Response): Promise<void> {
  const text = await response.text();
  if (response.status >= 500) throw new Error(`${response.status} ${text}`);
  if (text.includes('"status":5')) throw new Error(text);
}

it('no body makes a call fail', async () => {
  await assert(
    asyncProperty(constantFrom(...Object.keys(posts)), spoils, async (path, bad) => {
      const address = path.replace('{id}', hold).replace('{did}', disposition).replace('{change}', changeId);
      await expectNoFailure(await post(address, spoil(posts[path], bad)));
    }),
    { numRuns: 800 },
  );
});

it('no event makes a call fail', async () => {
  await assert(
    asyncProperty(constantFrom(...Object.keys(events)), spoils, async (type, bad) => {
      const system = SYSTEMS[type.split('.')[0]!]!;
      const event = { specversion: '1.0', id: randomUUID(), source: system, type, time: at };
      const data = { ...events[type], ...('disposition' in events[type]! && { disposition }) };
      await expectNoFailure(await signed(api, system, [{ ...event, data: spoil(data, bad) }]));
    }),
    { numRuns: 900 },
  );
});

it('no address makes a call fail', async () => {
  const texts = HOSTILE.filter(
    (value) => typeof value === 'string' && value !== '' && !/\p{Surrogate}/u.test(value),
  );
  await assert(
    asyncProperty(constantFrom(...READS), constantFrom(...(texts as string[])), async (path, hostile) => {
      const address = path.replaceAll('{}', encodeURIComponent(hostile));
      await expectNoFailure(await api.call('GET', address, { as: 'auditor' }));
    }),
    { numRuns: 400 },
  );
});
