import type { Disposition, DispositionRequest } from '../../contracts/disposition';
import type { Hold } from '../../contracts/hold';
import type { AuditRow } from '../../contracts/record';
import type { Signature } from '../../contracts/signature';
import type { z } from 'zod';
import { demoTopology, openLedger, type OpenLedger } from '../ledger/open-ledger';
import { dispositionRequest, receiveLot } from '../ledger/requests';
import { approvalBy, subjectOf } from '../ledger/signatures';
import { conformance } from './conformance';
import { HOLD_REQUEST, serve, type Served } from './serve';

const SECRET = 'correct horse battery';
const NOW = new Date('2026-11-03T06:40:00Z');

let open: OpenLedger;
let api: Served;
let check: ReturnType<typeof conformance>;
let lots = 0;
let keys = 0;

beforeAll(async () => {
  const topology = demoTopology();
  const governed = {
    ...topology,
    segregationOfDuties: 'full' as const,
    signatures: { ...topology.signatures, dispositions: ['use-as-is' as const], changeActivation: true },
  };
  open = await openLedger(governed);
  api = await serve(open.ledger, { topology: governed, now: () => NOW });
  const document = await (await api.call('GET', '/openapi.json')).json();
  check = conformance(document as Parameters<typeof conformance>[0]);
  for (const person of ['quality', 'quality-lyon', 'engineering']) await becomeSigner(person);
});
afterAll(async () => {
  await api.close();
  await open.close();
});

const post = async <T>(as: string, path: string, body: unknown, key = `k-${keys++}`) => {
  const response = await api.call('POST', path, { as, body, headers: { 'idempotency-key': key } });
  return { status: response.status, body: (await response.json()) as T & { code?: string } };
};
const enrol = async (person: string): Promise<string> => {
  const { body } = await post<{ code: string }>('administrator', '/v1/signers', {
    person,
    reason: 'badge seen',
  });
  check('POST', '/v1/signers', 201, 'application/json', body);
  return body.code;
};
async function becomeSigner(person: string): Promise<void> {
  const { status, body } = await post(person, '/v1/signing-secret', {
    secret: SECRET,
    code: await enrol(person),
  });
  expect(status).toBe(200);
  check('POST', '/v1/signing-secret', 200, 'application/json', body);
}

/** A hold over a lot of its own, placed by the administrator. */
async function hold(): Promise<{ id: string; transaction: string; request: DispositionRequest }> {
  const lot = `PIN-10:S-${lots++}`;
  await receiveLot(open.ledger, lot);
  const { body } = await post<Hold>('administrator', '/v1/quality-holds', {
    ...HOLD_REQUEST,
    nonconformance: null,
    scope: { lots: [{ lot }] },
  });
  return { id: body.id, transaction: body.transaction, request: dispositionRequest(lot, '5', 'use-as-is') };
}
const sign = (
  as: string,
  capacity: string,
  { id, request }: { id: string; request: DispositionRequest },
  more: object = { secret: SECRET },
  key?: string,
) =>
  post<Signature>(
    as,
    '/v1/signatures',
    { record: subjectOf(id, request), capacity, meaning: 'reviewed and approved', ...more },
    key,
  );
const decide = (
  { id, request }: { id: string; request: DispositionRequest },
  signature: Signature,
  approvals: DispositionRequest['approvals'],
  as = 'quality',
) =>
  post<Disposition>(as, `/v1/quality-holds/${id}/dispositions`, {
    ...request,
    signature: signature.id,
    approvals,
  });
const refusalsOf = async (transaction: string) => {
  const { items } = (await (
    await api.call('GET', `/v1/audit?transaction=${transaction}`, { as: 'auditor' })
  ).json()) as { items: (z.infer<typeof AuditRow> & { rule: string })[] };
  return items.filter(({ action }) => action.endsWith('.refused'));
};

it('who lets nonconforming material through, and both who approve it, sign for themselves', async () => {
  const held = await hold();
  const [decider, quality, design] = [
    await sign('quality', 'decision', held),
    await sign('quality-lyon', 'quality', held),
    await sign('engineering', 'design-authority', held),
  ];
  expect([decider, quality, design].map(({ status }) => status)).toEqual([201, 201, 201]);
  check('POST', '/v1/signatures', 201, 'application/json', decider.body);
  const decided = await decide(held, decider.body, [approvalBy(quality.body), approvalBy(design.body)]);
  expect(decided).toMatchObject({ status: 201 });
  expect(decided.body.signatures.map(({ signer }) => signer.id).sort()).toEqual([
    'engineering',
    'quality',
    'quality-lyon',
  ]);
  const one = await (await api.call('GET', `/v1/signatures/${decider.body.id}`, { as: 'auditor' })).json();
  check('GET', '/v1/signatures/{id}', 200, 'application/json', one);
  expect(one).toMatchObject({ usedFor: decided.body.id, method: 'secret' });
  const path = `/v1/signatures?transaction=${held.transaction}`;
  const all = (await (await api.call('GET', path, { as: 'auditor' })).json()) as { items: Signature[] };
  check('GET', '/v1/signatures', 200, 'application/json', all);
  expect(all.items).toHaveLength(3);
  expect(decider.body.jws).toContain(decider.body.recordHash);
});

it('nobody signs with the bearer alone, nor with another secret: it is refused and recorded', async () => {
  const held = await hold();
  for (const more of [{}, { secret: 'wrong' }])
    expect(await sign('quality', 'decision', held, more)).toMatchObject({
      status: 403,
      body: { code: 'signer-not-verified', errors: [{ pointer: '/secret' }] },
    });
  expect(await refusalsOf(held.transaction)).toMatchObject([
    { action: 'signRecord.refused', who: { id: 'quality' }, rule: 'house:signer-not-verified' },
    { action: 'signRecord.refused', who: { id: 'quality' } },
  ]);
});

it.each([
  ['quality', 'design-authority'],
  ['engineering', 'quality'],
  ['engineering', 'decision'],
  ['administrator', 'decision'],
])('%s does not sign as %s', async (as, capacity) => {
  expect(await sign(as, capacity, await hold())).toMatchObject({
    status: 403,
    body: { code: 'not-authorized-to-decide' },
  });
});

it('a key for one plant signs nothing of another', async () => {
  const lot = `PIN-10:S-${lots++}`;
  const { body } = await post<Hold>('administrator', '/v1/quality-holds', {
    ...HOLD_REQUEST,
    nonconformance: null,
    plant: 'monterrey',
    scope: { lots: [{ lot }] },
  });
  const held = { id: body.id, request: dispositionRequest(lot, '5', 'use-as-is') };
  expect(await sign('quality-lyon', 'quality', held)).toMatchObject({ status: 403 });
});

it('a repeated request signs once, and what is kept of it does not tell the secret', async () => {
  const held = await hold();
  const first = await sign('quality', 'decision', held, { secret: SECRET }, 'once');
  const again = await sign('quality', 'decision', held, { secret: SECRET }, 'once');
  expect(again).toEqual(first);
  const { rows } = await open.pool.query<{ body_hash: string }>(
    "select body_hash from idempotency where key = 'once'",
  );
  const other = await sign('quality', 'decision', held, { secret: 'wrong' }, 'once');
  expect(other).toEqual(first);
  expect(rows).toHaveLength(1);
});

it('the code of an enrolment is shown once', async () => {
  const body = { person: 'somebody', reason: 'badge seen' };
  const first = await post<{ code: string | null }>('administrator', '/v1/signers', body, 'enrol');
  expect(first.body.code).toEqual(expect.any(String));
  expect((await post('administrator', '/v1/signers', body, 'enrol')).body).toMatchObject({ code: null });
  const kept = await open.pool.query("select body from idempotency where key = 'enrol'");
  expect(JSON.stringify(kept.rows)).not.toContain(first.body.code);
});

it('a signer who is revoked signs no more until enrolled anew', async () => {
  const held = await hold();
  const revoked = await post('administrator', '/v1/signers/engineering/revocation', { reason: 'badge lost' });
  check('POST', '/v1/signers/{person}/revocation', 200, 'application/json', revoked.body);
  expect(await sign('engineering', 'design-authority', held)).toMatchObject({
    status: 403,
    body: { code: 'signer-locked' },
  });
  await becomeSigner('engineering');
  expect(await sign('engineering', 'design-authority', held)).toMatchObject({ status: 201 });
});

it('who has two parts in letting material through is refused, and that is on record', async () => {
  const held = await hold();
  const [decider, quality, own] = [
    await sign('quality', 'decision', held),
    await sign('quality-lyon', 'quality', held),
    await sign('engineering', 'design-authority', held),
  ];
  const typed = { ...approvalBy(own.body), id: 'quality-lyon' };
  expect(await decide(held, decider.body, [approvalBy(quality.body), typed])).toMatchObject({
    status: 403,
    body: { code: 'segregation-of-duties', errors: [{ pointer: '/approvals/1/id' }] },
  });
  expect(await refusalsOf(held.transaction)).toMatchObject([
    { action: 'decideDisposition.refused', who: { id: 'quality' }, rule: 'house:segregation-of-duties' },
  ]);
});

it('whoever is to sign is told before whether they can, as what, and which decisions want it', async () => {
  const own = async (as: string) => {
    const response = await api.call('GET', '/v1/signing-secret', { as });
    const body: unknown = await response.json();
    check('GET', '/v1/signing-secret', response.status, 'application/json', body);
    return body;
  };
  await enrol('engineering');
  expect(await own('engineering')).toEqual({
    person: 'engineering',
    state: 'enrolled',
    since: expect.any(String),
    capacities: ['design-authority', 'activation'],
    signedIn: false,
    required: ['use-as-is'],
  });
  await becomeSigner('engineering');
  expect(await own('engineering')).toMatchObject({ state: 'active' });
  expect(await own('auditor')).toMatchObject({ state: 'none', since: null, capacities: [] });
});
