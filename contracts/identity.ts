import { z } from 'zod';
import { ROLES } from './role';

const Key = z.string().regex(/^[a-z][a-z0-9-]{0,40}$/, 'a lower-case name, such as "workforce"');
/** Keys that came over a line that others can write on prove nothing. */
export const SafeUrl = z.url().refine((text) => {
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}, 'an https address; http is for this machine only');
/** Name of a claim, or the names that lead to it where it is nested, such as `[realm_access, roles]`. */
const Claim = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]);

/** The console as a client of a provider, public and without a secret: authorization code with PKCE (RFC 9700). */
const ConsoleClient = z.strictObject({
  clientId: z.string().min(1),
  /** What is asked for; `offline_access` lets a session go on without asking again, where the provider grants it. */
  scopes: z
    .array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, 'one scope'))
    .refine((scopes) => scopes.includes('openid'), 'names openid: who signs in is told by an ID token')
    .default(['openid']),
  /** Sent along with each request for tokens, where the provider wants to be told whom they are for: `resource`, `audience`. */
  parameters: z.record(z.string().min(1), z.string()).default({}),
  /** Addresses on other origins than the issuer's that the browser asks, such as the token endpoint. */
  connect: z.array(SafeUrl).default([]),
});

/** An OpenID provider whose access tokens the API takes. */
export const OpenIdProvider = z
  .strictObject({
    /** Ids of its people and clients begin with it, `<name>:<sub>`: those of two providers never meet. */
    name: Key,
    /** As the tokens have it in `iss`, to the letter. */
    issuer: SafeUrl,
    /** What the tokens must name in `aud`: this API, as the provider knows it. */
    audience: z.string().min(1),
    /** Where its keys are; not given: where its discovery document says (OpenID Connect Discovery §4). */
    jwksUri: SafeUrl.optional(),
    /** Seconds by which its clock and ours may differ. */
    clockToleranceSeconds: z.number().min(0).max(300).default(30),
    /** Seconds between two looks for a key that is not known. */
    keysCooldownSeconds: z.number().min(0).max(3_600).default(30),
    /**
     * The JOSE type of its access tokens: `at+jwt` (RFC 9068), or `JWT` of a provider that types all its tokens so; such a
     * token is then told from an ID token by its claims.
     */
    tokenType: z.enum(['at+jwt', 'JWT']).default('at+jwt'),
    claims: z.strictObject({
      role: Claim,
      /** Names of the plants at which the holder may act, or `*`; not given: at all. */
      plants: Claim.optional(),
      name: Claim.default('name'),
      /**
       * One that only tokens of people have, where a client's own token has a subject of its own, too; not given: a token whose
       * subject is no client is a person's (RFC 9068 §2.2).
       */
      person: Claim.optional(),
    }),
    /** What the values of the role claim mean; of several that a token has, the first here. */
    roles: z
      .record(z.string().min(1), z.enum(ROLES))
      .refine((roles) => Object.keys(roles).length > 0, 'names at least one value of the role claim'),
    /** People sign in at the console with it; not given: by key alone. */
    console: ConsoleClient.optional(),
  })
  .meta({ id: 'OpenIdProvider' });
export type OpenIdProvider = z.infer<typeof OpenIdProvider>;

/** Proxies that end TLS and pass on the client certificates that they checked (RFC 9440, `Client-Cert`). */
export const MutualTls = z.strictObject({
  /** Addresses from which the header is believed; from any other it is as if it had not been sent. */
  proxies: z.array(z.union([z.ipv4(), z.ipv6()])).min(1),
  /** Systems by what their certificate says: `URI:…`, `DNS:…` of its subjectAltName, or its subject, `C=FR, O=…, CN=…`. */
  subjects: z.record(
    z.string().min(1),
    z.strictObject({
      name: z.string().min(1).max(120),
      role: z.enum(ROLES),
      plants: z.array(Key).nullable().default(null),
    }),
  ),
});
export type MutualTls = z.infer<typeof MutualTls>;

/** How callers are known, beside the keys of the credentials file and the ledger's API keys. */
export const Identity = z.strictObject({
  oidc: z.array(OpenIdProvider).default([]),
  mutualTls: MutualTls.optional(),
});
export type Identity = z.infer<typeof Identity>;
