/**
 * An instant by a plant's own clock, with the zone's name.
 * @param zone IANA name; undefined while it is not known: then by the reader's own clock
 * @returns such as `1 Dec 2026, 06:00 (America/Monterrey)`
 */
export function dateThere(at: string, zone: string | undefined): string {
  const text = new Intl.DateTimeFormat(undefined, {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: zone,
  }).format(new Date(at));
  return zone === undefined ? text : `${text} (${zone})`;
}
