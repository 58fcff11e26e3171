/** What events may be asked for, by what they are about. */
export const TYPES: readonly string[] = [
  'interlock.quality-hold.*',
  'interlock.disposition.*',
  'interlock.residual.*',
  'interlock.engineering-change.*',
  'interlock.production-order.*',
  'interlock.inspection.*',
  'interlock.shipment-authorization.*',
  'interlock.exception.*',
  'interlock.drift.*',
  'interlock.authority.*',
  'interlock.audit.*',
];

/** `interlock.quality-hold.placed.v1`: Quality hold placed. */
export function typeText(type: string): string {
  const [, object = '', happened = ''] = type.split('.');
  const text = `${object} ${happened}`.replaceAll('-', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
