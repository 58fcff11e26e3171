import type { ComponentChildren } from 'preact';

/** What became of something, said to whoever does not look at it, too. */
export const Said = ({ tone, children }: { tone: 'good' | 'warn'; children: ComponentChildren }) => (
  <output class={`note note-${tone}`}>{children}</output>
);
