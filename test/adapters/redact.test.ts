import { redact } from '../../adapters/redact';
import { SystemFailure } from '../../adapters/failure';

describe('a secret that a system repeats in its answer is left out', () => {
  it.each([
    [
      'a header',
      'sent Authorization: Bearer s3cr3t-of-erp to /stock',
      'sent Authorization: Bearer … to /stock',
    ],
    ['a header in JSON', '{"authorization":"Basic czNjcjN0"}', '{"authorization":"Basic …"}'],
    ['a field', '{"password":"s3cr3t","user":"erp"}', '{"password":"…","user":"erp"}'],
    [
      'a field of JSON in JSON',
      String.raw`{"body":"{\"apiKey\":\"s3cr3t\"}"}`,
      String.raw`{"body":"{\"apiKey\":\"…\"}"}`,
    ],
    ['a query', 'GET /stock?access_token=s3cr3t&lot=1', 'GET /stock?access_token=…&lot=1'],
    ['a token by itself', 'Bearer s3cr3t-of-erp is unknown', 'Bearer … is unknown'],
    [
      'an address',
      'cannot reach https://erp:s3cr3t@erp.example/stock',
      'cannot reach https://erp:…@erp.example/stock',
    ],
    ['a JWT', 'eyJhbGciOiJI.eyJzdWIiOiIx.c2ln has expired', '… has expired'],
    ['a key of webhooks', 'not signed by whsec_czNjcjN0', 'not signed by …'],
  ])('%s', (_, text, expected) => {
    expect(redact(text)).toBe(expected);
    expect(new SystemFailure('erp', 'misconfigured', 'HTTP_401', text).message).toBe(expected);
  });

  it.each([
    'The bearer token is missing or wrong.',
    'The books are closed through 2026-10-31; posting date 2026-10-31.',
    'a basic authentication is wanted',
  ])('and nothing else: %s', (text) => {
    expect(redact(text)).toBe(text);
  });
});
