import { Identity } from '../../contracts/identity';
import { demoTopology } from '../ledger/open-ledger';
import { serve, type Served } from './serve';

const PROVIDER = {
  issuer: 'https://login.northwing.example/realms/plants',
  audience: 'interlock',
  claims: { role: 'roles' },
  roles: { quality: 'quality' },
};
const CONSOLE = {
  clientId: 'interlock-console',
  scopes: ['openid', 'offline_access'],
  parameters: { resource: 'interlock' },
  connect: ['https://tokens.northwing.example/oauth2'],
};

let api: Served;
afterEach(() => api.close());
const served = async (oidc: readonly object[], temporalUi?: string) => {
  const topology = { ...demoTopology(), identity: Identity.parse({ oidc }) };
  api = await serve(
    {},
    {
      topology,
      running: { version: 1, document: { text: '', variables: {} }, topology },
      ...(temporalUi !== undefined && { temporalUi }),
    },
  );
};
const told = async () => (await api.call('GET', '/v1/sign-in')).json();
const connects = async () =>
  /connect-src ([^;]+);/.exec(
    (await api.call('GET', '/console')).headers.get('content-security-policy') ?? '',
  )?.[1];

it('tells anybody at which providers the console is a client, and no more of these', async () => {
  await served(
    [
      { ...PROVIDER, name: 'workforce', console: CONSOLE },
      { ...PROVIDER, name: 'machines', issuer: 'https://machines.northwing.example' },
    ],
    'http://127.0.0.1:8233',
  );
  const { connect: _connect, ...client } = CONSOLE;
  expect(await told()).toEqual({
    providers: [{ name: 'workforce', issuer: PROVIDER.issuer, ...client }],
    temporalUi: 'http://127.0.0.1:8233',
  });
});

it('lets the console ask those, and nobody else', async () => {
  await served([{ ...PROVIDER, name: 'workforce', console: CONSOLE }]);
  expect(await connects()).toBe("'self' https://login.northwing.example https://tokens.northwing.example");
  await api.close();
  await served([{ ...PROVIDER, name: 'workforce' }]);
  expect(await told()).toEqual({ providers: [], temporalUi: null });
  expect(await connects()).toBe("'self'");
});
