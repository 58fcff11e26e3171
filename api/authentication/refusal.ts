import { Problem } from '../../contracts/problem';

/** Why a credential was not taken: for the counter and the log, never for who sent it. */
export type RefusalReason =
  | 'no-credential'
  | 'unknown-key'
  | 'key-expired'
  | 'key-revoked'
  | 'token-malformed'
  | 'token-issuer'
  | 'token-algorithm'
  | 'token-signature'
  | 'token-type'
  | 'token-expired'
  | 'token-not-yet-valid'
  | 'token-audience'
  | 'token-claims'
  | 'token-role'
  | 'certificate-malformed'
  | 'certificate-expired'
  | 'certificate-unknown';

/**
 * No caller is known by what was sent. From outside, all that can be wrong with a credential of a kind looks the same: who
 * tries credentials learns nothing from the answers.
 */
export class Refused extends Problem {
  constructor(readonly reason: RefusalReason) {
    super(
      'unauthenticated',
      reason === 'no-credential'
        ? 'Send your key or access token as "Authorization: Bearer <credential>".'
        : 'This credential is not good here. Keys of this installation are in stack.json; access tokens are asked of your OpenID provider anew.',
    );
  }
  /** The `WWW-Authenticate` that goes with it: `invalid_token` is said of access tokens (RFC 6750 §3.1). */
  get challenge(): string {
    return this.reason.startsWith('token-') ? 'Bearer error="invalid_token"' : 'Bearer';
  }
}
