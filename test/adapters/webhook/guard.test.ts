import type { LookupAddress } from 'node:dns';
import { AddressGuard, AddressNotAllowed, type Resolve } from '../../../adapters/webhook/guard';

const answers =
  (...rounds: readonly (readonly string[])[]): Resolve =>
  (_host, told) => {
    const round = rounds.length > 1 ? (rounds as string[][]).shift()! : rounds[0]!;
    const found = round.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    if (found.length === 0) told(Object.assign(new Error('not found'), { code: 'ENOTFOUND' }), []);
    else told(null, found);
  };
const nothing = () => [];
const verdict = (url: string, { allow = [] as string[], resolve = answers(['93.184.215.14']) } = {}) =>
  new AddressGuard(() => allow, resolve).refuseUrl(url).then(
    () => 'taken',
    (error: unknown) => {
      if (error instanceof AddressNotAllowed) return 'refused';
      throw error;
    },
  );

describe('an address that is written out', () => {
  // Each leads, or may lead, to a network that is not the Internet; some are other spellings of the same.
  it.each([
    'https://127.0.0.1/',
    'https://127.1/',
    'https://2130706433/',
    'https://0x7f000001/',
    'https://0177.0.0.1/',
    'https://0.0.0.0/',
    'https://10.1.2.3/',
    'https://172.16.0.1/',
    'https://192.168.1.1/',
    'https://100.64.0.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://192.0.2.1/',
    'https://198.18.0.1/',
    'https://224.0.0.1/',
    'https://240.0.0.1/',
    'https://255.255.255.255/',
    'https://[::]/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:a9fe:a9fe]/',
    'https://[::7f00:1]/',
    'https://[64:ff9b::7f00:1]/',
    'https://[2002:7f00:1::]/',
    'https://[2001::1]/',
    'https://[2001:db8::1]/',
    'https://[fc00::1]/',
    'https://[fd00:ec2::254]/',
    'https://[fe80::1]/',
    'https://[fec0::1]/',
    'https://[ff02::1]/',
  ])('%s is refused', async (url) => {
    expect(await verdict(url)).toBe('refused');
  });

  it.each(['https://93.184.215.14/hook', 'https://[2606:2800:21f:cb07::1]/hook'])(
    '%s is taken',
    async (url) => {
      expect(await verdict(url)).toBe('taken');
    },
  );
});

describe('a name', () => {
  it.each([
    ['is private', ['10.0.0.1']],
    ['is loopback by IPv6', ['::1']],
    ['has one address of many that is private', ['93.184.215.14', '192.168.0.1']],
  ])('that %s is refused', async (_name, addresses) => {
    expect(await verdict('https://consumer.example/', { resolve: answers(addresses) })).toBe('refused');
  });
  it('that is public is taken, with TLS alone', async () => {
    expect(await verdict('https://consumer.example/')).toBe('taken');
    expect(await verdict('http://consumer.example/')).toBe('refused');
  });
  it('that nobody knows yet may be subscribed, with TLS alone', async () => {
    expect(await verdict('https://consumer.example/', { resolve: answers([]) })).toBe('taken');
    expect(await verdict('http://consumer.example/', { resolve: answers([]) })).toBe('refused');
  });
  it('with a login is refused', async () => {
    expect(await verdict('https://user:secret@consumer.example/')).toBe('refused');
  });
});

describe('what the topology allows', () => {
  it('is called, by name or address, without TLS too', async () => {
    const own = { allow: ['127.0.0.1', '10.20.0.0/16', 'fd12::/16'], resolve: answers(['10.20.3.4']) };
    for (const url of [
      'http://127.0.0.1:9000/',
      'http://[::ffff:127.0.0.1]/',
      'http://consumer.plant/',
      'http://[fd12::7]/',
    ])
      expect(await verdict(url, own)).toBe('taken');
  });
  it('is that and no more', async () => {
    const own = { allow: ['127.0.0.1'] };
    expect(await verdict('http://127.0.0.2/', own)).toBe('refused');
    expect(await verdict('https://10.20.0.1/', own)).toBe('refused');
    expect(
      await verdict('http://both.example/', { ...own, resolve: answers(['127.0.0.1', '93.184.215.14']) }),
    ).toBe('refused');
  });
});

describe('at the connection', () => {
  const connect = (guard: AddressGuard, isPlain = false, host = 'consumer.example') =>
    new Promise<string | LookupAddress[]>((resolve, reject) =>
      guard.lookup(isPlain)(host, { all: true }, (error, found) => (error ? reject(error) : resolve(found))),
    );

  it('a name that has turned private since it was checked is refused (DNS rebinding)', async () => {
    const guard = new AddressGuard(nothing, answers(['93.184.215.14'], ['127.0.0.1']));
    await guard.refuseUrl('https://consumer.example/');
    await expect(connect(guard)).rejects.toThrow(AddressNotAllowed);
  });
  it('goes to just what was checked', async () => {
    const guard = new AddressGuard(nothing, answers(['93.184.215.14'], ['127.0.0.1']));
    expect(await connect(guard)).toEqual([{ address: '93.184.215.14', family: 4 }]);
  });
  it('a name that nobody knows is an error of the name', async () => {
    await expect(connect(new AddressGuard(nothing, answers([])))).rejects.toMatchObject({
      code: 'ENOTFOUND',
    });
  });
  it('nor does one that no DNS knows end the process', async () => {
    // Never assigned (RFC 6761); where there is no DNS at all, that is the error.
    const unknown = connect(new AddressGuard(nothing), false, 'consumer.invalid');
    await expect(unknown).rejects.toMatchObject({
      code: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/) as string,
    });
  });
});
