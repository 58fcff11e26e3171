import { createPublicKey } from 'node:crypto';
import { createServer } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type JWK } from 'jose';
import { Identity, type OpenIdProvider } from '../../contracts/identity';
import type { Topology } from '../../contracts/topology';
import type { Refusal } from '../../ledger';
import { demoTopology } from '../ledger/open-ledger';
import { eventually } from '../support/eventually';
import { AUDIENCE, startProvider, type Provider } from '../support/openid/start';
import { HOLD_REQUEST, serve, type Served } from './serve';

/** Seconds by which the API's clock is ahead. */
let ahead = 0;
const now = () => new Date(Date.now() + ahead * 1000);

let provider: Provider;
let other: Provider;
let api: Served;
const refusals: Refusal[] = [];
beforeAll(async () => {
  [provider, other] = await Promise.all([provide(), provide()]);
  api = await served(topologyOf({}));
});
/** Closes what is open at the end, however a test went. */
const open: (() => Promise<void>)[] = [];
afterAll(() => Promise.all(open.map((close) => close())));
const provide = async (): Promise<Provider> => {
  const started = await startProvider();
  open.push(() => started.stop());
  return started;
};
afterEach(() => jest.restoreAllMocks());
beforeEach(() => {
  ahead = 0;
  refusals.splice(0);
});

const settings = (changed: Partial<OpenIdProvider>) => ({
  name: 'workforce',
  issuer: provider.issuer,
  audience: AUDIENCE,
  keysCooldownSeconds: 0,
  claims: { role: 'roles', plants: 'plants' },
  roles: { 'quality-engineers': 'quality' as const, 'plant-readers': 'auditor' as const },
  ...changed,
});
const topologyOf = (changed: Partial<OpenIdProvider>): Topology => ({
  ...demoTopology(),
  identity: Identity.parse({ oidc: [settings(changed)] }),
});
const served = async (topology: Topology): Promise<Served> => {
  const started = await serve(
    {
      listHolds: () => Promise.resolve({ items: [], next: null }),
      holdProgress: () =>
        Promise.resolve({ plant: 'lyon', transaction: 'TX-1', state: 'open', containment: 'partial' }),
      auditRefusal: (refusal) => Promise.resolve(void refusals.push(refusal)),
    },
    { topology, now },
  );
  open.push(() => started.close());
  return started;
};

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const ask = (token: string, where = api) =>
  where.call('GET', '/v1/quality-holds', { headers: bearer(token) });
const place = (token: string, plant: string) =>
  api.call('POST', '/v1/quality-holds', {
    headers: { ...bearer(token), 'idempotency-key': 'k' },
    body: { ...HOLD_REQUEST, plant },
  });
const dispose = (token: string) =>
  api.call('POST', '/v1/quality-holds/QH-1/dispositions', {
    headers: { ...bearer(token), 'idempotency-key': 'k' },
    body: {},
  });

async function counted(where = api): Promise<Record<string, number>> {
  const { values } = await where.services.metrics.authenticationRefused.get();
  return Object.fromEntries(values.map(({ labels, value }) => [String(labels.reason), value]));
}

describe('an access token of the provider', () => {
  it('lets a person in who has signed in, with the role and the plants that it says', async () => {
    const { access_token } = await provider.signIn('ada');
    expect((await ask(access_token)).status).toBe(200);
    const elsewhere = await place(access_token, 'monterrey');
    expect(elsewhere.status).toBe(403);
    expect(await elsewhere.json()).toMatchObject({
      detail: expect.stringMatching(/"workforce:ada" may act at lyon.*monterrey/),
    });
    // Past the door: what is wrong with it is the body.
    expect((await dispose(access_token)).status).toBe(422);
  });

  it('lets a client in for itself, which decides nothing: H7', async () => {
    const token = await provider.clientToken();
    expect((await ask(token)).status).toBe(200);
    const decided = await dispose(token);
    expect(decided.status).toBe(403);
    expect(await decided.json()).toMatchObject({ code: 'not-authorized-to-decide', transaction: 'TX-1' });
    expect(refusals).toMatchObject([
      { who: { id: 'workforce:mes-bridge' }, rule: 'house:people-dispose-in-person' },
    ]);
  });

  it('is a client that has a subject of its own, where the topology says what only people have', async () => {
    const claims = { role: 'roles', plants: 'plants', name: 'name', person: 'sid' };
    const strict = await served(topologyOf({ claims }));
    const says = { sub: '4f1c', azp: 'mes-bridge', roles: ['quality-engineers'], plants: ['*'] };
    const decide = async (token: string) =>
      (
        await strict.call('POST', '/v1/quality-holds/QH-1/dispositions', {
          headers: { ...bearer(token), 'idempotency-key': 'k' },
          body: {},
        })
      ).status;
    expect(await decide(await provider.sign(says))).toBe(403);
    expect(await decide(await provider.sign({ ...says, sid: 'a-session' }))).toBe(422);
  });

  it('goes on being good within the tolerance, and not beyond', async () => {
    const tolerant = await served(topologyOf({ clockToleranceSeconds: 300 }));
    const { access_token } = await provider.signIn('ada');
    ahead = 700;
    expect((await ask(access_token, tolerant)).status).toBe(200);
    ahead = 901;
    expect((await ask(access_token, tolerant)).status).toBe(401);
  });

  it('of a new key is taken when the provider has changed its keys; those of the key before are not', async () => {
    const before = await provider.clientToken();
    expect((await ask(before)).status).toBe(200);
    await provider.rotate();
    expect((await ask(await provider.clientToken())).status).toBe(200);
    expect((await ask(before)).status).toBe(401);
  });
});

describe('what is no access token for this API', () => {
  const publicKey = async (): Promise<JWK> => {
    const response = await fetch(`${provider.issuer}/jwks`);
    return ((await response.json()) as { keys: JWK[] }).keys[0]!;
  };
  const claims = () => ({
    iss: provider.issuer,
    aud: AUDIENCE,
    sub: 'ada',
    roles: ['quality-engineers'],
    plants: ['*'],
  });
  const forged = (header: object, key: Parameters<SignJWT['sign']>[0]) =>
    new SignJWT(claims())
      .setIssuedAt()
      .setExpirationTime('5m')
      .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', ...header })
      .sign(key);

  const cases: Record<string, [string, () => Promise<string>]> = {
    'nothing but three parts': ['token-malformed', async () => 'a.b.c'],
    'a token of another tenant': ['token-issuer', () => other.clientToken()],
    'a token that claims our issuer and is signed by the other': [
      'token-signature',
      () => other.sign({ ...claims() }),
    ],
    'a token for another audience': ['token-audience', () => provider.clientToken('urn:another:api')],
    'a token without an audience': ['token-audience', () => provider.sign({ ...claims(), aud: null })],
    'a token without an end': ['token-claims', () => provider.sign({ ...claims(), exp: null })],
    'a token whose end is no number': [
      'token-claims',
      () => provider.sign({ ...claims(), exp: '2100' as never }),
    ],
    'a token that is over': ['token-expired', () => provider.sign({ ...claims(), exp: 1_700_000_000 })],
    'a token that is not yet valid': [
      'token-not-yet-valid',
      () => provider.sign({ ...claims(), nbf: Math.floor(Date.now() / 1000) + 3600 }),
    ],
    'an ID token': ['token-type', async () => (await provider.signIn('ada')).id_token],
    'a logout token': ['token-type', () => provider.sign(claims(), 'logout+jwt')],
    'a refresh token': ['unknown-key', async () => (await provider.signIn('ada')).refresh_token],
    'a token that is bound to a key': ['token-type', () => provider.sign({ ...claims(), cnf: { jkt: 'x' } })],
    'a token of somebody without a role here': [
      'token-role',
      async () => (await provider.signIn('otto')).access_token,
    ],
    'a token of nobody': ['token-claims', () => provider.sign({ ...claims(), sub: null })],
    'a token whose holder has no name that is text': [
      'token-claims',
      () => provider.sign({ ...claims(), sub: 'ada\nroot' }),
    ],
    'a token without a signature': [
      'token-algorithm',
      async () => new UnsecuredJWT(claims()).setIssuedAt().setExpirationTime('5m').encode(),
    ],
    'a token that is signed with the public key as a secret': [
      'token-algorithm',
      async () => {
        const jwk = await publicKey();
        const pem = createPublicKey({ key: jwk as never, format: 'jwk' }).export({
          type: 'spki',
          format: 'pem',
        });
        return forged({ alg: 'HS256', kid: jwk.kid }, new TextEncoder().encode(String(pem)));
      },
    ],
    'a token that is signed by somebody else under the name of the key': [
      'token-signature',
      async () => forged({ kid: (await publicKey()).kid }, (await generateKeyPair('RS256')).privateKey),
    ],
    'a token that brings its own key': [
      'token-signature',
      async () => {
        const { privateKey, publicKey: own } = await generateKeyPair('RS256');
        return forged({ jwk: await exportJWK(own), kid: 'mine' }, privateKey);
      },
    ],
    'a token whose claims were changed': [
      'token-signature',
      async () => {
        const [header, payload, signature] = (await provider.clientToken()).split('.');
        const changed = { ...JSON.parse(Buffer.from(payload!, 'base64url').toString()), sub: 'ada' };
        return [header, Buffer.from(JSON.stringify(changed)).toString('base64url'), signature].join('.');
      },
    ],
  };

  it.each(Object.entries(cases))('%s is refused, counted, and told nothing', async (_, [reason, token]) => {
    const before = await counted();
    const response = await ask(await token());
    expect(response.status).toBe(401);
    const isToken = reason.startsWith('token-');
    expect(response.headers.get('www-authenticate')).toBe(
      isToken ? 'Bearer error="invalid_token"' : 'Bearer',
    );
    const body = (await response.json()) as object;
    const unknown = await ask('an-unknown-key');
    expect({ ...body, trace: null }).toEqual({ ...((await unknown.json()) as object), trace: null });
    const after = await counted();
    expect(after[reason]).toBe((before[reason] ?? 0) + (reason === 'unknown-key' ? 2 : 1));
  });

  it('nothing at all is asked for a credential, and gets no reason either', async () => {
    for (const authorization of [undefined, 'Basic YTpi', 'Bearer']) {
      const headers = authorization === undefined ? undefined : { authorization };
      const response = await api.call('GET', '/v1/quality-holds', { ...(headers && { headers }) });
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toBe('Bearer');
    }
  });
});

describe('a provider that types all its tokens JWT', () => {
  let loose: Served;
  beforeAll(async () => {
    loose = await served(topologyOf({ tokenType: 'JWT' }));
  });
  const claims = { sub: 'ada', roles: ['quality-engineers'], plants: ['lyon'] };

  it('lets access tokens in', async () => {
    expect((await ask(await provider.sign(claims, 'JWT'), loose)).status).toBe(200);
    expect((await ask(await provider.sign({ ...claims, typ: 'Bearer' }, 'JWT'), loose)).status).toBe(200);
  });
  it.each([{ nonce: 'n' }, { at_hash: 'h' }, { typ: 'ID' }, { typ: 'Refresh' }])(
    'and not what says that it is another kind: %j',
    async (kind) => {
      expect((await ask(await provider.sign({ ...claims, ...kind }, 'JWT'), loose)).status).toBe(401);
    },
  );
});

describe('claims', () => {
  it('may be nested, and of several roles the first of the topology counts', async () => {
    const nested = await served(topologyOf({ claims: { role: ['access', 'roles'], name: 'name' } }));
    const token = await provider.sign({
      sub: 'ada',
      access: { roles: ['plant-readers', 'quality-engineers'] },
    });
    const placed = await nested.call('POST', '/v1/quality-holds', {
      headers: bearer(token),
      body: HOLD_REQUEST,
    });
    // A hold is quality's to place: it is only the key that is missing.
    expect(await placed.json()).toMatchObject({ code: 'idempotency-key-missing' });
  });
  it('without the plants that the topology asks for, a token is good at none', async () => {
    const token = await provider.sign({ sub: 'ada', roles: ['quality-engineers'] });
    expect((await place(token, 'lyon')).status).toBe(403);
  });
});

describe('a provider that cannot be reached', () => {
  it('is waited for, with a 503: no token of it passes', async () => {
    const gone = await provide();
    const token = await gone.sign({ sub: 'ada', roles: ['quality-engineers'], plants: ['*'] });
    await gone.stop();
    const where = await served(topologyOf({ issuer: gone.issuer }));
    for (const _ of [1, 2]) {
      const response = await ask(token, where);
      expect(response.status).toBe(503);
      expect(response.headers.get('retry-after')).toBe('1');
      expect(await response.json()).toMatchObject({ code: 'identity-provider-unavailable' });
    }
    const known = await where.call('GET', '/v1/quality-holds', { as: 'quality' });
    expect(known.status).toBe(200);
  });

  it('is not missed for keys that were fetched, and is for one that was not', async () => {
    const leaving = await provide();
    const where = await served(topologyOf({ issuer: leaving.issuer }));
    const [token, forgedKid] = [
      await leaving.clientToken(),
      await other.sign({ iss: leaving.issuer, sub: 'ada' }),
    ];
    expect((await ask(token, where)).status).toBe(200);
    await leaving.stop();
    expect((await ask(token, where)).status).toBe(200);
    expect((await ask(forgedKid, where)).status).toBe(503);
    expect((await ask(token, where)).status).toBe(200);
  });

  it('has its keys read again in time: one that it withdrew is known no more', async () => {
    const where = await served(topologyOf({ keysCooldownSeconds: 3600 }));
    const token = await provider.sign({
      sub: 'ada',
      roles: ['quality-engineers'],
      plants: [],
      exp: 4_000_000_000,
    });
    expect((await ask(token, where)).status).toBe(200);
    await provider.rotate();
    expect((await ask(token, where)).status).toBe(200);
    const clock = Date.now.bind(Date);
    jest.spyOn(Date, 'now').mockImplementation(() => clock() + 660_000);
    await eventually(async () => (await ask(token, where)).status === 401);
  });

  it('is not missed though the topology changes meanwhile, which is gone by from the next request on', async () => {
    const leaving = await provide();
    const without = demoTopology();
    const where = await served(without);
    const goBy = (topology: Topology) =>
      Object.assign(where.services, { topology, running: { ...where.services.running, topology } });
    const token = await leaving.clientToken();
    expect((await ask(token, where)).status).toBe(401);
    goBy(topologyOf({ issuer: leaving.issuer }));
    expect((await ask(token, where)).status).toBe(200);
    await leaving.stop();
    goBy({ ...topologyOf({ issuer: leaving.issuer }), reconcileEverySeconds: 60 });
    expect((await ask(token, where)).status).toBe(200);
    goBy(without);
    expect((await ask(token, where)).status).toBe(401);
  });

  it('that speaks for another issuer is believed nothing', async () => {
    const impostor = createServer((_request, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ issuer: 'http://127.0.0.1:1', jwks_uri: `${provider.issuer}/jwks` }));
    });
    await new Promise<void>((resolve) => impostor.listen(0, '127.0.0.1', resolve));
    const issuer = `http://127.0.0.1:${(impostor.address() as { port: number }).port}`;
    const where = await served(topologyOf({ issuer }));
    open.push(async () => void impostor.close());
    expect((await ask(await provider.sign({ iss: issuer, sub: 'ada' }), where)).status).toBe(503);
  });
});
