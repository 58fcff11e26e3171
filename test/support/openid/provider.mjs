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
const CLIENT = { redirect_uris: [], response_types: [], token_endpoint_auth_method: 'client_secret_basic' };

const server = createServer().listen(0, '127.0.0.1');
await new Promise((resolve) => server.once('listening', resolve));
const issuer = `http://127.0.0.1:${server.address().port}`;

let key;
let answer;
await rotate();
server.on('request', (request, response) => answer(request, response));

/** A provider with a new signing key; those of before are not published any more. */
async function rotate() {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  key = { ...(await exportJWK(privateKey)), kid: crypto.randomUUID(), alg: 'RS256', use: 'sig' };
  answer = providerWith(key).callback();
}

function providerWith(signingKey) {
  const provider = new Provider(issuer, {
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
          const grant = new provider.Grant({ accountId: account.accountId, clientId: client.clientId });
          grant.addOIDCScope('openid offline_access');
          grant.addResourceScope(AUDIENCE, 'api');
          await grant.save();
          await provider.backchannelResult(request, grant, { authTime: Math.floor(Date.now() / 1000) });
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
  return provider;
}

const orders = {
  rotate,
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
