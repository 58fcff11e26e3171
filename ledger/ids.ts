import { randomBytes } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A short random id that people can read out: prefix and 13 characters of Crockford's alphabet (65 bits). */
export function newId(
  prefix:
    | 'IS'
    | 'QH'
    | 'EC'
    | 'PF'
    | 'PD'
    | 'TX'
    | 'DP'
    | 'RS'
    | 'EX'
    | 'BL'
    | 'RD'
    | 'SA'
    | 'SG'
    | 'SB'
    | 'FD'
    | 'LH'
    | 'AK',
): string {
  const digits = Array.from(randomBytes(13), (byte) => ALPHABET[byte % 32]);
  return `${prefix}-${digits.join('')}`;
}
