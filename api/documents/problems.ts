import { ProblemBody, type ProblemCode, PROBLEMS } from '../../contracts/problem';
import type { Components } from '../components';
import { mayPass } from '../problems';
import type { Route } from '../route';
import { answerHeaders } from './headers';

type Json = Record<string, unknown>;

/** The problems that a call can answer: those that it names, and those that follow from what it asks for. */
export function problemsOf(route: Route): ProblemCode[] {
  const codes = new Set<ProblemCode>([
    'internal',
    'ledger-unavailable',
    'body-too-large',
    'method-not-allowed',
    'too-many-requests',
    'malformed-request',
    'request-timeout',
    'headers-too-large',
    ...(route.problems ?? []),
  ]);
  if (route.access === 'signed') codes.add('bad-signature');
  else if (route.access !== 'public')
    codes.add('unauthenticated').add('identity-provider-unavailable').add('quota-exhausted');
  if (route.access === undefined) codes.add('forbidden');
  if (route.body) codes.add('malformed-json').add('unsupported-media-type');
  if (route.body || route.query || route.params) codes.add('invalid-request');
  if (route.kind === 'command') {
    codes.add('idempotency-key-missing').add('request-in-flight').add('idempotency-key-reused');
    if (route.decides) codes.add('not-authorized-to-decide');
  }
  return [...codes];
}

/** One response for each status that a call can refuse with; it names the codes, and shows each. */
export function problemResponses(route: Route, components: Components): Record<string, Json> {
  const codes = problemsOf(route);
  const statuses = [...new Set(codes.map((code) => PROBLEMS[code].status))];
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      response(
        route,
        status,
        codes.filter((code) => PROBLEMS[code].status === status),
        components,
      ),
    ]),
  );
}

const response = (
  route: Route,
  status: number,
  codes: readonly ProblemCode[],
  components: Components,
): Json => ({
  description: codes.map((code) => `${code}: ${PROBLEMS[code].title}`).join('; '),
  headers: answerHeaders(route, status, status === 429 || codes.some((code) => mayPass({ code, status }))),
  content: {
    'application/problem+json': {
      schema: {
        allOf: [components.reference(ProblemBody), { properties: { code: { enum: codes } } }],
      },
      examples: Object.fromEntries(codes.map((code) => [code, { value: example(code) }])),
    },
  },
});

const example = (code: ProblemCode): Json => {
  const { status, title } = PROBLEMS[code];
  return {
    type: `https://interlock.dev/problems/${code}`,
    title,
    status,
    code,
    detail: `${title}.`,
    trace: '4bf92f3577b34da6a3ce929d0e0e4736',
    ...(code === 'invalid-request' && {
      errors: [{ pointer: '/plant', detail: 'is required' }],
    }),
  };
};
