/**
 * Which of these media types an Accept header (RFC 9110, 12.5.1) prefers: by its weights, then by its order, then by ours.
 * @param offered the first is given where the header says nothing, or nothing that we have
 */
export function preferredType(accept: string | undefined, offered: readonly string[]): string {
  const ranges = (accept ?? '*/*').split(',').map(rangeOf);
  const best = ranges
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .flatMap(({ pattern }) => offered.find((type) => pattern.test(type)) ?? []);
  return best[0] ?? offered[0] ?? '';
}

function rangeOf(text: string): { pattern: RegExp; weight: number } {
  const [range = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const weight = Number(parameters.find((one) => one.startsWith('q='))?.slice(2) ?? 1);
  const escaped = range.replaceAll(/[.+?^$()[\]{}|\\]/g, '\\$&').replaceAll('*', '[^/]+');
  return { pattern: new RegExp(`^${escaped}$`), weight: Number.isFinite(weight) ? weight : 0 };
}
