import type { ComponentChildren } from 'preact';
import type { Tone } from './tone';

export type { Tone };

/** Told by shape and words, too: never by colour alone. */
const SIGN: Readonly<Record<Tone, string>> = { good: '✓', wait: '…', warn: '!', bad: '✕', off: '–' };

export function Badge({ tone, children }: { tone: Tone; children: ComponentChildren }) {
  return (
    <span class={`badge badge-${tone}`}>
      <span aria-hidden="true">{SIGN[tone]}</span> {children}
    </span>
  );
}
