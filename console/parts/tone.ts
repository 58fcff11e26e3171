/** good: as it should be; wait: on its way; warn: look at it; bad: act; off: over, or of no concern. */
export type Tone = 'good' | 'wait' | 'warn' | 'bad' | 'off';
