import type { Route } from '../route';

type Json = Record<string, unknown>;

/** Headers that a caller may send, by their names as components of the document. */
export const REQUEST_HEADERS = {
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    required: true,
    description: 'The same for each repetition of one request; its first answer is given again.',
    schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,200}$' },
    example: '4b1f0c5e-5a0e-4f6e-9a53-5d6c1f0b7a11',
  },
  Traceparent: {
    name: 'traceparent',
    in: 'header',
    required: false,
    description: 'W3C Trace Context; one that is not valid is passed over, and a new trace is begun.',
    schema: { type: 'string' },
    example: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  },
  Prefer: {
    name: 'Prefer',
    in: 'header',
    required: false,
    description:
      '`wait=<seconds>`, 60 at most (RFC 7240): answered when `until` is reached, or with what then is.',
    schema: { type: 'string' },
    example: 'wait=30',
  },
} as const satisfies Record<string, Json>;

const text = (description: string): Json => ({ description, schema: { type: 'string' } });

/** Headers that an answer may have. */
export const ANSWER_HEADERS = {
  Traceparent: text('The trace that the request belongs to (W3C Trace Context)'),
  Location: text('Where the new resource is'),
  IdempotentReplayed: text('`true`: the first answer to this Idempotency-Key, given again'),
  PreferenceApplied: text('The wait that was granted (RFC 7240)'),
  RateLimit: text(
    'What is left of the limits that the call counts against (draft-ietf-httpapi-ratelimit-headers)',
  ),
  RateLimitPolicy: text('Those limits: how many calls, in how many seconds'),
  RetryAfter: text('Seconds after which the same request may be sent again (RFC 9110)'),
  WWWAuthenticate: text('How to authenticate (RFC 6750)'),
  Allow: text('The methods that this address takes'),
  Deprecation: text('Since when this call is deprecated: `@<seconds since 1970>` (RFC 9745)'),
  Sunset: text('When this call will be gone (RFC 8594)'),
  Link: text('The call that takes its place, `rel="successor-version"` (RFC 5829)'),
} as const satisfies Record<string, Json>;
type AnswerHeader = keyof typeof ANSWER_HEADERS;

const ON_THE_WIRE: Record<AnswerHeader, string> = {
  Traceparent: 'traceparent',
  Location: 'Location',
  IdempotentReplayed: 'Idempotent-Replayed',
  PreferenceApplied: 'Preference-Applied',
  RateLimit: 'RateLimit',
  RateLimitPolicy: 'RateLimit-Policy',
  RetryAfter: 'Retry-After',
  WWWAuthenticate: 'WWW-Authenticate',
  Allow: 'Allow',
  Deprecation: 'Deprecation',
  Sunset: 'Sunset',
  Link: 'Link',
};

/** Parameters in headers that a call takes. */
export function requestHeaders(route: Route): Json[] {
  const names: (keyof typeof REQUEST_HEADERS)[] = [
    ...(route.kind === 'command' ? (['IdempotencyKey'] as const) : []),
    ...(isWaitedFor(route) ? (['Prefer'] as const) : []),
    'Traceparent',
  ];
  return names.map((name) => ({ $ref: `#/components/parameters/${name}` }));
}

/**
 * Headers of one answer of a call.
 * @param mayPass whether the same request may succeed a moment later
 */
export function answerHeaders(route: Route, status: number, mayPass: boolean): Json {
  const names: AnswerHeader[] = ['Traceparent', 'RateLimit', 'RateLimitPolicy'];
  if (status === 201 || status === 202) names.push('Location');
  if (status < 300 && route.kind === 'command') names.push('IdempotentReplayed');
  if (status === 200 && isWaitedFor(route)) names.push('PreferenceApplied');
  if (status === 401) names.push('WWWAuthenticate');
  if (status === 405) names.push('Allow');
  if (mayPass) names.push('RetryAfter');
  if (route.deprecation) names.push('Deprecation', 'Sunset', 'Link');
  return Object.fromEntries(
    names.map((name) => [ON_THE_WIRE[name], { $ref: `#/components/headers/${name}` }]),
  );
}

const isWaitedFor = ({ query }: Route): boolean =>
  query !== undefined && 'shape' in query && 'until' in (query.shape as Json);
