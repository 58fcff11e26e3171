import type { CredentialKind, Role } from '../contracts/role';

/** How a caller proved who they are; `id` names that one proof without giving it away. */
export interface Credential {
  readonly kind: CredentialKind;
  readonly id: string;
}

/** Who calls the API: taken from the credential, never from what is sent (A5). */
export interface Caller {
  readonly id: string;
  readonly name: string;
  readonly kind: 'person' | 'system';
  readonly role: Role;
  /** Plants at which the caller may act; null: all. */
  readonly plants: readonly string[] | null;
  /** Ids of the routes that the credential is for, of those that the role may call; null: all. */
  readonly scopes: readonly string[] | null;
  readonly credential: Credential;
  /** When the holder of an access token signed in (`auth_time` of OpenID Connect Core §2); null: nobody says. */
  readonly signedInAt: Date | null;
}
