import { z } from 'zod';
import { Problem } from '../../contracts/problem';
import type { OpenApi } from '../docs/operations';
import { docsPage, type AsyncApi } from '../docs/page';
import { asyncApi } from '../documents/asyncapi';
import { openApi } from '../documents/openapi';
import { jsonSchemas } from '../documents/schemas';
import { ok, query, type Route } from '../route';

const tag = 'documents';
const access = 'public';
const Document = z.looseObject({});

/** The contract as documents: of the calls that are given, and of these themselves. */
export function documents(calls: readonly Route[]): Route[] {
  const own: readonly Route[] = [
    query({
      id: 'getOpenApi',
      method: 'get',
      path: '/openapi.json',
      summary: 'Every call (OpenAPI 3.1)',
      tag,
      access,
      answers: { 200: Document },
      handle: async () => ok(openapi),
    }),
    query({
      id: 'getAsyncApi',
      method: 'get',
      path: '/asyncapi.json',
      summary: 'Every type of event that is published or taken (AsyncAPI 3.0)',
      tag,
      access,
      answers: { 200: Document },
      handle: async () => ok(asyncapi),
    }),
    query({
      id: 'listSchemas',
      method: 'get',
      path: '/v1/schemas',
      summary: 'Names and addresses of all JSON Schemas',
      tag,
      access,
      answers: { 200: SchemaList },
      handle: async () => ok({ items: [...schemas.keys()].map(listed), next: null }),
    }),
    query({
      id: 'getSchema',
      method: 'get',
      path: '/v1/schemas/{name}',
      summary: 'One JSON Schema (2020-12) with all that it refers to; of an event, that of its data',
      tag,
      access,
      params: z.object({ name: z.string().max(200) }),
      answers: { 200: Document.meta({ contentMediaType: 'application/schema+json' }) },
      problems: ['not-found'],
      async handle({ params: { name } }) {
        const schema = schemas.get(name);
        if (!schema)
          throw new Problem('not-found', `There is no schema "${name}"; /v1/schemas lists them all.`);
        return {
          status: 200,
          body: JSON.stringify(schema),
          headers: { 'Content-Type': 'application/schema+json' },
        };
      },
    }),
    query({
      id: 'getDocs',
      method: 'get',
      path: '/docs',
      summary: 'Every call and every event, to read and to try',
      tag,
      access,
      answers: { 200: z.string().meta({ contentMediaType: 'text/html' }) },
      handle: async () => ({ status: 200, body: docs.html, headers: docs.headers }),
    }),
  ];
  const routes = [...calls, ...own];
  const openapi = openApi(routes);
  const asyncapi = asyncApi();
  const schemas = jsonSchemas(routes);
  const docs = docsPage(openapi as unknown as OpenApi, asyncapi as unknown as AsyncApi);
  return routes;
}

const SchemaList = z
  .object({ items: z.array(z.object({ name: z.string(), href: z.string() })), next: z.null() })
  .meta({ id: 'SchemaList' });
const listed = (name: string) => ({ name, href: `/v1/schemas/${encodeURIComponent(name)}` });
