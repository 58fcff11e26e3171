import { z } from 'zod';

/**
 * Every problem that the API can answer: its stable code, its HTTP status and its title. `type` is
 * `https://interlock.dev/problems/<code>` (RFC 9457).
 */
export const PROBLEMS = {
  'malformed-json': { status: 400, title: 'The body is not JSON' },
  'malformed-request': { status: 400, title: 'The request is not HTTP as it should be' },
  'idempotency-key-missing': { status: 400, title: 'This call wants an Idempotency-Key header' },
  unauthenticated: { status: 401, title: 'No valid credential' },
  'bad-signature': { status: 401, title: 'The webhook signature does not match, or is too old' },
  forbidden: { status: 403, title: 'Your role may not do this' },
  'not-authorized-to-decide': { status: 403, title: 'You have no authority to decide this' },
  'segregation-of-duties': { status: 403, title: 'Another person must do this' },
  'signer-not-verified': { status: 403, title: 'The second component of the signature is missing or wrong' },
  'signer-locked': { status: 403, title: 'This signer is locked or revoked' },
  'not-found': { status: 404, title: 'There is no such thing' },
  'method-not-allowed': { status: 405, title: 'This address does not take that method' },
  'request-timeout': { status: 408, title: 'The request did not come to its end in time' },
  'request-in-flight': { status: 409, title: 'A request with this Idempotency-Key is being worked on' },
  'hold-exists': { status: 409, title: 'This nonconformance has an open hold' },
  'hold-closed': { status: 409, title: 'The hold is closed' },
  'disposition-final': { status: 409, title: 'The disposition is verified or reversed' },
  'residual-answered': { status: 409, title: 'The residual is answered already' },
  'change-open': { status: 409, title: 'Another change of these items is open at these plants' },
  'change-over': { status: 409, title: 'The change has passed its pivot, or is over' },
  'order-open': { status: 409, title: 'This production order is being dispatched already' },
  'authorization-over': { status: 409, title: 'The shipment authorization is over' },
  'baseline-loading': { status: 409, title: 'A baseline of this plant is being loaded' },
  'api-key-over': { status: 409, title: 'The API key is rotated, expired or revoked' },
  'exception-closed': { status: 409, title: 'The exception is resolved already' },
  'inspection-closed': { status: 409, title: 'The inspection has another result' },
  'signature-used': { status: 409, title: 'The signature was taken by another record' },
  'signature-void': { status: 409, title: 'The signature has expired or was voided' },
  'topology-refused': { status: 409, title: 'What is under way stands in the way of this topology' },
  'topology-outdated': { status: 409, title: 'Another topology was applied meanwhile' },
  'subscription-over': { status: 409, title: 'The subscription is not in a state for this' },
  'replay-running': { status: 409, title: 'A replay of this subscription is running' },
  'delivery-not-dead': { status: 409, title: 'The delivery is not a dead letter' },
  'too-many-subscriptions': { status: 409, title: 'There are as many subscriptions as there may be' },
  'legal-hold-released': { status: 409, title: 'The legal hold is released already' },
  contended: { status: 409, title: 'Others changed the same material all the time; try again' },
  'events-purged': { status: 410, title: 'Events after this point are no longer kept' },
  'body-too-large': { status: 413, title: 'The body is larger than 1 MiB' },
  'unsupported-media-type': { status: 415, title: 'This call takes another content type' },
  'invalid-request': { status: 422, title: 'The request is not valid' },
  'idempotency-key-reused': { status: 422, title: 'This Idempotency-Key was used with another body' },
  'unknown-plant': { status: 422, title: 'There is no such plant' },
  'unknown-system': { status: 422, title: 'There is no such system' },
  'unknown-item': { status: 422, title: 'Nobody knows the item of this lot' },
  'unknown-lot': { status: 422, title: 'The hold does not cover this lot' },
  'unit-mismatch': { status: 422, title: 'The item is not counted in this unit' },
  'quantity-not-exact': { status: 422, title: "The quantity is not exact in the item's unit" },
  'nothing-to-trace': { status: 422, title: 'No system has told of this material' },
  'scope-empty': { status: 422, title: 'The scope names no material' },
  'not-enough-undecided': { status: 422, title: 'More than is undecided' },
  'not-releasable': { status: 422, title: 'The gate does not let all of it pass' },
  'approvals-missing': { status: 422, title: 'This decision wants approvals' },
  'signature-missing': { status: 422, title: 'This wants an electronic signature' },
  'signature-mismatch': { status: 422, title: 'The signature is of another record, person or capacity' },
  'topology-invalid': { status: 422, title: 'The topology is not valid' },
  'unknown-change': { status: 422, title: 'The PLM knows no such change' },
  'unknown-object': { status: 422, title: 'The change does not affect this object' },
  'decision-not-possible': { status: 422, title: 'This cannot be decided for such an object' },
  'resolution-not-possible': { status: 422, title: 'This step cannot be resolved so' },
  'release-condition-unmet': { status: 422, title: "The hold's release condition is not met" },
  'payload-unreadable': { status: 422, title: 'A payload cannot be decrypted' },
  'event-not-accepted': { status: 422, title: 'The event was refused' },
  'address-not-allowed': { status: 422, title: 'No webhook is sent to this address' },
  'too-many-streams': { status: 429, title: 'You have as many streams open as you may' },
  'too-many-requests': { status: 429, title: 'You ask more often than you may' },
  'quota-exhausted': { status: 429, title: 'You have asked as often as you may today' },
  'headers-too-large': { status: 431, title: 'The address or the header is too long' },
  internal: { status: 500, title: 'Something is wrong in Interlock' },
  'preflight-unanswered': { status: 503, title: 'The preflight was not answered in time' },
  'identity-provider-unavailable': { status: 503, title: "The OpenID provider's keys cannot be fetched" },
  'ledger-unavailable': { status: 503, title: 'The ledger cannot be reached' },
} as const satisfies Record<string, { status: number; title: string }>;
export type ProblemCode = keyof typeof PROBLEMS;

export interface FieldError {
  /** JSON pointer (RFC 6901) into the body. */
  readonly pointer: string;
  readonly detail: string;
}

/** A request that is refused for a reason that the caller can understand and mend. */
export class Problem extends Error {
  override readonly name = 'Problem';
  constructor(
    readonly code: ProblemCode,
    readonly detail: string,
    readonly errors: readonly FieldError[] = [],
    /** Members beside RFC 9457's own, such as the hold that stands in the way. */
    readonly extra: Readonly<Record<string, unknown>> = {},
  ) {
    super(detail);
  }
  get status(): number {
    return PROBLEMS[this.code].status;
  }
}

/** What a problem looks like on the wire (RFC 9457). */
export function problemBody(problem: Problem): Record<string, unknown> {
  return {
    type: `https://interlock.dev/problems/${problem.code}`,
    title: PROBLEMS[problem.code].title,
    status: problem.status,
    code: problem.code,
    detail: problem.detail,
    ...(problem.errors.length > 0 && { errors: problem.errors }),
    ...problem.extra,
  };
}

export const ProblemBody = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string(),
    errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
    /** The saga that the request was about. */
    transaction: z.string().optional(),
    /** Id of the request's trace (W3C Trace Context), by which logs and spans have it. */
    trace: z.string(),
  })
  .meta({ id: 'Problem' });
