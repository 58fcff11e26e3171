import { onSandbox } from './sandbox/story';
import type { Story } from './story';
import { onTryton } from './tryton/story';

const STORIES: readonly Story[] = [onSandbox, onTryton];

/** @throws Error that names the systems there are */
export function findStory(systems: string): Story {
  const found = STORIES.find((story) => story.systems === systems);
  if (!found)
    throw new Error(
      `There is no demo on "${systems}". Give --systems one of: ${STORIES.map((story) => story.systems).join(', ')}.`,
    );
  return found;
}
