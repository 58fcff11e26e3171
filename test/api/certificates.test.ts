import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Identity, type MutualTls } from '../../contracts/identity';
import { demoTopology } from '../ledger/open-ledger';
import { HOLD_REQUEST, serve, type Served } from './serve';

const SPIFFE = 'URI:spiffe://northwing.example/mes-lyon';
const SUBJECT = 'C=FR, O=Northwing, CN=mes-lyon';
const BRIDGE = { name: 'MES bridge', role: 'quality' as const, plants: ['lyon'] };

/** A certificate as a proxy passes it on (RFC 9440). */
const clientCert = (name: string): string => {
  const { raw } = new X509Certificate(readFileSync(`test/support/certificates/${name}.pem`));
  return `:${raw.toString('base64')}:`;
};

const open: Served[] = [];
afterEach(() => Promise.all(open.splice(0).map((api) => api.close())));

/** The API behind proxies; tests call from 127.0.0.1. */
async function behind(
  mutualTls: Partial<Record<keyof MutualTls, unknown>> | null,
  at = '2027-03-01T00:00:00Z',
): Promise<Served> {
  const settings = mutualTls && { proxies: ['127.0.0.1'], subjects: { [SPIFFE]: BRIDGE }, ...mutualTls };
  const api = await serve(
    { listHolds: () => Promise.resolve({ items: [], next: null }) },
    {
      topology: { ...demoTopology(), identity: Identity.parse(settings ? { mutualTls: settings } : {}) },
      now: () => new Date(at),
    },
  );
  open.push(api);
  return api;
}
const ask = (api: Served, headers: Record<string, string>) =>
  api.call('GET', '/v1/quality-holds', { headers });
const refused = async (api: Served) => {
  const { values } = await api.services.metrics.authenticationRefused.get();
  return Object.fromEntries(values.map(({ labels, value }) => [String(labels.reason), value]));
};

it.each([SPIFFE, 'DNS:mes-lyon.northwing.example', SUBJECT])(
  'a system is known by its certificate, from a named proxy: %s',
  async (name) => {
    const api = await behind({ subjects: { [name]: BRIDGE } });
    const headers = { 'client-cert': clientCert('mes-lyon') };
    expect((await ask(api, headers)).status).toBe(200);
    const elsewhere = await api.call('POST', '/v1/quality-holds', {
      headers: { ...headers, 'idempotency-key': 'k' },
      body: { ...HOLD_REQUEST, plant: 'monterrey' },
    });
    expect(elsewhere.status).toBe(403);
    expect(await elsewhere.json()).toMatchObject({
      detail: expect.stringContaining(`"certificate:${name}" may act at lyon`),
    });
  },
);

it('from anyone else the header is as if it had not been sent', async () => {
  const api = await behind({ proxies: ['192.0.2.7', '2001:db8::7'] });
  const response = await ask(api, { 'client-cert': clientCert('mes-lyon') });
  expect(response.status).toBe(401);
  expect(response.headers.get('www-authenticate')).toBe('Bearer');
  expect(await refused(api)).toEqual({ 'no-credential': 1 });
  const withKey = { 'client-cert': clientCert('mes-lyon'), authorization: 'Bearer key-of-auditor' };
  expect((await ask(api, withKey)).status).toBe(200);
});

it('where the topology names no proxy, the header means nothing', async () => {
  const api = await behind(null);
  expect((await ask(api, { 'client-cert': clientCert('mes-lyon') })).status).toBe(401);
});

it('a bearer counts more than the certificate of what carried it, and a bad one is not mended by it', async () => {
  const api = await behind({});
  const headers = { 'client-cert': clientCert('mes-lyon'), authorization: 'Bearer no-such-key' };
  expect((await ask(api, headers)).status).toBe(401);
  expect(await refused(api)).toEqual({ 'unknown-key': 1 });
});

it.each([
  ['of somebody else', 'certificate-unknown', () => clientCert('stranger')],
  ['with a name that looks like two', 'certificate-unknown', () => clientCert('disguised')],
  ['that is no certificate', 'certificate-malformed', () => ':bm8gY2VydGlmaWNhdGU=:'],
  ['that is no structured field', 'certificate-malformed', () => 'Subject="CN=mes-lyon"'],
  ['that came twice', 'certificate-malformed', () => `${clientCert('stranger')}, ${clientCert('mes-lyon')}`],
])('a certificate %s is refused', async (_, reason, header) => {
  const api = await behind({});
  expect((await ask(api, { 'client-cert': header() })).status).toBe(401);
  expect(await refused(api)).toEqual({ [reason]: 1 });
});

it.each(['2026-01-01T00:00:00Z', '2127-01-01T00:00:00Z'])(
  'out of its time, at %s, it is refused',
  async (at) => {
    const api = await behind({}, at);
    expect((await ask(api, { 'client-cert': clientCert('mes-lyon') })).status).toBe(401);
    expect(await refused(api)).toEqual({ 'certificate-expired': 1 });
  },
);

it('a certificate that fits two entries is refused: the topology is to say which', async () => {
  const api = await behind({ subjects: { [SPIFFE]: BRIDGE, [SUBJECT]: { ...BRIDGE, role: 'support' } } });
  expect((await ask(api, { 'client-cert': clientCert('mes-lyon') })).status).toBe(401);
});
