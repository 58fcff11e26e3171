/**
 * A named field, in JSON, in a header or in a query: `"apiKey":"…"`, `Authorization: Bearer …`, `token=…`. Numbers that JSON
 * names so are no secrets (a fencing token is a count), nor is what is not there.
 */
const NAMED =
  /((?:authorization|cookie|passw(?:or)?d|secret|token|api[-_]?key|private[-_]?key)[\\"']*\s*[:=]\s*[\\"']*(?:(?:bearer|basic)\s+)?)(?!(?:-?[\d.]+|null|true|false|\[object)[\s,}\]])[^\s\\"',;&}\]]+/gi;

const SECRETS: readonly RegExp[] = [
  NAMED,
  /(\b(?:bearer|basic)\s+)(?=\S*\d)[\w.~+/=-]{6,}/gi,
  // Of an address: `https://user:password@host`.
  /(\w:\/\/[^\s/:@]+:)[^\s/@]+(?=@)/g,
  // Secrets that are known by their looks: a JWT, a key of Standard Webhooks, keys of callers.
  /()\b(?:eyJ[\w-]+\.[\w-]+\.[\w-]*|whsec_[\w+/=]+|ila?k_[\w-]{16,})/g,
];

/** What a system said, without the secrets that it repeats: answers are shown to people, and kept. */
export const redact = (text: string): string =>
  SECRETS.reduce((rest, secret) => rest.replace(secret, '$1…'), text);
