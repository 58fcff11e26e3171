import type { StackDescription } from '../stack/description';
import { Checks } from './checks';
import { Http } from './http';
import type { Page } from './page';

/** The callers of the demo enterprise, by the names of their keys in stack.json. */
export type Caller = 'quality' | 'engineering' | 'support' | 'auditor';

/** A running stack, and what a story needs to be played on it and told. */
export class Demo {
  readonly checks = new Checks();

  /** @param credentials what each system wants of a caller */
  constructor(
    readonly page: Page,
    readonly stack: StackDescription,
    private readonly credentials: Readonly<Record<string, string>>,
    readonly signal: AbortSignal,
  ) {}

  /** Interlock's API, as one of its callers. */
  interlock(caller: Caller): Http {
    return new Http(this.stack.api, this.stack.keys[caller] ?? null, this.signal);
  }

  /** A sandbox system's own API, as its own people use it: Interlock knows nothing of these calls. */
  system(name: string): Http {
    return new Http(this.stack.systems[name]!, this.credentials[name] ?? null, this.signal);
  }

  /** The address at which a sandbox system says what it knows. */
  control(name: string): Http {
    return new Http(this.stack.controls[name]!, null, this.signal);
  }

  /** The Temporal Web UI, and the HTTP API that it serves. */
  temporal(): Http {
    return new Http(this.stack.temporalUi, null, this.signal);
  }
}
