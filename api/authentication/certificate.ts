import { X509Certificate } from 'node:crypto';
import { BlockList, isIP } from 'node:net';
import type { Caller } from '../../config/caller';
import type { MutualTls } from '../../contracts/identity';
import { Refused } from './refusal';

/** A structured field of bytes (RFC 8941 §3.3.5), the certificate in DER (RFC 9440 §2.2). */
const CLIENT_CERT = /^:([A-Za-z0-9+/]+={0,2}):$/;
/** One name of a subjectAltName as Node writes it; a value that could be taken for two names is quoted as JSON. */
const ALTERNATIVE_NAME = /(?:^|, )(DNS|URI):("(?:[^"\\]|\\.)*"|[^,"]*)(?=, |$)/g;

/**
 * Systems that a proxy has authenticated by their TLS client certificate. Only a proxy that the topology names is believed;
 * it must take the header away from what clients send (RFC 9440 §3).
 * @returns who it is, from the header and the address it came from; null: no certificate from a proxy of ours. Throws Refused
 */
export function clientCertificates(
  { proxies, subjects }: MutualTls,
  now: () => Date,
): (header: string | undefined, from: string | undefined) => Caller | null {
  const believed = new BlockList();
  for (const proxy of proxies) believed.addAddress(proxy, familyOf(proxy));
  return (header, from) => {
    if (header === undefined || from === undefined || !believed.check(from, familyOf(from))) return null;
    const certificate = parse(header);
    const at = now();
    if (new Date(certificate.validFrom) > at || new Date(certificate.validTo) < at)
      throw new Refused('certificate-expired');
    const named = namesIn(certificate).filter((name) => Object.hasOwn(subjects, name));
    const [subject] = named;
    if (subject === undefined || named.length > 1) throw new Refused('certificate-unknown');
    return {
      id: `certificate:${subject}`,
      ...subjects[subject]!,
      kind: 'system',
      scopes: null,
      credential: { kind: 'certificate', id: certificate.fingerprint256 },
      signedInAt: null,
    };
  };
}

function parse(header: string): X509Certificate {
  const encoded = CLIENT_CERT.exec(header)?.[1];
  if (encoded === undefined) throw new Refused('certificate-malformed');
  try {
    return new X509Certificate(Buffer.from(encoded, 'base64'));
  } catch {
    throw new Refused('certificate-malformed');
  }
}

/** What the topology may name it by: its subject on one line, and its alternative names. */
function namesIn({ subject, subjectAltName = '' }: X509Certificate): string[] {
  const alternatives = [...subjectAltName.matchAll(ALTERNATIVE_NAME)].map(
    ([, kind, value]) => `${kind}:${value!.startsWith('"') ? String(JSON.parse(value!)) : value}`,
  );
  return [...(subject ? [subject.split('\n').join(', ')] : []), ...alternatives];
}

const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4');
