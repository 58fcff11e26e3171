import { z } from 'zod';
import { DEFAULT_POLICIES } from '../contracts/default-policies';
import { ProblemBody, type ProblemCode, PROBLEMS } from '../contracts/problem';
import { rolesFor } from '../domain/policy';
import { actionOf } from './access';
import { Components } from './components';
import { ok, query, type Route } from './route';

type Json = Record<string, unknown>;

/** `GET /openapi.json`: the document of these calls and of itself. */
export function documentRoute(calls: readonly Route[]): Route {
  const route: Route = query({
    id: 'getOpenApi',
    method: 'get',
    path: '/openapi.json',
    summary: 'This document',
    tag: 'operations',
    access: 'public',
    answers: { 200: z.looseObject({}) },
    handle: async () => ok(document),
  });
  const document = openApi([...calls, route]);
  return route;
}

/** OpenAPI 3.1 of a route table. */
export function openApi(routes: readonly Route[]): Json {
  const components = new Components();
  const paths: Record<string, Json> = {};
  for (const route of routes) (paths[route.path] ??= {})[route.method] = operation(route, components);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Interlock',
      version: '1',
      description:
        'Holds material everywhere at once, and frees it only on the authority of the QMS or a person with the right role; makes an engineering change active at a plant only when every system is.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths,
    components: {
      schemas: components.schemas,
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        webhook: {
          type: 'apiKey',
          in: 'header',
          name: 'webhook-signature',
          description: 'Standard Webhooks, with webhook-id and webhook-timestamp',
        },
      },
    },
  };
}

function operation(route: Route, components: Components): Json {
  const { access } = route;
  return {
    operationId: route.id,
    summary: route.summary,
    tags: [route.tag],
    security: access === 'public' ? [] : [access === 'signed' ? { webhook: [] } : { bearer: [] }],
    ...(access === undefined && { 'x-roles': rolesFor(DEFAULT_POLICIES, actionOf(route)) }),
    parameters: [
      ...parameters('path', route.params, components),
      ...parameters('query', route.query, components),
      ...(route.kind === 'command' ? [IDEMPOTENCY_KEY] : []),
    ],
    ...(route.body && {
      requestBody: {
        required: true,
        content: content(route.mediaTypes ?? ['application/json'], components.reference(route.body)),
      },
    }),
    responses: { ...problemResponses(route, components), ...answerResponses(route, components) },
  };
}

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  description: 'The same for each repetition of one request; its first answer is given again.',
  schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,200}$' },
};

const content = (types: readonly string[], schema: Json): Json =>
  Object.fromEntries(types.map((type) => [type, { schema }]));

function parameters(where: 'path' | 'query', schema: z.ZodType | undefined, components: Components): Json[] {
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries<z.ZodType>(schema.shape).map(([name, field]) => ({
    name,
    in: where,
    required: !field.safeParse(undefined).success,
    schema: components.reference(field),
  }));
}

function answerResponses(route: Route, components: Components): Json {
  return Object.fromEntries(
    Object.entries(route.answers).map(([status, schema]) => [
      status,
      {
        description: status === '201' ? 'Created; Location says where' : 'The answer',
        content: Object.assign(
          {},
          ...[schema, ...(status === '200' ? (route.forms ?? []) : [])].map((form) =>
            content([mediaTypeOf(form)], components.reference(form)),
          ),
        ) as Json,
      },
    ]),
  );
}

const mediaTypeOf = (schema: z.ZodType): string => {
  const given = schema.meta()?.contentMediaType;
  return typeof given === 'string' ? given : 'application/json';
};

function problemResponses(route: Route, components: Components): Json {
  const codes = problemsOf(route);
  const statuses = [...new Set(codes.map((code) => PROBLEMS[code].status))];
  const said = (status: number) =>
    codes
      .filter((code) => PROBLEMS[code].status === status)
      .map((code) => `${code}: ${PROBLEMS[code].title}`);
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      {
        description: said(status).join('; '),
        content: content(['application/problem+json'], components.reference(ProblemBody)),
      },
    ]),
  );
}

/** The problems that a call can answer: those that it names, and those that follow from what it asks for. */
export function problemsOf(route: Route): ProblemCode[] {
  const codes = new Set<ProblemCode>([
    'internal',
    'ledger-unavailable',
    'body-too-large',
    'method-not-allowed',
    ...(route.problems ?? []),
  ]);
  if (route.access === 'signed') codes.add('bad-signature');
  else if (route.access !== 'public') codes.add('unauthenticated').add('forbidden');
  if (route.body) codes.add('malformed-json').add('unsupported-media-type');
  if (route.body || route.query || route.params) codes.add('invalid-request');
  if (route.kind === 'command') {
    codes.add('idempotency-key-missing').add('request-in-flight').add('idempotency-key-reused');
    if (route.decides) codes.add('not-authorized-to-decide');
  }
  return [...codes];
}
