import ipaddr from 'ipaddr.js';

/**
 * What counts as one place in the network: an IPv4 address, or the first 64 bits of an IPv6 one, as whoever has one of these
 * has all of that network.
 */
export function networkOf(address: string | undefined): string {
  if (address === undefined || !ipaddr.isValid(address)) return '';
  const parsed = ipaddr.process(address);
  return 'parts' in parsed ? parsed.parts.slice(0, 4).join(':') : parsed.toString();
}
