import type { JWTPayload } from 'jose';
import type { Caller } from '../../config/caller';
import type { OpenIdProvider } from '../../contracts/identity';
import { Refused } from './refusal';

/** Longest name that records show of a holder. */
const LONGEST_NAME = 120;

/** Who the holder of a checked access token is. @throws Refused where its claims do not say, or give no role here */
export function callerOf(payload: JWTPayload, provider: OpenIdProvider): Caller {
  const { sub, jti, iat } = payload;
  if (typeof sub !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(sub)) throw new Refused('token-claims');
  const values = listed(claimOf(payload, provider.claims.role));
  const role = Object.entries(provider.roles).find(([value]) => values.includes(value))?.[1];
  if (role === undefined) throw new Refused('token-role');
  return {
    id: `${provider.name}:${sub}`,
    name: printable(claimOf(payload, provider.claims.name)) ?? sub,
    kind: isPerson(payload, provider) ? 'person' : 'system',
    role,
    plants: plantsOf(payload, provider),
    scopes: null,
    credential: { kind: 'access-token', id: typeof jti === 'string' ? jti : `${provider.name}:${iat}` },
    signedInAt: typeof payload.auth_time === 'number' ? new Date(payload.auth_time * 1000) : null,
  };
}

/** A token that a client got for itself, with no person in it, has the client as its subject (RFC 9068 §2.2). */
function isPerson(payload: JWTPayload, { claims }: OpenIdProvider): boolean {
  const ofPeople = claims.person === undefined || claimOf(payload, claims.person) !== undefined;
  return ofPeople && payload.sub !== (payload.client_id ?? payload.azp);
}

/** Where the topology says that a claim has the plants, a token without it is good at none. */
function plantsOf(payload: JWTPayload, { claims }: OpenIdProvider): readonly string[] | null {
  if (claims.plants === undefined) return null;
  const plants = listed(claimOf(payload, claims.plants));
  return plants.includes('*') ? null : plants;
}

function claimOf(payload: JWTPayload, name: string | readonly string[]): unknown {
  let value: unknown = payload;
  for (const step of typeof name === 'string' ? [name] : name) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}

const listed = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).filter((one): one is string => typeof one === 'string');

/** Text that a record can show on a line; null: it is none. */
const printable = (value: unknown): string | null =>
  typeof value === 'string' && /^[^\p{C}]+$/u.test(value) ? value.slice(0, LONGEST_NAME) : null;
