import type { StackDescription } from '../stack/description';

/** The stack that chaos is played on. */
export interface ChaosStack {
  /** stack.json as it is now: pids change. */
  readonly description: () => StackDescription;
  /** What each system wants of its callers. */
  readonly systemCredentials: Readonly<Record<string, string>>;
}
