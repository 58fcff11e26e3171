import type { Adapter } from '../../adapters/port';
import type { RecallDrill } from '../../contracts/recall-drill';
import { openLedger, type OpenLedger } from '../ledger/open-ledger';
import { receiveLot, tell } from '../ledger/requests';
import { conformance } from './conformance';
import { serve, type Served } from './serve';

const LOT = 'PIN-10:R-1';
const ea = (value: string) => ({ value, unit: 'EA' as const });

let open: OpenLedger;
let api: Served;
let check: ReturnType<typeof conformance>;
let wmsAnswers = true;

const system = (name: string, exposure: NonNullable<Adapter['exposure']>): Adapter => ({
  system: name,
  product: 'test',
  capabilities: {
    means: 'none',
    identifies: [],
    scopes: [],
    blocksShipping: false,
    blocksConsumption: false,
    restrictsByItself: [],
    refusesLate: false,
    readsBack: '',
  },
  effects: {},
  exposure,
});

beforeAll(async () => {
  open = await openLedger();
  const at = '2026-11-01T00:00:00.000Z';
  const shipped = { quantity: '10', kind: 'shipped' as const, reference: 'SH-0', customer: '=SUM(A1)', at };
  const erp = system('erp', (lots) => Promise.resolve(lots.map((lot) => ({ lot, ...shipped }))));
  const wms = system('wms', () => (wmsAnswers ? Promise.resolve([]) : Promise.reject(new Error('away'))));
  api = await serve(open.ledger, { systems: new Map([erp, wms].map((one) => [one.system, one])) });
  const document = await (await api.call('GET', '/openapi.json')).json();
  check = conformance(document as Parameters<typeof conformance>[0]);
  await receiveLot(open.ledger, LOT, '100');
  const lines = [{ lot: LOT, quantity: ea('20') }];
  await tell(open.ledger, 'erp', 'erp.shipment.posted.v1', { shipment: 'SH-1', customer: 'acme', lines });
});
afterAll(async () => {
  await api.close();
  await open.close();
});

let keys = 0;
const post = (body: unknown, as = 'quality') =>
  api.call('POST', '/v1/recall-drills', { as, body, headers: { 'idempotency-key': `drill-${keys++}` } });
const drilled = async (): Promise<RecallDrill> => {
  const response = await post({ lot: LOT, reason: 'yearly drill' });
  const body = (await response.json()) as RecallDrill;
  expect([response.status, body.id]).toEqual([201, expect.stringMatching(/^RD-/)]);
  expect(response.headers.get('location')).toBe(`/v1/recall-drills/${body.id}`);
  check('POST', '/v1/recall-drills', 201, 'application/json', body);
  return body;
};
const get = (id: string, query = '', accept = '*/*') =>
  api.call('GET', `/v1/recall-drills/${id}${query}`, { as: 'auditor', headers: { accept } });

it('names everything and everyone, with the mass balance and the time that each step took', async () => {
  const drill = await drilled();
  expect(drill).toMatchObject({
    reason: 'yearly drill',
    requestedBy: { id: 'quality' },
    of: { lot: LOT, supplier: null, supplierLot: null },
    plants: ['lyon'],
    coverage: { percent: '90', lots: 1, complete: 0 },
    unanswered: [],
  });
  expect(drill.customers.map(({ customer, shipments }) => [customer, shipments])).toEqual([
    ['=SUM(A1)', ['SH-0']],
    ['acme', ['SH-1']],
  ]);
  expect(drill.lots).toMatchObject([
    { lot: LOT, balance: { made: '100', inStock: '80', shipped: '30', unaccounted: '-10' } },
  ]);
  expect(drill.steps).toHaveLength(4);
  expect(drill.steps.every(({ milliseconds }) => milliseconds <= drill.milliseconds)).toBe(true);
});

it('names a system that could not be asked, and answers all the same', async () => {
  wmsAnswers = false;
  const drill = await drilled();
  wmsAnswers = true;
  expect(drill.unanswered).toEqual(['wms']);
});

it('changes nothing but its own record', async () => {
  const OWN = ['recall_drill', 'audit', 'unsealed', 'event', 'idempotency'];
  const tables = await open.pool.query<{ name: string }>(
    `select relname as name from pg_stat_user_tables where schemaname = 'public' and relname <> all($1)`,
    [OWN],
  );
  const contents = async () =>
    Promise.all(
      tables.rows.map(async ({ name }) => {
        const found = await open.pool.query(
          `select '${name}' as name, coalesce(string_agg(one::text, ';' order by one::text), '') as rows from "${name}" one`,
        );
        return found.rows[0] as unknown;
      }),
    );
  const before = await contents();
  const { transaction } = await drilled();
  expect(await contents()).toEqual(before);
  const audited = await open.ledger.listAudit({ transaction, limit: 10 });
  expect(audited.items).toMatchObject([{ action: 'recall-drill.finished', why: 'yearly drill' }]);
  const told = await open.ledger.listEvents({ transaction, after: 0, limit: 10 });
  expect(told.events).toMatchObject([{ type: 'interlock.recall-drill.finished.v1' }]);
});

it('is given again as it was found, as JSON, PDF or CSV, by ?format= or by Accept', async () => {
  const { id, ...drill } = await drilled();
  const json = await get(id);
  expect(await json.json()).toEqual({ id, ...drill });

  for (const pdf of [await get(id, '?format=pdf'), await get(id, '', 'application/pdf')]) {
    expect(pdf.headers.get('content-type')).toBe('application/pdf');
    expect(pdf.headers.get('content-disposition')).toBe(`attachment; filename="recall-drill-${id}.pdf"`);
    expect((await pdf.text()).startsWith('%PDF-1.7')).toBe(true);
  }
  const lots = await get(id, '', 'application/json;q=0.5, text/csv');
  check('GET', `/v1/recall-drills/${id}`, 200, lots.headers.get('content-type') ?? '', '');
  expect((await lots.text()).split('\r\n')).toEqual([
    expect.stringMatching(/^lot,item,trace,depth,/),
    `${LOT},PIN-10,recalled,0,,,EA,100,80,0,30,0,0,-10,90,lyon A-01 80,`,
    '',
  ]);
  const customers = await (await get(id, '?format=csv&table=customers')).text();
  expect(customers).toContain(`'=SUM(A1),shipped,SH-0,${LOT},10,EA,erp,`);
});

it('the same record is the same file, byte for byte', async () => {
  const { id } = await drilled();
  const [one, two] = await Promise.all([get(id, '?format=pdf'), get(id, '?format=pdf')]);
  expect(Buffer.from(await one.arrayBuffer()).equals(Buffer.from(await two.arrayBuffer()))).toBe(true);
});

it.each([
  ['nothing', { reason: 'x' }],
  ['a lot and a supplier', { lot: LOT, supplier: 'mill', reason: 'x' }],
  ['a supplier without its lot', { supplier: 'mill', reason: 'x' }],
  ['no reason', { lot: LOT }],
])('is refused for %s', async (_what, body) => {
  const response = await post(body);
  expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([
    422,
    'invalid-request',
  ]);
});

it('is refused for what nobody knows, and an unknown drill is not found', async () => {
  const response = await post({ lot: 'PIN-10:NOBODY', reason: 'x' });
  expect(await response.json()).toMatchObject({ status: 422, code: 'nothing-to-trace' });
  expect((await get('RD-NONE')).status).toBe(404);
});
