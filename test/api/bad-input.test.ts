import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { Hold } from '../../contracts/hold';
import { stack, type TestStack } from '../support/stack';

interface ProblemBody {
  readonly code: string;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}

let running: TestStack;
beforeAll(async () => {
  running = await stack();
});

const lot = () => `PIN-10:BAD-${randomUUID().slice(0, 8)}`;
const request = (change: object = {}) => ({
  nonconformance: null,
  plant: 'lyon',
  scope: { lots: [{ lot: lot() }] },
  reason: { code: 'dimension', text: 'undersize' },
  severity: 'major',
  ...change,
});
const place = (body: unknown, headers?: Record<string, string>) =>
  running.api('quality').post<Hold & ProblemBody>('/v1/quality-holds', body, headers);

const nothingWritten = async (work: () => Promise<void>) => {
  const holds = () => running.api('auditor').get<{ items: Hold[] }>('/v1/quality-holds?limit=200');
  const before = (await holds()).body.items.map(({ id }) => id);
  await work();
  expect((await holds()).body.items.map(({ id }) => id)).toEqual(before);
};

describe('a hold that is not valid is a problem that names the field, and nothing is written', () => {
  it.each<[string, object, string, string]>([
    ['an unknown plant', { plant: 'atlantis' }, 'unknown-plant', '/plant'],
    [
      'an unknown system',
      { nonconformance: { system: 'lims', id: 'NC-1' } },
      'unknown-system',
      '/nonconformance/system',
    ],
    [
      'a quantity of zero',
      { scope: { lots: [{ lot: 'PIN-10:L-0417', quantity: { value: '0', unit: 'EA' } }] } },
      'invalid-request',
      '/scope/lots/0/quantity/value',
    ],
    [
      'an unknown unit',
      { scope: { lots: [{ lot: 'PIN-10:L-0417', quantity: { value: '1', unit: 'PIECE' } }] } },
      'invalid-request',
      '/scope/lots/0/quantity/unit',
    ],
    [
      'the unit of another item',
      { scope: { lots: [{ lot: 'PIN-10:L-0417', quantity: { value: '1', unit: 'MTR' } }] } },
      'unit-mismatch',
      '/scope/lots/0/quantity/unit',
    ],
    [
      'a lot of an item that nobody knows',
      { scope: { lots: [{ lot: 'WIDGET-9:L-1' }] } },
      'unknown-item',
      '/scope/lots/0/lot',
    ],
    [
      'a lot without an item',
      { scope: { lots: [{ lot: 'L-0417' }] } },
      'invalid-request',
      '/scope/lots/0/lot',
    ],
    ['a scope of nothing', { scope: {} }, 'scope-empty', '/scope'],
    ['an unknown field', { urgent: true }, 'invalid-request', '/urgent'],
  ])('%s', async (_name, change, code, pointer) => {
    await nothingWritten(async () => {
      const { status, body } = await place(request(change));
      expect({ status, code: body.code }).toEqual({ status: 422, code });
      expect(body.errors?.map((error) => error.pointer)).toContain(pointer);
    });
  });

  it('a malformed and an oversized body', async () => {
    await nothingWritten(async () => {
      const malformed = await place('{ "plant": ');
      expect([malformed.status, malformed.body.code]).toEqual([400, 'malformed-json']);
      const oversized = await place(JSON.stringify(request({ text: 'x'.repeat(2 * 1024 * 1024) })));
      expect([oversized.status, oversized.body.code]).toEqual([413, 'body-too-large']);
    });
  });
});

describe('an Idempotency-Key', () => {
  it('that is missing is 400', async () => {
    await nothingWritten(async () => {
      const { status, body } = await place(request(), { 'idempotency-key': '' });
      expect([status, body.code]).toEqual([400, 'idempotency-key-missing']);
    });
  });

  it('that comes again with the same body gives the same answer, and with another body none', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const body = request();
    const first = await place(body, key);
    expect(first.status).toBe(201);
    await nothingWritten(async () => {
      const again = await place(body, key);
      expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([201, 'true']);
      expect(again.headers.get('location')).toBe(first.headers.get('location'));
      expect(again.body).toEqual(first.body);
      const other = await place({ ...body, severity: 'minor' }, key);
      expect([other.status, other.body.code]).toEqual([422, 'idempotency-key-reused']);
    });
  });

  it('that comes many times at once makes one hold', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const body = request();
    const answers = await Promise.all(Array.from({ length: 8 }, () => place(body, key)));
    const placed = answers.filter(({ status }) => status === 201);
    expect(new Set(placed.map((answer) => answer.body.id)).size).toBe(1);
    expect(answers.filter(({ status }) => status !== 201).map((answer) => answer.body.code)).toEqual(
      Array.from({ length: 8 - placed.length }, () => 'request-in-flight'),
    );
  });
});

describe('a webhook', () => {
  const nonconformance = (id: string) => ({
    specversion: '1.0',
    id,
    source: 'qms',
    type: 'qms.nonconformance.raised.v1',
    data: {
      id: `NC-${id}`,
      plant: 'lyon',
      scope: { lots: [{ lot: lot() }] },
      reason: { code: 'dimension', text: 'undersize' },
      severity: 'major',
      detectedAt: '2026-11-03T07:40:00+01:00',
      raisedBy: 'inspector-1',
    },
  });
  const post = (
    body: unknown,
    how: { system?: string; secret?: string; at?: Date; id?: string; batch?: boolean } = {},
  ) => {
    const { system = 'qms', at = new Date(), id = randomUUID(), batch = Array.isArray(body) } = how;
    const secret = how.secret ?? running.description().webhookSecrets[system]!;
    const text = JSON.stringify(body);
    return running.api('nobody').post<ProblemBody>(`/v1/inbound/${system}`, text, {
      'content-type': `application/cloudevents${batch ? '-batch' : ''}+json`,
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign(id, at, text),
    });
  };

  it.each<[string, Parameters<typeof post>[1]]>([
    ['forged', { secret: `whsec_${Buffer.alloc(32, 1).toString('base64')}` }],
    ['old', { at: new Date(Date.now() - 10 * 60_000) }],
  ])('that is %s is 401', async (_name, how) => {
    await nothingWritten(async () => {
      const { status, body } = await post(nonconformance(randomUUID()), how);
      expect([status, body.code]).toEqual([401, 'bad-signature']);
    });
  });

  it('that is replayed is a duplicate', async () => {
    const event = nonconformance(randomUUID());
    expect((await post(event)).body).toEqual({ id: event.id, status: 'accepted' });
    await nothingWritten(async () => {
      expect((await post(event)).body).toEqual({ id: event.id, status: 'duplicate' });
      expect((await post([event])).body).toEqual([{ id: event.id, status: 'duplicate' }]);
    });
  });

  it('is answered item by item', async () => {
    const event = nonconformance(randomUUID());
    const unknownPlant = nonconformance(randomUUID());
    unknownPlant.data.plant = 'atlantis';
    const { status, body } = await post([unknownPlant, { ...event, id: '' }, event]);
    expect(status).toBe(200);
    expect(body).toEqual([
      { id: unknownPlant.id, status: 'refused', problem: expect.objectContaining({ code: 'unknown-plant' }) },
      { id: '', status: 'refused', problem: expect.objectContaining({ code: 'invalid-request' }) },
      { id: event.id, status: 'accepted' },
    ]);
  });

  it('that claims what its system does not own is refused and recorded (A5)', async () => {
    const claim = { ...nonconformance(randomUUID()), source: 'erp' };
    const { status, body } = await post(claim, { system: 'erp' });
    expect([status, body.code]).toEqual([422, 'event-not-accepted']);
    expect((await wholeAudit()).some(({ subject }) => subject === claim.id)).toBe(true);
  });
});

interface Page {
  items: { subject: string }[];
  next: string | null;
}

/** Every audit row, page by page. */
async function wholeAudit(): Promise<Page['items']> {
  const rows: Page['items'] = [];
  for (let next: string | null = ''; next !== null;) {
    const cursor: string = next === '' ? '' : `&cursor=${encodeURIComponent(next)}`;
    const { body } = await running.api('auditor').get<Page>(`/v1/audit?limit=200${cursor}`);
    rows.push(...body.items);
    next = body.next;
  }
  return rows;
}
