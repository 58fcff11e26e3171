import type { Demo } from './demo';
import { failedInspection } from './sandbox/failed-inspection';
import { onTryton } from './tryton/story';

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

const STORIES: readonly Story[] = [failedInspection, onTryton];

/** @throws Error that names the systems there are */
export function findStory(systems: string): Story {
  const found = STORIES.find((story) => story.systems === systems);
  if (!found)
    throw new Error(
      `There is no demo on "${systems}". Give --systems one of: ${STORIES.map((story) => story.systems).join(', ')}.`,
    );
  return found;
}
