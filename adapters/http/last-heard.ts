import type { SystemSeen } from '../../contracts/system-health';
import { redact } from '../redact';
import type { EndedCall } from './client';

/** As much of what was asked as is told of a failure. */
const MOST_TEXT = 500;

interface Heard {
  readonly answered: Date | null;
  readonly failed: Date | null;
  readonly failure: SystemSeen['failure'];
}
const NOTHING: Heard = { answered: null, failed: null, failure: null };

/** When each system that this process calls last answered and last failed. A refusal is an answer; a call that was given up says nothing. */
export class LastHeard {
  private readonly heard = new Map<string, Heard>();

  constructor(private readonly now: () => Date = () => new Date()) {}

  took({ system, method, path, outcome, failure }: EndedCall): void {
    if (failure === 'cancelled') return;
    const before = this.heard.get(system) ?? NOTHING;
    if (failure === null || failure === 'rejected') {
      this.heard.set(system, { ...before, answered: this.now() });
      return;
    }
    const said = typeof outcome === 'number' ? `answered ${outcome}` : outcome;
    const text = redact(`${method} ${path}: ${said}`).slice(0, MOST_TEXT);
    this.heard.set(system, { ...before, failed: this.now(), failure: { class: failure, text } });
  }

  /** Of every system that was called. */
  get seen(): SystemSeen[] {
    return [...this.heard].map(([system, { answered, failed, failure }]) => ({
      system,
      answeredAt: answered?.toISOString() ?? null,
      failedAt: failed?.toISOString() ?? null,
      failure,
    }));
  }
}
