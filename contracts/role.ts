/** What a caller is at Interlock. */
export const ROLES = [
  'administrator',
  'quality',
  'engineering',
  'planning',
  'support',
  'auditor',
  'partner',
  // a plant's own process, not a person
  'plant',
] as const;
export type Role = (typeof ROLES)[number];

/** By what a caller is known: a key of the credentials file, an API key of the ledger, an access token of an OpenID provider, the certificate that a proxy checked. */
export const CREDENTIAL_KINDS = ['file-key', 'api-key', 'access-token', 'certificate'] as const;
export type CredentialKind = (typeof CREDENTIAL_KINDS)[number];
