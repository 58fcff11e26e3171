import type { FailureClass } from '../failure';

/** A call in the terms that its failure is judged by. */
export interface Judged {
  /** A read changes nothing: whatever happened to it, it may be made again. */
  readonly read: boolean;
  /** The system undoes everything before it answers 503. */
  readonly rollsBackOn503: boolean;
}

/** Errors of a connection that never came about: the system has seen nothing. */
const NEVER_CONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** A certificate that does not fit is a set-up to be mended, and nothing was sent. */
const isCertificateError = (code: string) =>
  code.startsWith('ERR_TLS_') ||
  code.startsWith('CERT_') ||
  code.includes('SELF_SIGNED') ||
  code.startsWith('UNABLE_TO_');

/** @param code of the error: Node's, undici's, or ours (`TIMEOUT`, `ABORTED`, `NOT_SENT`). */
export function classifyError(code: string, { read }: Judged): FailureClass {
  if (isCertificateError(code)) return 'misconfigured';
  if (read || code === 'NOT_SENT' || NEVER_CONNECTED.has(code)) return 'retryable';
  return 'unknown-outcome';
}

/** @returns null for 2xx, which is no failure. */
export function classifyStatus(status: number, { read, rollsBackOn503 }: Judged): FailureClass | null {
  if (status >= 200 && status < 300) return null;
  if (status === 425 || status === 429) return 'retryable';
  if (status === 503 && rollsBackOn503) return 'retryable';
  if (status === 408 || status >= 500) return read ? 'retryable' : 'unknown-outcome';
  // What is neither an answer nor a refusal: a redirection, or an address where nobody knows the call.
  if (status < 400 || [401, 403, 404, 405, 407].includes(status)) return 'misconfigured';
  return 'rejected';
}

/** `Retry-After` in milliseconds from `now`: seconds or an HTTP date; null where it says nothing that can be read. */
export function retryAfterMs(header: string | null, now: number): number | null {
  if (header === null) return null;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}
