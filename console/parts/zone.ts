const parts = (at: Date, timeZone: string): number => {
  const of = Object.fromEntries(
    new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  ) as Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', number>;
  return Date.UTC(of.year, of.month - 1, of.day, of.hour, of.minute, of.second);
};

/**
 * The instant that a plant's clock shows as `local`; where it shows that twice, the first, and where it skips it, the same
 * time after the skip.
 * @param local as an input of type datetime-local has it, such as `2026-11-22T05:30`
 * @param timeZone IANA name
 */
export function instantThere(local: string, timeZone: string): string {
  const shown = Date.parse(`${local}Z`);
  const offsetAt = (at: number) => parts(new Date(at), timeZone) - Math.floor(at / 1_000) * 1_000;
  // By the offset of the day before, and by the one that counts if the clock was moved since.
  const before = shown - offsetAt(shown - 86_400_000);
  const after = shown - offsetAt(before);
  const found = [before, after].find((at) => parts(new Date(at), timeZone) === shown);
  return new Date(found ?? before).toISOString();
}

/** What a clock is read by where nothing else is said: the reader's own zone. */
export const ownZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

/**
 * An instant by a plant's own clock, with the zone's name.
 * @param timeZone IANA name; undefined while it is not known: then by the reader's own clock
 * @returns such as `1 Dec 2026, 06:00 (America/Monterrey)`
 */
export function dateThere(at: string, timeZone: string | undefined): string {
  const text = new Intl.DateTimeFormat(undefined, {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone,
  }).format(new Date(at));
  return timeZone === undefined ? text : `${text} (${timeZone})`;
}
