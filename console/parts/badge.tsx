import type { ComponentChildren } from 'preact';

/** good: as it should be; wait: on its way; warn: look at it; bad: act; off: over, or of no concern. */
export type Tone = 'good' | 'wait' | 'warn' | 'bad' | 'off';

/** Told by shape and words, too: never by colour alone. */
const SIGN: Readonly<Record<Tone, string>> = { good: '✓', wait: '…', warn: '!', bad: '✕', off: '–' };

export function Badge({ tone, children }: { tone: Tone; children: ComponentChildren }) {
  return (
    <span class={`badge badge-${tone}`}>
      <span aria-hidden="true">{SIGN[tone]}</span> {children}
    </span>
  );
}
