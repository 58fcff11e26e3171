import type { NativeStatus } from '../../contracts/material';

/** One system's words for a lot's own status, both ways. */
export interface StatusWords {
  toNative(word: string | null): NativeStatus | null;
  fromNative(native: NativeStatus | null): string | null;
}

/** @param words the system's word for each native status */
export function statusWords(words: Readonly<Record<NativeStatus, string>>): StatusWords {
  const natives = new Map(Object.entries(words).map(([native, word]) => [word, native as NativeStatus]));
  return {
    // A word that nobody has told us restricts, until somebody does (H8).
    toNative: (word) => (word === null ? null : (natives.get(word) ?? 'block')),
    fromNative: (native) => native && words[native],
  };
}
