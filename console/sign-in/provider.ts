import type { Answer } from '../client/call';
import { Problem } from '../client/problem';
import type * as OAuth from 'oauth4webapi';

export type Provider = Answer<'getSignIn'>['providers'][number];

/** What a provider has given: good until then, and renewed by the refresh token where it gave one. */
export interface Grant {
  readonly provider: Provider;
  readonly refreshToken: string | null;
  /** Milliseconds since the epoch; null: it did not say. */
  readonly expiresAt: number | null;
}
export interface Held {
  readonly bearer: string;
  /** null: a key. */
  readonly grant: Grant | null;
}

/** What is kept while the person is at the provider: this tab began it, and nobody else's answer is taken. */
interface Flow {
  readonly provider: Provider;
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly back: string;
}

const FLOW = 'interlock.signing-in';
const RETURN = '/console/sign-in';
const redirectUri = () => location.origin + RETURN;

/** Loaded once somebody signs in so: who has a key does not wait for it. */
const library = () => import('oauth4webapi');

/**
 * Sends the person to the provider (authorization code with PKCE).
 * @param back the address of the console that was asked for
 * @throws Problem `sign-in-failed`
 */
export async function begin(provider: Provider, back: string): Promise<void> {
  const oauth = await library();
  const server = await discover(oauth, provider);
  if (server.authorization_endpoint === undefined)
    throw failed(provider, 'it names no authorization endpoint');
  const flow: Flow = {
    provider,
    state: oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
    verifier: oauth.generateRandomCodeVerifier(),
    back,
  };
  const address = new URL(server.authorization_endpoint);
  const asked = {
    ...provider.parameters,
    response_type: 'code',
    client_id: provider.clientId,
    redirect_uri: redirectUri(),
    scope: provider.scopes.join(' '),
    state: flow.state,
    nonce: flow.nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(flow.verifier),
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(asked)) address.searchParams.set(name, value);
  sessionStorage.setItem(FLOW, JSON.stringify(flow));
  location.assign(address);
}

/** Whether the provider has just sent the person back. */
export const isBack = (): boolean => location.pathname === RETURN && sessionStorage.getItem(FLOW) !== null;

/**
 * Takes the provider's answer, once.
 * @returns with `back`, where to go on
 * @throws Problem `sign-in-failed`
 */
export async function complete(): Promise<Held & { readonly back: string }> {
  const flow = JSON.parse(sessionStorage.getItem(FLOW)!) as Flow;
  sessionStorage.removeItem(FLOW);
  const { provider, verifier, nonce, state, back } = flow;
  const answer = new URL(location.href);
  history.replaceState(null, '', back);
  const oauth = await library();
  const server = await discover(oauth, provider);
  const client = { client_id: provider.clientId };
  try {
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      oauth.None(),
      oauth.validateAuthResponse(server, client, answer, state),
      redirectUri(),
      verifier,
      { ...overLine(oauth, provider), additionalParameters: provider.parameters },
    );
    const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, {
      expectedNonce: nonce,
      requireIdToken: true,
    });
    return { ...heldOf(provider, tokens, null), back };
  } catch (error) {
    throw failed(provider, reasonOf(error));
  }
}

/** Another access token. @throws Problem `sign-in-failed` */
export async function renewed({ provider, refreshToken }: Grant): Promise<Held> {
  if (refreshToken === null) throw failed(provider, 'it gave nothing to renew the session with');
  const oauth = await library();
  const server = await discover(oauth, provider);
  const client = { client_id: provider.clientId };
  try {
    const response = await oauth.refreshTokenGrantRequest(server, client, oauth.None(), refreshToken, {
      ...overLine(oauth, provider),
      additionalParameters: provider.parameters,
    });
    const tokens = await oauth.processRefreshTokenResponse(server, client, response);
    return heldOf(provider, tokens, refreshToken);
  } catch (error) {
    throw failed(provider, reasonOf(error));
  }
}

/** @param before the refresh token so far, which stays where none comes in its place */
const heldOf = (provider: Provider, tokens: OAuth.TokenEndpointResponse, before: string | null): Held => ({
  bearer: tokens.access_token,
  grant: {
    provider,
    refreshToken: tokens.refresh_token ?? before,
    expiresAt: tokens.expires_in === undefined ? null : Date.now() + tokens.expires_in * 1_000,
  },
});

async function discover(oauth: typeof OAuth, provider: Provider): Promise<OAuth.AuthorizationServer> {
  const issuer = new URL(provider.issuer);
  try {
    const response = await oauth.discoveryRequest(issuer, overLine(oauth, provider));
    return await oauth.processDiscoveryResponse(issuer, response);
  } catch (error) {
    throw failed(provider, reasonOf(error));
  }
}

/** Without TLS only on this machine: the topology takes no other address. */
const overLine = (oauth: typeof OAuth, { issuer }: Provider): { [oauth.allowInsecureRequests]?: boolean } =>
  issuer.startsWith('http:') ? { [oauth.allowInsecureRequests]: true } : {};

const failed = ({ name }: Provider, why: string): Problem =>
  Problem.of(0, { code: 'sign-in-failed', title: 'Not signed in', detail: `${name}: ${why}` });

/** What the provider says is wrong (RFC 6749), or what is wrong with what it says. */
function reasonOf(error: unknown): string {
  const { error: code, error_description: text, message } = (error ?? {}) as Partial<Record<string, string>>;
  return text ?? code ?? message ?? 'it did not answer';
}
