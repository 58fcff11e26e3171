import { z } from 'zod';
import { DEFAULT_POLICIES } from '../../contracts/default-policies';
import { rolesFor } from '../../domain/policy';
import { actionOf } from '../action';
import { Components } from '../components';
import { BODIES, parameterExample } from './examples';
import { ANSWER_HEADERS, answerHeaders, REQUEST_HEADERS, requestHeaders } from './headers';
import { problemResponses } from './problems';
import type { Route } from '../route';

type Json = Record<string, unknown>;

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
    servers: [{ url: '/' }],
    tags: [...new Set(routes.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: components.schemas,
      parameters: REQUEST_HEADERS,
      headers: ANSWER_HEADERS,
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'An API key, or an access token (JWT) of an OpenID provider that the topology names',
        },
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
  const { access, deprecation } = route;
  return {
    operationId: route.id,
    summary: route.summary,
    ...(deprecation && {
      deprecated: true,
      'x-sunset': deprecation.sunset,
      description: `Use ${deprecation.successor} instead; this call is gone after ${deprecation.sunset}.`,
    }),
    tags: [route.tag],
    security: access === 'public' ? [] : [access === 'signed' ? { webhook: [] } : { bearer: [] }],
    ...(access === undefined && { 'x-roles': rolesFor(DEFAULT_POLICIES, actionOf(route)) }),
    parameters: [
      ...parameters('path', route.params, components),
      ...parameters('query', route.query, components),
      ...requestHeaders(route),
    ],
    ...(route.body && {
      requestBody: {
        required: true,
        content: content(
          route.mediaTypes ?? ['application/json'],
          components.reference(route.body),
          BODIES[route.id],
        ),
      },
    }),
    responses: { ...problemResponses(route, components), ...answerResponses(route, components) },
  };
}

const content = (types: readonly string[], schema: Json, example?: unknown): Json =>
  Object.fromEntries(types.map((type) => [type, { schema, ...(example !== undefined && { example }) }]));

function parameters(where: 'path' | 'query', schema: z.ZodType | undefined, components: Components): Json[] {
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries<z.ZodType>(schema.shape).map(([name, field]) => {
    const required = !field.safeParse(undefined).success;
    const example = parameterExample(name);
    const isShown = example !== undefined && required && field.safeParse(example).success;
    return { name, in: where, required, schema: components.reference(field), ...(isShown && { example }) };
  });
}

function answerResponses(route: Route, components: Components): Json {
  return Object.fromEntries(
    Object.entries(route.answers).map(([status, schema]) => [
      status,
      {
        description: status === '201' ? 'Created; Location says where' : 'The answer',
        headers: answerHeaders(route, Number(status), false),
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
