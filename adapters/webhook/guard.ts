import { lookup as dnsLookup, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { addressCheck } from './address';

/** Resolves a name to all its addresses. */
export type Resolve = (
  host: string,
  told: (error: NodeJS.ErrnoException | null, found: readonly LookupAddress[]) => void,
) => void;

/** A webhook's address that may not be called; the message says why. */
export class AddressNotAllowed extends Error {
  override readonly name = 'AddressNotAllowed';
  readonly code = 'ADDRESS_NOT_ALLOWED';
}

/** With an error Node gives no addresses at all, whatever its types say. */
const resolveByDns: Resolve = (host, told) =>
  dnsLookup(host, { all: true }, (error, found) => told(error, error ? [] : found));

/**
 * Keeps webhooks from being turned against one's own network. What a name resolves to is checked when the connection is
 * made, and the connection goes to just that: a name that answers otherwise the second time (DNS rebinding) gains nothing.
 */
export class AddressGuard {
  /** @param allow addresses and blocks of one's own network that may be called, without TLS too: as they are at the moment */
  constructor(
    private readonly allow: () => readonly string[],
    private readonly resolve: Resolve = resolveByDns,
  ) {}

  /**
   * For `net.connect`, which does not ask for what is an address already: `refuseUrl` does.
   * @param isPlain without TLS
   */
  lookup(isPlain: boolean): LookupFunction {
    return (host, options, callback) =>
      this.resolve(host, (error, found) => {
        const refusal = error ?? this.refusalOf(host, found, isPlain);
        const [first] = found;
        if (refusal !== null || first === undefined) callback(refusal, '', 0);
        else if (options.all) callback(null, [...found]);
        else callback(null, first.address, first.family);
      });
  }

  /**
   * Refuses an address as far as one can tell without connecting.
   * @param url valid; http or https
   * @throws AddressNotAllowed
   */
  async refuseUrl(url: string): Promise<void> {
    const { protocol, hostname, username, password } = new URL(url);
    const host = hostname.replace(/^\[|\]$/g, '');
    if (username !== '' || password !== '')
      throw new AddressNotAllowed('its address holds a login; a webhook is trusted by its signature');
    const isPlain = protocol === 'http:';
    const found = isIP(host) === 0 ? await this.addressesOf(host) : [{ address: host, family: isIP(host) }];
    // A consumer that is not set up yet may be subscribed; without TLS it must be known to be of one's own network.
    if (found.length === 0 && !isPlain) return;
    const refusal = this.refusalOf(host, found, isPlain);
    if (refusal !== null) throw refusal;
  }

  private addressesOf(host: string): Promise<readonly LookupAddress[]> {
    return new Promise((resolve) => this.resolve(host, (error, found) => resolve(error ? [] : found)));
  }

  private refusalOf(
    host: string,
    found: readonly LookupAddress[],
    isPlain: boolean,
  ): AddressNotAllowed | null {
    const check = addressCheck(this.allow());
    const wrong = found.find(
      ({ address }) => !check.isAllowed(address) && (isPlain || !check.isPublic(address)),
    );
    if (found.length === 0) return new AddressNotAllowed(`${host} has no address`);
    if (wrong === undefined) return null;
    if (isPlain && check.isPublic(wrong.address))
      return new AddressNotAllowed(`http is not allowed for ${host}; use https`);
    return new AddressNotAllowed(
      `${host} is ${wrong.address}, which is not a public address and not in subscriptions.allow`,
    );
  }
}
