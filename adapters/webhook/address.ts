import { BlockList, isIP, isIPv4 } from 'node:net';
import ipaddr from 'ipaddr.js';

export type AddressCheck = (address: string) => boolean;

/** An address as text, IPv4 in IPv6 taken for what it is. */
const plain = (address: string): string => ipaddr.process(address).toString();

/** Of IPv6 only this is given out for the Internet; the library calls some of the rest unicast, too. */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3');

function isPublic(address: string): boolean {
  if (isIP(address) === 0) return false;
  const parsed = ipaddr.process(address);
  if (parsed instanceof ipaddr.IPv6 && !parsed.match(GLOBAL_IPV6)) return false;
  return parsed.range() === 'unicast';
}

/**
 * Which addresses a webhook may be sent to: public ones, and what the topology allows. Everything that is set aside is
 * refused: private, loopback, link-local and with it the metadata services of clouds, multicast, and what carries an IPv4
 * address inside (mapped, NAT64, 6to4, Teredo), which may be any of these.
 * @param allow addresses, and blocks such as `10.20.0.0/16`
 */
export function addressCheck(allow: readonly string[]): { isPublic: AddressCheck; isAllowed: AddressCheck } {
  const own = new BlockList();
  for (const entry of allow) {
    const [address = '', bits] = entry.split('/');
    const family = isIPv4(address) ? 'ipv4' : 'ipv6';
    if (bits === undefined) own.addAddress(address, family);
    else own.addSubnet(address, Number(bits), family);
  }
  return {
    isPublic,
    isAllowed: (address) => {
      if (isIP(address) === 0) return false;
      const text = plain(address);
      return own.check(text, isIPv4(text) ? 'ipv4' : 'ipv6');
    },
  };
}
