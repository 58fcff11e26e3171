const SECRETS: readonly RegExp[] = [
  // A named field, in JSON, in a header or in a query: `"apiKey":"…"`, `Authorization: Bearer …`, `token=…`.
  /((?:authorization|password|secret|token|api[-_]?key)[\\"']*\s*[:=]\s*[\\"']*(?:(?:bearer|basic)\s+)?)[^\s\\"',;&]+/gi,
  /(\b(?:bearer|basic)\s+)(?=\S*\d)[\w.~+/=-]{6,}/gi,
  // Of an address: `https://user:password@host`.
  /(\w:\/\/[^\s/:@]+:)[^\s/@]+(?=@)/g,
  // Secrets that are known by their looks: a JWT, a key of Standard Webhooks.
  /()\b(?:eyJ[\w-]+\.[\w-]+\.[\w-]*|whsec_[\w+/=]+)/g,
];

/** What a system said, without the secrets that it repeats: answers are shown to people, and kept. */
export const redact = (text: string): string =>
  SECRETS.reduce((rest, secret) => rest.replace(secret, '$1…'), text);
