import type { Demo } from './demo';

/** What the demo plays on one set of systems. */
export interface Story {
  /** Name of the profile that the stack is started with. */
  readonly systems: string;
  readonly title: string;
  /** Which systems are real and which are not. */
  readonly cast: string;
  /** Plays and tells it; what it finds to hold goes to `demo.checks`. @throws Error when it cannot go on */
  play(demo: Demo): Promise<void>;
}
