import { Limiter } from '../../api/limits';
import { networkOf } from '../../api/network';
import { Quotas } from '../../api/quotas';
import { Limits } from '../../contracts/limits';
import { LedgerUnavailable } from '../../ledger';
import { eventually } from '../support/eventually';
import { serve, type Served } from './serve';
import { signed } from './signed';

const LISTS = '/v1/quality-holds';
const GATE = '/v1/lots/PIN-10%3AL-1/releasability?plant=lyon&action=ship';
/** A window far longer than a test. */
const few = (burst: number) => ({ perSecond: burst / 3_600, burst });

describe('limits of the API', () => {
  let api: Served;
  afterEach(() => api.close());

  async function serveWith(limits: Parameters<typeof Limits.parse>[0]): Promise<void> {
    api = await serve({
      listHolds: () => Promise.resolve({ items: [], next: null }),
      releasability: () => Promise.reject(new LedgerUnavailable('asked')),
      takeQuota: (_caller, share, perDay) => Promise.resolve({ taken: share, left: perDay - share }),
    });
    api.services.topology.limits = Limits.parse(limits);
  }
  const list = (as = 'quality') => api.call('GET', LISTS, { as });
  const statuses = async (count: number, call: () => Promise<Response>) =>
    (await Promise.all(Array.from({ length: count }, call))).map(({ status }) => status);

  it('says how much may be asked, and how much is left', async () => {
    await serveWith({ tiers: { usual: few(10) } });
    const first = await list();
    expect(first.headers.get('ratelimit-policy')).toBe('"calls";q=10;w=3600');
    expect(first.headers.get('ratelimit')).toBe('"calls";r=9;t=3600');
    expect((await list()).headers.get('ratelimit')).toMatch(/^"calls";r=8;t=\d+$/);
  });

  it('answers what is too much with 429, when to come again, and why', async () => {
    await serveWith({ tiers: { usual: few(2) } });
    expect((await statuses(5, list)).toSorted((a, b) => a - b)).toEqual([200, 200, 429, 429, 429]);
    const refused = await list();
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(3_500);
    expect(refused.headers.get('ratelimit')).toMatch(/^"calls";r=0;t=\d+$/);
    expect(refused.headers.get('content-type')).toMatch('application/problem+json');
    expect(await refused.json()).toMatchObject({ status: 429, code: 'too-many-requests', instance: LISTS });
  });

  it('a flood of lists stops neither the gate nor anybody else', async () => {
    await serveWith({ tiers: { usual: few(1) } });
    await statuses(20, list);
    expect((await list()).status).toBe(429);
    // The ledger of this test cannot be reached: the gate was asked, and says no.
    expect((await api.call('GET', GATE, { as: 'quality' })).status).toBe(503);
    expect((await list('auditor')).status).toBe(200);
    expect((await signed(api, 'qms', '[')).status).toBe(400);
    expect((await api.call('GET', '/healthz')).status).toBe(200);
  });

  it('each caller has the limit of its tier', async () => {
    await serveWith({
      tiers: { usual: few(3), partner: few(1) },
      callers: { auditor: 'partner' },
    });
    expect((await list('auditor')).headers.get('ratelimit-policy')).toBe('"calls";q=1;w=3600');
    expect((await list('auditor')).status).toBe(429);
    expect((await list('quality')).headers.get('ratelimit-policy')).toBe('"calls";q=3;w=3600');
  });

  it('takes calls again when the window is over', async () => {
    await serveWith({ tiers: { usual: { perSecond: 4, burst: 4 } } });
    // Asked so slowly that the window is over meanwhile, none is too much.
    await eventually(async () => (await statuses(40, list)).includes(429));
    await eventually(async () => (await list()).status === 200);
  });

  it('counts bad credentials by address, and a good one from there is let in', async () => {
    await serveWith({ refused: few(2) });
    const guess = () => api.call('GET', LISTS, { headers: { authorization: 'Bearer guess' } });
    expect((await statuses(4, guess)).toSorted((a, b) => a - b)).toEqual([401, 401, 429, 429]);
    expect((await signed(api, 'qms', '[]', { tamper: ' ' })).status).toBe(429);
    expect((await list()).status).toBe(200);
  });

  it('counts the calls of a day, but those of the gate', async () => {
    await serveWith({ tiers: { usual: { perSecond: 1_000, burst: 1_000, perDay: 3 } } });
    // Nobody else takes of this day's calls: three shares of one call, then none.
    let left = 3;
    api.services.ledger.takeQuota = () =>
      Promise.resolve(left > 0 ? { taken: 1, left: --left } : { taken: 0, left: 0 });
    const first = await list();
    expect(first.headers.get('ratelimit-policy')).toBe('"calls";q=1000;w=1, "day";q=3;w=86400');
    expect(first.headers.get('ratelimit')).toMatch(/^"calls";r=999;t=1, "day";r=2;t=62400$/);
    expect([(await list()).status, (await list()).status]).toEqual([200, 200]);
    const refused = await list();
    expect(refused.headers.get('retry-after')).toBe('62400');
    expect(await refused.json()).toMatchObject({ status: 429, code: 'quota-exhausted' });
    expect((await api.call('GET', GATE, { as: 'quality' })).status).toBe(503);
  });

  it('without a ledger counts no day', async () => {
    await serveWith({ tiers: { usual: { perSecond: 1_000, burst: 1_000, perDay: 1 } } });
    api.services.ledger.takeQuota = () => Promise.reject(new LedgerUnavailable('gone'));
    expect(await statuses(5, list)).toEqual([200, 200, 200, 200, 200]);
  });
});

describe('the limiter', () => {
  it('needs no more memory for a flood of made-up addresses', async () => {
    const limits = Limits.parse({ public: few(1) });
    const limiter = new Limiter(() => limits, new Quotas({ takeQuota: () => Promise.reject(new Error()) }));
    const addresses = Array.from({ length: 40_000 }, (_, n) => `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`);
    const admissions = await Promise.all(addresses.map((address) => limiter.admitAddress('public', address)));
    const letIn = admissions.filter(({ problem }) => problem === null).length;
    expect(letIn).toBeGreaterThan(8_000);
    expect(letIn).toBeLessThanOrEqual(16_384);
  });

  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '8193:3512:1:2'],
    ['2001:db8:1:2::9', '8193:3512:1:2'],
    ['::1', '0:0:0:0'],
    ['nonsense', ''],
    [undefined, ''],
  ])('the place of %s is %s', (address, place) => {
    expect(networkOf(address)).toBe(place);
  });

  it('a tier that is named must be there', () => {
    const parsed = Limits.safeParse({ tiers: { usual: few(1) }, callers: { pat: 'partner' } });
    expect(parsed.error?.issues).toMatchObject([
      { path: ['callers', 'pat'], message: expect.stringContaining('no tier "partner"') as string },
    ]);
  });
});
