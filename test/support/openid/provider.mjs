/**
 * A certified OpenID provider, as an enterprise runs one, in a process of its own. It tells its issuer by a message, takes
 * orders by messages ({ id, order, … }), and ends with the process that started it.
 */
import { createServer } from 'node:http';
import { exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose';
import Provider from 'oidc-provider';

const AUDIENCE = 'urn:interlock:api';
/** What the provider knows of its people and clients; it writes that into their access tokens. */
const HOLDERS = {
  ada: { roles: ['everyone', 'quality-engineers'], plants: ['lyon'], name: 'Ada Quality' },
  otto: { roles: ['everyone'], plants: ['lyon'], name: 'Otto Outsider' },
  'mes-bridge': { roles: ['quality-engineers'], plants: ['*'] },
};
const DOOR = '/interaction/';
const CLIENT = { redirect_uris: [], response_types: [], token_endpoint_auth_method: 'client_secret_basic' };

const server = createServer().listen(0, '127.0.0.1');
await new Promise((resolve) => server.once('listening', resolve));
const issuer = `http://127.0.0.1:${server.address().port}`;

let key;
let provider;
/** Where the console is, once it is told: people are sent back there. */
let redirectUri = 'http://127.0.0.1/console/sign-in';
await rotate();
server.on('request', (request, response) => {
  const answer = request.url.startsWith(DOOR) ? door : provider.callback();
  return answer(request, response);
});

/** A provider with a new signing key; those of before are not published any more. */
async function rotate() {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  key = { ...(await exportJWK(privateKey)), kid: crypto.randomUUID(), alg: 'RS256', use: 'sig' };
  provider = providerWith(key);
}

/** Where people who come with a browser say who they are: here that is believed. */
async function door(request, response) {
  if (request.method === 'POST') {
    let body = '';
    for await (const part of request) body += part;
    const login = { accountId: new URLSearchParams(body).get('account') };
    return provider.interactionFinished(request, response, { login });
  }
  const people = Object.entries(HOLDERS).filter(([, { name }]) => name);
  const buttons = people.map(([id, { name }]) => `<button name="account" value="${id}">${name}</button>`);
  response.setHeader('Content-Type', 'text/html; charset=utf-8');
  return response.end(`<!doctype html><title>Provider</title><form method="post">${buttons.join('')}</form>`);
}

function providerWith(signingKey) {
  const made = new Provider(issuer, {
    jwks: { keys: [signingKey] },
    clients: [
      {
        ...CLIENT,
        client_id: 'mes-bridge',
        client_secret: 'bridge-secret',
        grant_types: ['client_credentials'],
      },
      {
        ...CLIENT,
        client_id: 'console',
        client_secret: 'console-secret',
        grant_types: ['urn:openid:params:grant-type:ciba', 'refresh_token'],
        backchannel_token_delivery_mode: 'poll',
      },
      {
        client_id: 'interlock-console',
        token_endpoint_auth_method: 'none',
        redirect_uris: [redirectUri],
        response_types: ['code'],
        grant_types: ['authorization_code', 'refresh_token'],
      },
    ],
    scopes: ['openid', 'offline_access'],
    findAccount: (_context, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
    formats: {
      customizers: {
        jwt: (_context, token, jwt) => {
          const { name, ...claims } = HOLDERS[token.accountId ?? token.clientId];
          Object.assign(jwt.payload, claims, name && { name, auth_time: Math.floor(Date.now() / 1000) });
        },
      },
    },
    interactions: { url: (_context, { uid }) => DOOR + uid },
    loadExistingGrant: ({ oidc }) => granted(made, oidc.session.accountId, oidc.client.clientId),
    clientBasedCORS: (_context, origin) => redirectUri.startsWith(`${origin}/`),
    issueRefreshToken: (_context, client) => client.grantTypeAllowed('refresh_token'),
    ttl: { AccessToken: 600, ClientCredentials: 600, IdToken: 600 },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      // People sign in on a device of their own, and no browser is led through pages: here they always say yes.
      ciba: {
        enabled: true,
        deliveryModes: ['poll'],
        processLoginHint: (_context, hint) => hint,
        validateRequestContext: () => undefined,
        verifyUserCode: () => undefined,
        async triggerAuthenticationDevice(_context, request, account, client) {
          const grant = await granted(made, account.accountId, client.clientId);
          await made.backchannelResult(request, grant, { authTime: Math.floor(Date.now() / 1000) });
        },
      },
      resourceIndicators: {
        enabled: true,
        useGrantedResource: () => true,
        getResourceServerInfo: (_context, resource) => ({
          audience: resource,
          scope: 'api',
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
  });
  return made;
}

/** Nobody is asked whether the API may be told who they are. */
async function granted(made, accountId, clientId) {
  const grant = new made.Grant({ accountId, clientId });
  grant.addOIDCScope('openid offline_access');
  grant.addResourceScope(AUDIENCE, 'api');
  await grant.save();
  return grant;
}

const orders = {
  rotate,
  redirectTo: async ({ address }) => {
    redirectUri = address;
    provider = providerWith(key);
  },
  /** Signs with the provider's own key what the provider itself would never say; a claim that is null is left out. */
  sign: async ({ payload, typ }) =>
    new SignJWT(stated({ iss: issuer, aud: AUDIENCE, iat: now(), exp: now() + 600, ...payload }))
      .setProtectedHeader({ alg: 'RS256', kid: key.kid, typ })
      .sign(await importJWK(key)),
};
const now = () => Math.floor(Date.now() / 1000);
const stated = (claims) => Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== null));

process.on('message', async ({ id, order, ...told }) => {
  process.send({ id, answer: (await orders[order](told)) ?? null });
});
process.on('disconnect', () => process.exit(0));
process.send({ issuer });
