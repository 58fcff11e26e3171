import type { FailureClass } from '../contracts/system-health';
import { redact } from './redact';

/**
 * One classification of everything that can go wrong between Interlock and a system (DESIGN §3, Adapters).
 *
 * - `retryable`: certainly not processed (refused connection, DNS, 425, 429, 503 of a system known to roll back).
 * - `rejected`: the system understood and refused.
 * - `unknown-outcome`: a write met reset, time-out, 408, 500, 502 or 504; read back before trying again.
 * - `misconfigured`: 401, 403, or 404 of the endpoint; a person must mend the set-up.
 */
export type { FailureClass };

export class SystemFailure extends Error {
  override readonly name = 'SystemFailure';
  constructor(
    readonly system: string,
    readonly failure: FailureClass,
    readonly code: string,
    message: string,
    /** Milliseconds that the system asked us to wait, if it did. */
    readonly retryAfterMs: number | null = null,
  ) {
    super(redact(message));
  }
}
