import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** The API, as the provider knows it. */
export const AUDIENCE = 'urn:interlock:api';

/** Tokens of a person who signed in. */
export interface SignedIn {
  readonly access_token: string;
  readonly id_token: string;
  readonly refresh_token: string;
}

/** A running OpenID provider. */
export interface Provider {
  readonly issuer: string;
  /** An access token that a client gets for itself, for the API or what else it asks for. */
  clientToken(audience?: string): Promise<string>;
  /** A person signs in. */
  signIn(person: string): Promise<SignedIn>;
  /** A token that the provider's own key signs, whatever it says; `iss`, `aud` and times are right where not given, and left out where null. */
  sign(payload: object, typ?: string): Promise<string>;
  /** Its client `interlock-console` signs people in for this address. */
  redirectTo(address: string): Promise<void>;
  /** Takes a new signing key in place of the one before. */
  rotate(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a provider in a process of its own. */
export async function startProvider(): Promise<Provider> {
  const child = fork(join(__dirname, 'provider.mjs'), { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  let said = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (said += text));
  const ended = once(child, 'exit').then(() =>
    Promise.reject(new Error(`the OpenID provider ended:\n${said}`)),
  );
  const [{ issuer }] = (await Promise.race([once(child, 'message'), ended])) as [{ issuer: string }];
  ended.catch(() => undefined);
  const waiting = new Map<number, (answer: unknown) => void>();
  child.on('message', ({ id, answer }: { id: number; answer: unknown }) => waiting.get(id)?.(answer));
  let orders = 0;
  const order = (name: string, told: object = {}) =>
    new Promise<unknown>((resolve) => {
      orders += 1;
      waiting.set(orders, resolve);
      child.send({ id: orders, order: name, ...told });
    });

  const post = async <T>(path: string, client: string, form: Record<string, string>): Promise<T> => {
    const response = await fetch(issuer + path, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(client).toString('base64')}` },
      body: new URLSearchParams(form),
    });
    const body = (await response.json()) as T;
    if (!response.ok) throw new Error(`${path} answers ${response.status}: ${JSON.stringify(body)}`);
    return body;
  };
  return {
    issuer,
    async clientToken(resource = AUDIENCE) {
      const form = { grant_type: 'client_credentials', resource, scope: 'api' };
      return (await post<SignedIn>('/token', 'mes-bridge:bridge-secret', form)).access_token;
    },
    async signIn(person) {
      const client = 'console:console-secret';
      const begun = await post<{ auth_req_id: string }>('/backchannel', client, {
        scope: 'openid offline_access api',
        login_hint: person,
        resource: AUDIENCE,
      });
      const grant_type = 'urn:openid:params:grant-type:ciba';
      return post<SignedIn>('/token', client, { grant_type, ...begun, resource: AUDIENCE });
    },
    sign: async (payload, typ = 'at+jwt') => (await order('sign', { payload, typ })) as string,
    redirectTo: async (address) => void (await order('redirectTo', { address })),
    rotate: async () => void (await order('rotate')),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.disconnect();
      await once(child, 'exit');
    },
  };
}
